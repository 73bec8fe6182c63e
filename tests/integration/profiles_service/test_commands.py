import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result

from profiles_service.models import Interest, Person, Subscription, SubscriptionRequest
from profiles_service.queries import proofs
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit.web import Service
from tests.support.profiles_makers import ADA, a_person, count, subscribed, told

HEADER = "externe_id;email;sprache;status;bestaetigt_am;interessen;newsletter"
WISHES = [
    {"was": ["offer"], "kategorien": ["nature"], "dauer": "short_term", "stadtteile": ["altstadt"], "mit_kindern": True,
     "rollstuhl": True, "sprache": "uk", "text": "Hochbeet", "takt": "sofort"},
    {"was": ["event"], "ortsunabhaengig": True, "takt": "woechentlich"},
]  # fmt: skip
Load = Callable[..., Result]


@pytest.fixture
def load(profiles: Service, tmp_path: Path) -> Load:
    """Write a table, and have it loaded."""

    def load(*rows: str) -> Result:
        file = tmp_path / "interessenten.csv"
        file.write_text("\n".join([HEADER, *rows]))
        return run(profiles, "load-subscribers", str(file))

    return load


def run(app: Service, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def a_row(number: int = 1, **words: Any) -> str:
    usual = {
        "externe_id": f"HAL-I-{number:03d}",
        "email": f"person{number}@example.org",
        "sprache": "de",
        "status": "bestaetigt",
        "bestaetigt_am": "2025-10-01",
        "interessen": WISHES,
        "newsletter": "ja",
    }
    cells = {**usual, **words}
    if not isinstance(cells["interessen"], str):
        cells["interessen"] = '"' + json.dumps(cells["interessen"]).replace('"', '""') + '"'
    return ";".join(cells.values())


def test_who_confirmed_is_taken_over_with_everything_she_chose(profiles: Service, load: Load) -> None:
    result = load(a_row(email="Ada.Ahorn@Example.org"))
    (fact,) = told(profiles, InterestsChanged)
    fast, slow = sorted(fact.interests, key=lambda each: each.cadence)

    assert (result.exit_code, result.output) == (0, "1 taken over\n")
    assert (fact.email, fact.newsletter, fact.language, fact.version) == ("Ada.Ahorn@example.org", True, "de", 1)
    assert fact.confirmed_at == datetime(2025, 10, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (fast.what, fast.categories, fast.commitment, fast.districts) == (
        ("offer",), ("nature",), "short_term", ("altstadt",),
    )  # fmt: skip
    assert (fast.with_children, fast.wheelchair, fast.language, fast.text) == (True, True, "uk", "Hochbeet")
    assert (slow.what, slow.remote, slow.cadence) == (("event",), True, "weekly")
    assert {fast.since, slow.since} == {fact.confirmed_at}
    assert told(profiles, LetterRequested) == []


def test_the_consent_given_elsewhere_is_written_down(profiles: Service, load: Load) -> None:
    load(a_row())
    (fact,) = told(profiles, InterestsChanged)
    with profiles.database.reading() as session:
        lines = proofs.consents_of(session, fact.person_id)

    assert [line["step"] for line in lines] == ["requested", "confirmed"]
    assert {line["happened_at"] for line in lines} == {fact.confirmed_at}
    assert lines[0]["form"] == "import"


def test_who_has_not_confirmed_waits(profiles: Service, load: Load) -> None:
    load(a_row(status="unbestaetigt", bestaetigt_am=""))

    assert (count(profiles, SubscriptionRequest), count(profiles, Subscription)) == (1, 0)
    assert told(profiles, InterestsChanged) == []


@pytest.mark.parametrize("status", ["abgemeldet", "unzustellbar"])
def test_who_has_left_stays_gone(profiles: Service, load: Load, status: str) -> None:
    load(a_row(status=status))
    with profiles.database.reading() as session:
        subscription = session.query(Subscription).one()

    assert (subscription.state, subscription.newsletter) == ("left", False)
    assert count(profiles, Interest) == 0
    assert told(profiles, InterestsChanged) == []
    assert told(profiles, SubscriberLeft) == []


def test_loading_again_changes_nothing(profiles: Service, load: Load) -> None:
    rows = [a_row(1), a_row(2, status="unbestaetigt", bestaetigt_am=""), a_row(3, status="abgemeldet")]
    load(*rows)
    result = load(*rows)

    assert result.output == "0 taken over\n"
    assert len(told(profiles, InterestsChanged)) == 1
    assert (count(profiles, Person), count(profiles, SubscriptionRequest)) == (3, 1)


def test_who_subscribed_here_is_left_as_she_is(profiles: Service, load: Load) -> None:
    subscribed(profiles)
    load(a_row(email=ADA.upper(), status="abgemeldet"))
    with profiles.database.reading() as session:
        assert session.query(Subscription).one().state == "active"


def test_a_language_the_city_does_not_have_becomes_its_own(profiles: Service, load: Load) -> None:
    load(a_row(sprache="vi"))

    assert told(profiles, InterestsChanged)[0].language == "de"


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("email", {"email": "nobody"}),
        ("email", {"email": ""}),
        ("status", {"status": "vielleicht"}),
        ("bestaetigt_am", {"bestaetigt_am": ""}),
        ("bestaetigt_am", {"bestaetigt_am": "gestern"}),
        ("interessen", {"interessen": "kein JSON"}),
        ("interessen", {"interessen": "7"}),
        ("interessen", {"interessen": [{"takt": "stuendlich"}]}),
        ("interessen", {"interessen": [{"kategorien": ["wetter"], "takt": "sofort"}]}),
        ("interessen", {"interessen": [{"farbe": "rot", "takt": "sofort"}]}),
        ("interessen", {"sprache": "keine Sprache"}),
        ("newsletter", {"newsletter": "manchmal"}),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_go_on(
    profiles: Service, load: Load, column: str, words: dict[str, Any]
) -> None:
    result = load(a_row(1, **words), a_row(2))

    assert f"row 2, {column}:" in result.stderr
    assert result.stdout == "1 taken over\n"
    assert "person1@example.org" not in result.stderr


def test_an_editor_is_made_and_may_be_made_again(profiles: Service) -> None:
    one, other = (run(profiles, "make-editor", "redaktion@example.org", "--name", "Redaktion") for _ in range(2))
    with profiles.database.reading() as session:
        person = session.query(Person).one()

    assert one.output == other.output == f"{person.id}\n"
    assert (person.name, person.roles, bool(person.account_since)) == ("Redaktion", ["editor"], True)


def test_an_account_is_made_with_the_id_that_others_know(profiles: Service) -> None:
    person_id = uuid4()
    words = ("make-account", "rosa.regentonne@example.net", "--name", "Rosa", "--id", str(person_id))

    assert run(profiles, *words).output == run(profiles, *words).output == f"{person_id}\n"
    with profiles.database.reading() as session:
        assert session.get(Person, person_id) is not None


def test_an_account_that_has_another_id_is_left_alone(profiles: Service) -> None:
    known = a_person(profiles)
    result = run(profiles, "make-account", ADA, "--id", str(uuid4()))

    assert result.exit_code == 1
    assert "another id" in result.output
    with profiles.database.reading() as session:
        assert session.query(Person).one().id == known.id


@pytest.mark.parametrize("mail", ["", "nobody", "a@b", "ada\x00@example.org"])
def test_what_is_no_address_gets_no_account(profiles: Service, mail: str) -> None:
    assert run(profiles, "make-account", mail).exit_code == 1
    assert count(profiles, Person) == 0


def test_the_example_city_is_loaded_whole(profiles: Service, city_file: Path, tmp_path: Path) -> None:
    table = (city_file.parent / "services/launcher/halle/interessenten.csv").read_text()
    file = tmp_path / "interessenten.csv"
    file.write_text(re.sub(r";T-\d+;", ";2026-01-15;", table))
    result = run(profiles, "load-subscribers", str(file))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "300 taken over\n"
    assert len(told(profiles, InterestsChanged)) == 244
    assert count(profiles, SubscriptionRequest) == 17
