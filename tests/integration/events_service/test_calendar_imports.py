"""A calendar file brought by hand: tried and taken over like a table."""

import base64
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from events_service.models import Event
from events_service.rules.entry import schedule_of
from services.kit.web import Service
from tests.support.calendars import EXPECTED, FOLDER
from tests.support.events_makers import BERLIN, an_organisation, berlin
from tests.support.tokens import Tokens

# What the table keeps as an event of its own is counted there, and stands here as a date.
WHOLE = [name for name, words in EXPECTED.items() if words["result"] != "error" and "events" in words]


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


@pytest.fixture
def editor(events: Service, tokens: Tokens) -> FlaskClient:
    client = events.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = tokens.editor("events-service")["Authorization"]
    return client


def sent(editor: FlaskClient, name: str, organisation_id: UUID | None, status: int = 201) -> Any:
    file = base64.b64encode((FOLDER / name).read_bytes()).decode()
    words = {"kind": "events", "file": file, "categories": ["energy"]}
    if organisation_id:
        words["organisation_id"] = str(organisation_id)
    answer = editor.post("/v1/imports", json=words)
    assert answer.status_code == status, answer.text
    return answer.get_json()


@pytest.mark.parametrize("name", WHOLE)
def test_a_kept_calendar_comes_in_event_by_event(
    events: Service, editor: FlaskClient, organisation_id: UUID, name: str
) -> None:
    report = sent(editor, name, organisation_id)
    expected = EXPECTED[name]
    assert (report["counts"]["new"], report["counts"]["refused"]) == (
        len(expected["events"]), len(expected.get("refused", []))
    )  # fmt: skip

    applied = editor.put(f"/v1/imports/{report['id']}/confirmation").get_json()
    assert applied["state"] == "applied"
    with events.database.reading() as session:
        schedules = [schedule_of(vars(each), BERLIN) for each in session.scalars(select(Event))]
    laid_out = [len(each.laid_out(now=berlin("2036-06-01 00:00"))[0]) for each in schedules]
    assert sum(laid_out) == expected["occurrences"]
    assert sent(editor, name, organisation_id)["counts"]["unchanged"] == len(expected["events"])


def test_whole_days_and_their_ends_stay_what_they_are(
    events: Service, editor: FlaskClient, organisation_id: UUID
) -> None:
    report = sent(editor, "06-apple-mehrtaegig.ics", organisation_id)
    editor.put(f"/v1/imports/{report['id']}/confirmation")

    with events.database.reading() as session:
        shown = session.scalars(select(Event).where(Event.title.startswith("Ausstellung"))).one()
    assert shown.all_day
    assert shown.ends_at is not None
    assert (shown.ends_at - shown.starts_at).days == 41


def test_without_an_organisation_each_row_says_so(editor: FlaskClient) -> None:
    report = sent(editor, "08-gancio-zeilenenden.ics", None)

    assert report["counts"]["refused"] == 3
    assert {each["column"] for row in report["rows"] for each in row["problems"]} == {"organisation"}


def test_a_broken_calendar_is_refused_in_one_sentence(editor: FlaskClient, organisation_id: UUID) -> None:
    problem = sent(editor, "11-kaputt-abgeschnitten.ics", organisation_id, status=422)

    assert problem["type"] == "urn:mosaik:problem:calendar-not-read"
