import threading
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from events_service.actions import dates
from events_service.models import Event, Import
from services.facts.events import EventCancelled, EventChanged, EventScheduled
from services.kit import clock, imports
from services.kit.web import Service
from services.launcher.seeds import csv_text
from tests.support.events_makers import HEADER, an_organisation, row, soon, table, told
from tests.support.tokens import Tokens


class Desk:
    """Where an editor sends tables in."""

    def __init__(self, events: Service, headers: dict[str, str]) -> None:
        self._client = events.test_client()
        self._headers = headers

    def send(self, text: str, *, status: int = 201, announce: bool = False) -> Any:
        words = {"kind": "events", "text": text, "announce": announce}
        answer = self._client.post("/v1/imports", json=words, headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def confirm(self, sent: Any, *, status: int = 200) -> Any:
        answer = self._client.put(f"/v1/imports/{sent['id']}/confirmation", headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def shown(self, sent: Any) -> Any:
        return self._client.get(f"/v1/imports/{sent['id']}", headers=self._headers).get_json()


@pytest.fixture
def desk(events: Service, tokens: Tokens) -> Desk:
    return Desk(events, tokens.editor("events-service"))


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


def count(events: Service) -> int:
    with events.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_table_is_tried_first_and_changes_nothing(events: Service, desk: Desk, organisation_id: UUID) -> None:
    sent = desk.send(table(row(), row(externe_id="T-2", kategorien="Stadtgruen")))
    assert (sent["state"], sent["counts"]) == (
        "waiting",
        {"new": 1, "changed": 0, "unchanged": 0, "refused": 0, "waits": 1},
    )
    bad, good = sent["rows"]
    assert (good["row"], good["external_id"], good["verdict"], good["problems"]) == (2, "T-1", "new", [])
    assert (bad["row"], bad["verdict"]) == (3, "waits")
    assert "starts_at" not in bad
    assert bad["problems"][0]["suggestion"] == "Stadtgrün und Biodiversität"
    assert count(events) == 0
    assert told(events) == []
    assert desk.shown(sent) == sent


def test_confirming_enters_and_publishes_the_good_rows(events: Service, desk: Desk, organisation_id: UUID) -> None:
    sent = desk.send(table(row(wiederholung="FREQ=WEEKLY;COUNT=3"), row(externe_id="T-2", titel="")))
    applied = desk.confirm(sent)
    assert (applied["state"], applied["counts"]["new"], applied["counts"]["refused"]) == ("applied", 1, 1)
    listed: Any = events.test_client().get("/v1/events").get_json()
    assert listed["total"] == 3
    (fact,) = told(events)
    assert isinstance(fact, EventScheduled)
    assert fact.is_news is False
    with events.database.reading() as session:
        assert session.scalar(select(Import.text)) == ""


def test_new_events_are_news_only_when_somebody_says_so(events: Service, desk: Desk, organisation_id: UUID) -> None:
    desk.confirm(desk.send(table(row()), announce=True))
    (fact,) = told(events)
    assert isinstance(fact, EventScheduled)
    assert fact.is_news is True


def test_a_table_is_applied_only_once(events: Service, desk: Desk, organisation_id: UUID) -> None:
    sent = desk.send(table(row()))
    desk.confirm(sent)
    assert desk.confirm(sent, status=409)["type"] == "urn:mosaik:problem:already-applied"
    assert len(told(events)) == 1


def test_the_same_table_again_changes_nothing(events: Service, desk: Desk, organisation_id: UUID) -> None:
    text = table(row(wiederholung="FREQ=WEEKLY", lat="51,47303", plaetze="12", anmeldeschluss="2026-03-12"))
    desk.confirm(desk.send(text))
    again = desk.send(text)
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    desk.confirm(again)
    assert len(told(events)) == 1


def test_what_has_changed_is_told_as_what_it_is(events: Service, desk: Desk, organisation_id: UUID) -> None:
    rows = [row(), row(externe_id="T-2"), row(externe_id="T-3")]
    desk.confirm(desk.send(table(*rows)))
    rows[1] = row(externe_id="T-2", titel="Anders", beginn=soon(9).strftime("%d.%m.%Y %H:%M"))
    rows[2] = row(externe_id="T-3", status="abgesagt", statushinweis="Regen")
    sent = desk.send(table(*rows))
    assert sent["counts"] == {"new": 0, "changed": 2, "unchanged": 1, "refused": 0}
    desk.confirm(sent)
    facts = told(events)[3:]
    changed = next(fact for fact in facts if isinstance(fact, EventChanged))
    assert (changed.title, changed.starts_at) == ("Anders", soon(9))
    assert sum(isinstance(fact, EventCancelled) for fact in facts) == 1
    assert len(facts) == 2


def test_a_row_that_stands_there_twice_is_refused_the_second_time(desk: Desk, organisation_id: UUID) -> None:
    sent = desk.send(table(row(), row(titel="Noch einmal")))
    assert [(each["row"], each["verdict"]) for each in sent["rows"]] == [(3, "refused"), (2, "new")]
    assert sent["rows"][0]["problems"][0]["column"] == "externe_id"


def test_two_events_of_one_title_have_two_names(events: Service, desk: Desk, organisation_id: UUID) -> None:
    desk.confirm(desk.send(table(row(), row(externe_id="T-2"))))
    with events.database.reading() as session:
        assert set(session.scalars(select(Event.slug))) == {"offene-giessrunde", "offene-giessrunde-2"}


def test_rows_of_an_organisation_not_yet_heard_of_are_good_once_it_is(events: Service, desk: Desk) -> None:
    sent = desk.send(table(row()))
    assert sent["counts"]["refused"] == 1
    an_organisation(events)
    assert desk.send(table(row()))["counts"]["new"] == 1
    assert desk.confirm(sent)["counts"]["new"] == 1


def test_a_table_confirmed_twice_at_once_is_applied_once(events: Service, desk: Desk, tokens: Tokens) -> None:
    an_organisation(events)
    sent = desk.send(table(*(row(externe_id=f"T-{number}") for number in range(50))))
    answers: list[int] = []

    def confirm() -> None:
        path, headers = f"/v1/imports/{sent['id']}/confirmation", tokens.editor("events-service")
        answers.append(events.test_client().put(path, headers=headers).status_code)

    threads = [threading.Thread(target=confirm) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409]
    assert count(events) == len(told(events)) == 50


def test_a_table_is_forgotten_after_a_month(events: Service, desk: Desk) -> None:
    desk.send(table(row()))
    for days, kept in ((29, 1), (31, 0)):
        with events.database.transaction() as session:
            imports.forget_old(session, Import, days=30, now=clock.now() + timedelta(days=days))
        with events.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Import)) == kept


