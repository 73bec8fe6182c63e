"""Waves: each is asked for once more when it is committed, and a slow reply holds up none that follow."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from notifier.actions import sending
from notifier.rules import Lane, State, address_hash
from notifier.sending import engine
from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.mail_server import MailServer, Whim
from tests.support.notifier_makers import a_subscriber, an_offer, hear

PEOPLE = 30
LAST = f"p{PEOPLE - 1}@example.org"
SLOW = 3


@pytest.fixture
def waiting(notifier: Service) -> Service:
    """The notifier, with an offer that many are to hear of."""
    outfit.cache_clear()
    hear(notifier, *(a_subscriber(f"p{number}@example.org") for number in range(PEOPLE)), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def change(app: Service, statement: str, **words: Any) -> None:
    with app.database.transaction() as session:
        session.execute(text(statement), words)


def states(app: Service) -> dict[str, State]:
    with app.database.reading() as session:
        asked = "SELECT r.email, d.state FROM deliveries d JOIN recipients r ON r.id = d.recipient_id"
        return {row.email: State(row.state) for row in session.execute(text(asked))}


def drain(server: MailServer, **words: Any) -> int:
    return engine.drain(replace(outfit(), smtp_url=server.url, wave=5, **words), Lane.ALERTS)


def before_the_second_wave(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], None]) -> None:
    """Let something happen when the mails of the whole batch are written and a first wave is out."""
    commit, waves = sending.commit_wave, []

    def late(*arguments: Any, **more: Any) -> set[int]:
        waves.append(1)
        if len(waves) == 2:
            deed()
        return commit(*arguments, **more)

    monkeypatch.setattr(sending, "commit_wave", late)


def test_a_slow_reply_holds_up_no_later_wave(waiting: Service, server: MailServer) -> None:
    server.whims["p0@example.org"] = Whim(after=SLOW)
    began = clock.now()

    assert drain(server) == PEOPLE

    assert server.addresses.index("p0@example.org") >= PEOPLE - 2, "only the next one on its own line came later"
    assert states(waiting) == {f"p{number}@example.org": State.ACCEPTED for number in range(PEOPLE)}
    with waiting.database.reading() as session:
        written = list(session.scalars(text("SELECT updated_at FROM deliveries ORDER BY recipient_id")))
        assert session.scalar(text("SELECT count(*) FROM batches WHERE state <> 2")) == 0
    assert (written[0] - began).total_seconds() >= SLOW
    assert (written[12] - began).total_seconds() < SLOW, "and their replies were in the ledger by then"


def test_a_slow_reply_holds_up_no_later_batch(waiting: Service, server: MailServer) -> None:
    server.whims[LAST] = Whim(after=SLOW)
    hear(waiting, an_offer(title="Bäume pflanzen"))
    run_queue(waiting, "notifier.expand")

    assert drain(server, connections=4) == 2 * PEOPLE

    assert server.addresses.index(LAST) >= 2 * PEOPLE - 4, "only mails on its own line came later"
    assert set(states(waiting).values()) == {State.ACCEPTED}


def test_an_address_that_fails_meanwhile_gets_nothing(
    waiting: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"h": address_hash(LAST), "now": clock.now()}
    fails = "INSERT INTO suppressions (address_hash, reason, since) VALUES (:h, 'no_such_address', :now)"
    before_the_second_wave(monkeypatch, lambda: change(waiting, fails, **row))

    assert drain(server) == PEOPLE - 1

    assert LAST not in server.addresses
    assert states(waiting)[LAST] == State.SUPPRESSED


def test_what_is_over_meanwhile_is_told_to_nobody_else(
    waiting: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = "UPDATE notifications SET expires_at = now() - interval '1 second'"
    before_the_second_wave(monkeypatch, lambda: change(waiting, over))

    assert drain(server) == 5
    assert sorted(states(waiting).values()) == [State.ACCEPTED] * 5 + [State.EXPIRED] * (PEOPLE - 5)


def test_who_is_new_meanwhile_gets_the_words_of_now(
    waiting: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where leaving could not cancel her mail, because her batch was found in the same moment."""
    gone = "UPDATE recipients SET email = NULL, subscribed = false, updated_at = now() WHERE email = :e"
    before_the_second_wave(monkeypatch, lambda: change(waiting, gone, e=LAST))

    assert drain(server) == PEOPLE - 1
    assert LAST not in server.addresses


def test_what_is_corrected_meanwhile_goes_out_corrected(
    waiting: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected = """
        UPDATE notifications SET object_version = object_version + 1,
                                 content = jsonb_set(content, '{title}', '"Hecken schneiden"')
    """
    before_the_second_wave(monkeypatch, lambda: change(waiting, corrected))

    assert drain(server) == PEOPLE

    new = [raw for _, raw in server.taken if b"Hecken" in raw]
    assert len(new) == PEOPLE - 5
    assert server.doubled == {}
