"""The proof: a chain that shows every change, can be emptied and not be cut, and is handed out to editors."""

import threading
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from profiles_service.actions import consents
from profiles_service.models import Consent
from profiles_service.queries import proofs
from profiles_service.rules import BEGINNING, linked_hash
from services.kit import clock
from services.kit.migrations import configuration, upgrade
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.profiles_makers import ADA, WORDING, a_form, asked_to_confirm, letters, link, links, subscribed
from tests.support.tokens import Tokens


def broken(app: Service) -> list[Any]:
    with app.database.reading() as session:
        return list(proofs.broken_consents(session))


def behind_the_triggers(ground: Ground, statement: str) -> None:
    """Change something as only the owner of the tables can."""
    engine = create_engine(ground.environment("profiles")["PROFILES_MIGRATION_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE consents DISABLE TRIGGER never_changed"))
        connection.execute(text(statement))
        connection.execute(text("ALTER TABLE consents ENABLE TRIGGER never_changed"))
    engine.dispose()


def test_the_chain_is_whole(profiles: Service) -> None:
    for n in range(3):
        subscribed(profiles, email=f"p{n}@example.org")

    assert broken(profiles) == []
    answer = profiles.test_cli_runner().invoke(args=["verify-consents"])
    assert answer.exit_code == 0
    assert answer.output.startswith("9 lines, the chain is whole.")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents SET form = '/x'",
        "UPDATE consents SET salt = NULL",
        "DELETE FROM consents",
        "DELETE FROM wordings",
    ],
)
def test_the_database_refuses_to_change_or_delete(profiles: Service, statement: str) -> None:
    subscribed(profiles)
    with pytest.raises(DatabaseError, match="never changed"), profiles.database.transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE consents SET happened_at = happened_at - interval '1 day' WHERE id = 3", 3),
        ("UPDATE consents SET chosen = '{\"newsletter\": true}' WHERE id = 1", 1),
        ("UPDATE consents SET person_id = gen_random_uuid() WHERE id = 2", 2),
        ("UPDATE consents SET content_hash = hash WHERE id = 2", 2),
        ("DELETE FROM consents WHERE id = 2", 3),
    ],
)
def test_who_owns_the_tables_is_found_out_all_the_same(
    profiles: Service, ground: Ground, statement: str, line: int
) -> None:
    subscribed(profiles)
    behind_the_triggers(ground, statement)

    assert line in {number for number, _ in broken(profiles)}
    answer = profiles.test_cli_runner().invoke(args=["verify-consents"])
    assert answer.exit_code == 1
    assert f"line {line}:" in answer.output


def test_an_end_that_was_cut_off_is_found_by_a_hash_written_down(profiles: Service, ground: Ground) -> None:
    subscribed(profiles)
    run = profiles.test_cli_runner()
    newest = run.invoke(args=["verify-consents"]).output.split()[-1]
    behind_the_triggers(ground, "DELETE FROM consents WHERE id = 3")

    assert broken(profiles) == []
    assert run.invoke(args=["verify-consents"]).exit_code == 0
    assert run.invoke(args=["verify-consents", "--head", newest]).exit_code == 1


def test_lines_that_were_emptied_leave_the_chain_whole(profiles: Service) -> None:
    asked_to_confirm(profiles)
    request_id = links().about(
        "confirm", letters(profiles, "confirm_subscription")[-1].slots["link"].rpartition("/")[2]
    )
    subscribed(profiles, email="bea@example.org")
    with profiles.database.transaction() as session:
        consents.empty_lines(session, [request_id], now=clock.now())

    assert broken(profiles) == []
    with profiles.database.reading() as session:
        assert "ada" not in str(session.execute(text("SELECT * FROM consents WHERE id < 3")).all())
    said = profiles.test_cli_runner().invoke(args=["verify-consents"]).output
    assert said.startswith("6 lines, 2 of them empty, the chain is whole.")