@pytest.mark.parametrize(
    "text", ["", "kein Komma und kein Semikolon", "a;b\n\x00;", 'a;b\n"' + "x" * 200_000, "\ud800;b\n"]
)
def test_what_is_no_table_is_refused(desk: Desk, text: str) -> None:
    desk.send(text, status=422)


@pytest.mark.parametrize("text", [HEADER, "externe_id;titel\n;;;;;\n", "a;b\n1;2;3;4\n", "\ufeff" + HEADER + "\r\n"])
def test_a_table_with_nothing_in_it_does_no_harm(desk: Desk, text: str) -> None:
    assert desk.send(text)["counts"]["new"] == 0


def test_more_dates_than_anybody_holds_are_refused(
    events: Service, desk: Desk, organisation_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "MOST_AT_ONCE", 5000)
    begin = "2000-01-01 10:00"
    rows = [row(externe_id=f"T-{number}", beginn=begin, wiederholung="FREQ=DAILY") for number in range(3)]
    sent = desk.send(table(*rows))
    assert desk.confirm(sent, status=422)["type"] == "urn:mosaik:problem:too-many-dates"
    assert count(events) == 0


def test_the_example_city_is_taken_whole(events: Service, desk: Desk) -> None:
    today = date(2026, 3, 10)
    names = {line.split(";")[1].strip('"') for line in csv_text("termine", today).splitlines()[1:]}
    for number, name in enumerate(sorted(names)):
        an_organisation(events, name=name, slug=f"o-{number}")
    sent = desk.send(csv_text("termine", today))
    assert sent["counts"] == {"new": 52, "changed": 0, "unchanged": 0, "refused": 0}, sent["rows"]
    desk.confirm(sent)
    again = desk.send(csv_text("termine", today))
    assert again["counts"]["unchanged"] == 52
    with events.database.reading() as session:
        rows = session.execute(select(Event.status, func.count()).group_by(Event.status))
        by_status = {status: number for status, number in rows}
    assert by_status == {"scheduled": 48, "cancelled": 1, "postponed": 1, "rescheduled": 1, "moved_online": 1}


def test_a_row_says_when_and_where_it_would_be(events: Service, desk: Desk, organisation_id: UUID) -> None:
    words = {"beginn": "2036-05-04 10:00", "ende": "", "treffpunkt": "Stadtpark", "strasse": "", "ort": "Halle"}
    rows = (
        row(**words, wiederholung="FREQ=WEEKLY;COUNT=3"),
        row(**words | {"externe_id": "T-2", "beginn": "2036-05-04", "art": "online"}),
    )

    here, online = desk.send(table(*rows))["rows"]

    assert (here["starts_at"], here["place"], here["is_series"]) == (
        "2036-05-04T08:00:00+00:00",
        "Stadtpark, Halle",
        True,
    )
    assert (online["all_day"], online["is_online"], "place" in online) == (True, True, False)
