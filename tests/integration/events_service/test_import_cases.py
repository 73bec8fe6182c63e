"""The files of events that people really bring end as `tests/data/import_cases/README.md` says."""

import base64
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from events_service.models import Event
from events_service.rules.entry import schedule_of
from services.kit.web import Service
from tests.support.events_makers import an_organisation, berlin
from tests.support.import_cases import case, expected, path
from tests.support.tokens import Tokens

ORGANISATIONS = [
    "Zu Fuß in Halle",
    "Klimachor Klangwechsel",
    "Kleingartenverein Abendsonne",
    "Abendschule Klima",
    "Streuobst-Werkstatt Seeben e. V.",
    "Leihstube Bohrfein",
    "Kinderräder Halle",
]


@pytest.fixture
def editor(events: Service, tokens: Tokens) -> FlaskClient:
    for number, name in enumerate(ORGANISATIONS):
        an_organisation(events, name=name, slug=f"gruppe-{number}")
    client = events.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = tokens.editor("events-service")["Authorization"]
    return client


def sent(editor: FlaskClient, number: int) -> Any:
    words = {"kind": "events", "file": base64.b64encode(case(number)).decode(), "file_name": path(number).name}
    answer = editor.post("/v1/imports", json=words)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def confirmed(editor: FlaskClient, report: Any) -> Any:
    return editor.put(f"/v1/imports/{report['id']}/confirmation").get_json()


def event(events: Service, external_id: str) -> Event:
    with events.database.reading() as session:
        return session.scalars(select(Event).where(Event.external_id == external_id)).one()


def starts(events: Service, external_id: str) -> list[Any]:
    known = event(events, external_id)
    spans, _ = schedule_of(vars(known), ZoneInfo("Europe/Berlin")).laid_out(now=berlin("2036-05-01 00:00"))
    return [span.starts_at for span in spans]


def test_excels_unicode_text_of_events(events: Service, editor: FlaskClient) -> None:
    report = confirmed(editor, sent(editor, 3))

    assert report["counts"]["new"] == expected(3)["importable"]
    concert, gardens, course = (event(events, each) for each in ("E2", "E3", "E4"))
    assert len((concert.description or "").splitlines()) == 2
    assert gardens.all_day
    assert (gardens.starts_at, gardens.ends_at) == (berlin("2036-06-15 00:00"), berlin("2036-06-16 00:00"))
    assert course.mode == "online"
    wanted = next(each["occurrences"] for each in expected(3)["checks"] if each["externe_id"] == "E4")
    assert starts(events, "E4") == [berlin(each.replace("T", " ")) for each in wanted]
    assert (event(events, "E1").venue, event(events, "E1").street) == ("Reileck", "Reilstraße")


def test_a_workbook_of_events(events: Service, editor: FlaskClient) -> None:
    tried = sent(editor, 10)
    assert (tried["noticed"]["sheet"], tried["noticed"]["header_row"]) == ("Termine", 2)
    report = confirmed(editor, tried)

    assert [row["external_id"] for row in report["rows"] if row["verdict"] == "new"] == expected(10)["importable"]
    (refused,) = (row for row in report["rows"] if row["verdict"] == "refused")
    assert (refused["external_id"], refused["problems"][0]["column"]) == ("X4", "titel")
    assert "formula" in refused["problems"][0]["sentence"]
    first, second, third, last = (event(events, each) for each in ("X1", "X2", "X3", "X5"))
    assert (first.post_code, first.starts_at) == ("06118", berlin("2036-04-26 14:00"))
    assert (second.post_code, second.places) == ("06108", 12)
    assert third.all_day
    assert (last.starts_at, last.ends_at) == (berlin("2036-07-02 18:00"), berlin("2036-07-02 20:00"))


def test_a_heading_of_another_name_is_matched_by_hand(events: Service, editor: FlaskClient) -> None:
    table = "externe_id;Wie es heißt;organisation;kategorien;beginn\n1;Wiese;Zu Fuß in Halle;Energie;2036-05-01 10:00\n"
    tried = editor.post("/v1/imports", json={"kind": "events", "text": table}).get_json()
    assert tried["counts"]["refused"] == 1
    assert {"heading": "Wie es heißt", "column": None, "suggestion": None} in tried["noticed"]["columns"]

    chosen = editor.put(f"/v1/imports/{tried['id']}/choices", json={"columns": {"Wie es heißt": "titel"}}).get_json()
    assert chosen["counts"]["new"] == 1
    confirmed(editor, chosen)
    assert event(events, "1").title == "Wiese"
