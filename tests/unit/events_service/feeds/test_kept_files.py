"""The fourteen kept files come out of the door as their `expected.json` says, field by field."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from events_service.feeds import main
from tests.support.calendars import EXPECTED, FOLDER

# Sentences for people, and notes for whoever reads the file.
_TOLD = {"notes", "sentence", "keeps", "limits", "after", "change", "ignored"}
_OF_EVENTS = {"events", "description_contains"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_kept_file_is_read_as_expected(name: str) -> None:
    said, expected = _printed(name), EXPECTED[name]

    assert _without(expected, _TOLD | _OF_EVENTS).items() <= said.items()
    if "events" in expected:
        assert [
            _as_far_as(event, wanted) for event, wanted in zip(said["events"], expected["events"], strict=True)
        ] == [_without(wanted, _OF_EVENTS) for wanted in expected["events"]]
    for event, wanted in zip(said.get("events", []), expected.get("events", []), strict=False):
        assert wanted.get("description_contains", "") in event.get("description", "")


def test_a_private_event_is_counted_and_not_named() -> None:
    said = _printed("05-thunderbird-ohne-zone.ics")

    assert said["ignored"] == [{"kind": "not_an_event", "number": 1}, {"kind": "private", "number": 1}]
    assert "Vorstand" not in json.dumps(said)


def test_a_description_in_html_becomes_text() -> None:
    (event, *_) = _printed("03-google.ics")["events"]

    assert event["description"] == (
        "Gebrauchte Räder ab 40 €.\nBitte passend zahlen.\nmehr (https://speichenklinik.example.org)"
    )


def test_the_sentence_is_in_the_language_asked_for() -> None:
    english = _printed("13-kaputt-leer.ics", "--language", "en")

    assert english["sentence"] == "Nothing came from this address."
    assert _printed("13-kaputt-leer.ics")["sentence"] == "Unter dieser Adresse kam nichts an."


def test_an_address_inside_our_own_network_is_refused() -> None:
    said = json.loads(CliRunner().invoke(main, ["http://127.0.0.1:8080/calendar.ics"]).output)

    assert said["kind"] == "private_address"


def test_a_file_that_is_not_there_is_said_plainly() -> None:
    said = CliRunner().invoke(main, ["nowhere.ics"])

    assert said.exit_code == 1
    assert "nowhere.ics cannot be read" in said.output


def _printed(name: str, *more: str) -> dict[str, Any]:
    asked = [str(FOLDER / name), "--from", "2036-01-01", "--to", "2037-01-01", *more]
    said: dict[str, Any] = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).output)
    return said


def _without(words: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if name not in names}


def _as_far_as(event: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: event.get(name) for name in _without(wanted, _OF_EVENTS)}