EMPTY = """
    UPDATE consents SET person_id = NULL, request_id = NULL, wording_hash = NULL, form = NULL, chosen = NULL,
                        letter_id = NULL, salt = NULL WHERE id = :line
"""


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_line_that_was_emptied_silently_is_found(profiles: Service, line: int) -> None:
    subscribed(profiles)
    with profiles.database.transaction() as session:
        session.execute(text(EMPTY), {"line": line})

    answer = profiles.test_cli_runner().invoke(args=["verify-consents"])
    assert (answer.exit_code, f"line {line}: it is empty, and no line says why" in answer.output) == (1, True)


def test_what_was_confirmed_is_not_emptied_unseen_even_by_the_application(profiles: Service) -> None:
    subscribed(profiles)
    request_id = links().about(
        "confirm", letters(profiles, "confirm_subscription")[-1].slots["link"].rpartition("/")[2]
    )
    with profiles.database.transaction() as session:
        consents.empty_lines(session, [request_id], now=clock.now())

    assert (3, "it is empty, although it was confirmed") in broken(profiles)


def test_a_confirmation_without_its_request_is_found(profiles: Service) -> None:
    subscribed(profiles)
    lines = {"lines": [1, 2]}
    with profiles.database.transaction() as session:
        for line in lines["lines"]:
            session.execute(text(EMPTY), {"line": line})
        consents._add(session, Consent(step="emptied", happened_at=clock.now(), form="unconfirmed", chosen=lines))

    assert broken(profiles) == [(3, "what it confirms is not there any more")]


def test_what_was_emptied_before_lines_said_so_is_accounted_for_and_nothing_more(ground: Ground) -> None:
    urls = ground.servers.server.make_database("old_chain")
    command.upgrade(configuration("profiles_service", urls.owner), "0003")
    engine = create_engine(urls.owner)
    with engine.begin() as connection:
        before = BEGINNING
        for step in ("requested", "mailed", "confirmed"):
            after = linked_hash(before, step.encode())
            line = {"step": step, "content": step.encode(), "before": before, "hash": after}
            connection.execute(text(OLD_LINE), line)
            before = after
    upgrade("profiles_service", urls.owner)

    with Session(engine) as session:
        assert list(proofs.broken_consents(session)) == [(3, "it is empty, and no line says why")]
    engine.dispose()


OLD_LINE = """
    INSERT INTO consents (step, happened_at, content_hash, prev_hash, hash)
    VALUES (:step, now(), :content, :before, :hash)
"""


def test_many_at_once_make_one_chain(profiles: Service) -> None:
    def ask(n: int) -> None:
        for m in range(3):
            profiles.test_client().post("/v1/subscriptions", json=a_form(email=f"p{n}.{m}@example.org"))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with profiles.database.reading() as session:
        assert proofs.newest_consent(session)[0] == 24
    assert broken(profiles) == []


def test_an_editor_gets_one_persons_whole_proof(profiles: Service, tokens: Tokens) -> None:
    person_id = subscribed(profiles, newsletter=True)
    subscribed(profiles, email="bea@example.org")
    profiles.test_client().delete("/v1/subscription", headers=link(links().token("leave", person_id)))
    answer: Any = profiles.test_client().get(f"/v1/consents?email={ADA}", headers=tokens.editor("profiles-service"))

    lines = answer.json["lines"]
    assert (answer.json["email"], answer.json["state"]) == (ADA, "left")
    assert [line["step"] for line in lines] == ["requested", "mailed", "confirmed", "withdrawn"]
    assert (lines[0]["wording"], lines[0]["wording_version"]) == (WORDING.text, WORDING.version)
    assert lines[0]["chosen"]["newsletter"] is True
    assert lines[0]["form"] == "/nachrichten"
    assert all(line["is_true"] for line in lines)
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_who_never_agreed_to_anything_there_is_no_proof(profiles: Service, tokens: Tokens) -> None:
    answer = profiles.test_client().get("/v1/consents?email=who@example.org", headers=tokens.editor("profiles-service"))

    assert answer.status_code == 404


def test_each_look_at_a_proof_is_noted(profiles: Service, tokens: Tokens, caplog: pytest.LogCaptureFixture) -> None:
    person_id = subscribed(profiles)
    with caplog.at_level("INFO"):
        profiles.test_client().get(f"/v1/consents?email={ADA}", headers=tokens.editor("profiles-service"))

    assert any("consents_shown" in line.getMessage() and str(person_id) in line.getMessage() for line in caplog.records)
