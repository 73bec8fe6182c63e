"""A restored backup brings back whom it holds, and one command erases those again who were erased since."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from sqlalchemy import text

from services.kit import clock
from services.kit.privacy.again import NOBODY
from tests.journeys.test_being_forgotten import ADA, KEY, NAME, erased, lives_here, receipt_of, steward_of
from tests.support import contact_makers, events_makers
from tests.support.backups import back_up, restore
from tests.support.city import TestCity
from tests.support.profiles_makers import signed_in
from tests.support.seat_makers import a_bookable_event, comes
from tests.support.traces import traces

DIRECTORY, EVENTS, NOTIFIER, PROFILES = "directory-service", "events-service", "notifier", "profiles-service"


@pytest.fixture
def kept(city: TestCity) -> Path:
    """The list of who was erased, with nobody in it."""
    path: Path = city.apps[PROFILES].worker.settings.erasure_list
    path.unlink(missing_ok=True)
    return path


def tick(city: TestCity) -> None:
    """Let the clock keep the list."""
    city.apps[PROFILES].worker.celery.tasks["profiles-service.list_erasures"].apply(throw=True)


def erase_again(city: TestCity, *words: str, stdin: str | None = None) -> Result:
    said = city.apps[PROFILES].test_cli_runner().invoke(args=["erase-again", *words], input=stdin)
    city.settle()
    city.catch_up()
    return said


def test_whom_a_backup_brings_back_is_erased_again_everywhere(city: TestCity, kept: Path, tmp_path: Path) -> None:
    session = lives_here(city)
    city.catch_up()
    back_up(city, tmp_path)
    receipt = erased(city, session)
    tick(city)
    restore(city, tmp_path)
    city.letterbox.empty()
    back = {place.partition(".")[0] for place in traces(city, KEY, NAME)}

    said = erase_again(city)

    assert back == {DIRECTORY, EVENTS, NOTIFIER, PROFILES}
    assert (said.exit_code, said.output) == (
        0,
        "1 in the list, 1 of them erased again; the other services follow.\n",
    )
    assert traces(city, KEY, NAME) == {}
    assert len(receipt_of(city, receipt)["parts"]) == 4
    assert receipt_of(city, receipt)["done_at"]
    # She has had her last letter.
    assert city.letterbox.mails(ADA) == []


def test_the_list_holds_no_address_and_is_for_nobody_else_to_read(city: TestCity, kept: Path) -> None:
    erased(city, lives_here(city))

    tick(city)
    tick(city)

    (line,) = kept.read_text().splitlines()
    assert set(json.loads(line)) == {"receipt_id", "person_id", "version", "checksum", "erased_at"}
    assert "@" not in line
    assert NAME not in line
    assert kept.stat().st_mode & 0o077 == 0


def test_who_was_known_by_her_address_alone_is_found_by_what_stays_of_it(
    city: TestCity, kept: Path, tmp_path: Path
) -> None:
    event = a_bookable_event(city.apps[EVENTS], events_makers.an_organisation(city.apps[EVENTS]))
    comes(city.apps[EVENTS], event, ADA, name=NAME)
    report = {"path": "/gruppen/x", "title": "x", "text": f"Das stimmt nicht, sagt {NAME}.", "email": ADA}
    city.ask(DIRECTORY, "POST /v1/reports", report)
    city.settle()
    back_up(city, tmp_path)
    # She signs in for the first time, in order to be erased: no backup knows her number.
    erased(city, signed_in(city.apps[PROFILES], ADA)["session"])
    tick(city)
    restore(city, tmp_path)
    before = set(traces(city, KEY, NAME))

    erase_again(city)

    assert {"events-service.registrations", "directory-service.reports", "notifier.attendances"} <= before
    assert traces(city, KEY, NAME, NOBODY) == {}
    # The key of the checksums does not stay where facts do.
    assert city.rows(PROFILES, "SELECT count(*) FROM outbox WHERE payload ? 'checksum_key'") == [0]


def test_who_asked_without_an_account_is_found_too(city: TestCity, kept: Path, tmp_path: Path) -> None:
    profiles = city.apps[PROFILES]
    contact_makers.a_steward(profiles)
    contact_makers.forwarded(profiles, contact_makers.an_offer(profiles), email=ADA, name=NAME)
    city.settle()
    back_up(city, tmp_path)
    erased(city, signed_in(profiles, ADA)["session"])
    tick(city)
    restore(city, tmp_path)

    erase_again(city)

    assert traces(city, KEY, NAME) == {}


def test_who_came_back_after_her_erasure_stays(city: TestCity, kept: Path, tmp_path: Path) -> None:
    erased(city, signed_in(city.apps[PROFILES], ADA)["session"])
    tick(city)
    city.apps[PROFILES].test_cli_runner().invoke(args=["make-account", ADA])
    back_up(city, tmp_path)
    restore(city, tmp_path)

    said = erase_again(city)

    assert said.output == "1 in the list, 0 of them erased again; the other services follow.\n"
    assert city.rows(PROFILES, "SELECT email FROM people") == [ADA]


def test_twice_is_the_same_as_once_and_a_copy_of_the_list_will_do(city: TestCity, kept: Path, tmp_path: Path) -> None:
    _, session, _ = steward_of(city, ADA)
    back_up(city, tmp_path)
    erased(city, session)
    tick(city)
    copy = kept.read_text()
    kept.unlink()
    restore(city, tmp_path)

    said = [erase_again(city, "-", stdin=copy).output for _ in "ab"]
    tick(city)

    assert [each.split(", ")[1] for each in said] == [
        "1 of them erased again; the other services follow.\n",
        "0 of them erased again; the other services follow.\n",
    ]
    assert city.rows(PROFILES, "SELECT count(*) FROM people WHERE email_key = 'ada.ahorn@example.org'") == [0]
    assert city.rows(EVENTS, "SELECT count(*) FROM stewardships") == [0]
    assert kept.read_text() == copy


def test_the_last_administrator_is_erased_again_too_and_the_command_says_so(
    city: TestCity, kept: Path, tmp_path: Path
) -> None:
    runner = city.apps[PROFILES].test_cli_runner()
    runner.invoke(args=["make-administrator", ADA])
    back_up(city, tmp_path)
    runner.invoke(args=["make-administrator", "grace@example.org"])
    with city.apps[PROFILES].database.transaction() as opened:
        opened.execute(text("UPDATE people SET roles = '{}' WHERE email_key = :key"), {"key": KEY})
    erased(city, signed_in(city.apps[PROFILES], ADA)["session"])
    tick(city)
    restore(city, tmp_path)

    said = erase_again(city)

    assert "Nobody administers the site any more" in said.output
    assert city.rows(PROFILES, "SELECT count(*) FROM people WHERE email_key LIKE 'ada%'") == [0]


def test_without_a_list_the_command_says_so(city: TestCity, kept: Path) -> None:
    said = erase_again(city)

    assert said.exit_code == 1
    assert f"there is no list at {kept}" in said.output


@pytest.mark.parametrize("words", ["{", '{"receipt_id": "x"}', '{"version": 1}', "[]"])
def test_a_list_that_is_no_list_is_refused(city: TestCity, kept: Path, words: str) -> None:
    said = erase_again(city, "-", stdin=words)

    assert (said.exit_code, said.output.startswith("Error: the list can't be read")) == (1, True)


def test_who_stands_in_no_backup_any_more_is_dropped_from_the_list(city: TestCity, kept: Path) -> None:
    entry: dict[str, Any] = {"receipt_id": str(uuid4()), "person_id": str(uuid4()), "version": 1, "checksum": ""}
    days = city.apps[PROFILES].extensions["city"].times["backups_days"]
    old, young = (clock.now() - timedelta(days=each) for each in (days + 1, days - 1))
    lines = [json.dumps({**entry, "receipt_id": str(uuid4()), "erased_at": str(each)}) for each in (old, young)]
    kept.write_text("\n".join(lines) + "\n")

    tick(city)

    assert kept.read_text() == lines[1] + "\n"
