"""One date of a series moves and another is called off: all who need to know hear of it once, and of no old date."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events_service.actions import telling
from services.facts.events import SeatTaken
from services.kit import clock
from tests.journeys.test_hearing_of_a_new_offer import an_organisation
from tests.support.city import TestCity
from tests.support.events_makers import BERLIN

EVENTS = "events-service"
KIM, LEA, MIA = ("kim@example.org", "lea@example.org", "mia@example.org")


def test_a_single_date_moves_and_another_is_called_off(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = clock.now()
    event = a_series(city)
    first, second, third = event["dates"]
    for email, date in ((KIM, None), (LEA, second), (MIA, third)):
        sign_up(city, event, email, date)
    city.settle()
    city.letterbox.empty()

    moved = moment(second) + timedelta(days=1)
    version = change(city, event, second, event["version"], starts_at=moved.isoformat())
    change(city, event, third, version, status="cancelled", status_note="Die Halle ist zu.")
    city.settle()
    pass_time(city, monkeypatch, begun + timedelta(minutes=5))

    mails = city.letterbox.mails()
    assert sorted(to for mail in mails for to in mail["to"]) == [KIM, LEA, MIA]
    assert {mail["subject"] for mail in mails} == {"Geändert: Gießrunde"}
    city.letterbox.empty()

    starts = [moment(first), moment(second), moved, moment(third)]
    leads = (timedelta(days=7), timedelta(days=1), timedelta(hours=2))
    for reminds_at in sorted(start - lead for start in starts for lead in leads):
        pass_time(city, monkeypatch, reminds_at + timedelta(minutes=1))

    reminded = Counter(to for mail in city.letterbox.mails() for to in mail["to"])
    assert reminded == {KIM: 6, LEA: 3}


def a_series(city: TestCity) -> Any:
    organisation_id, editor = an_organisation(city), city.tokens.editor(EVENTS)
    city.settle()
    day = clock.now().astimezone(BERLIN).date() + timedelta(days=9)
    start = datetime(day.year, day.month, day.day, 18, tzinfo=BERLIN)
    words = {"organisation_id": organisation_id, "title": "Gießrunde", "categories": ["nature"], "venue": "Park"}
    series = {"starts_at": start.isoformat(), "rule": "FREQ=WEEKLY;INTERVAL=2;COUNT=3"}
    event = city.ask(EVENTS, "POST /v1/events", {**words, **series}, who=editor)
    return city.ask(EVENTS, f"PUT /v1/events/{event['id']}/publication", who=editor)


def moment(date: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(date["starts_at"])


def sign_up(city: TestCity, event: dict[str, Any], email: str, date: dict[str, Any] | None) -> None:
    seat = SeatTaken(
        seat_id=uuid4(), version=1, event_id=UUID(event["id"]), date_id=UUID(date["date_id"]) if date else None,
        person_id=uuid4(), email=email, language="de", leave_token="r-" + uuid4().hex, taken_at=clock.now(),
    )  # fmt: skip
    with city.apps[EVENTS].database.transaction() as session:
        telling.tell_seat_taken(session, seat, now=clock.now())


def change(city: TestCity, event: dict[str, Any], date: dict[str, Any], version: int, **words: str) -> int:
    who = {**city.tokens.editor(EVENTS), "If-Match": f'"{version}"'}
    changed = city.ask(EVENTS, f"PUT /v1/events/{event['id']}/dates/{date['date_id']}/change", words, who=who)
    return int(changed["version"])


def pass_time(city: TestCity, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let it be a later moment, and all be done that is due."""
    monkeypatch.setattr(clock, "now", lambda: now)
    city.apps[EVENTS].worker.celery.tasks["events-service.tell_next_dates"].apply()
    city.settle()
    for task in ("tell_changes", "remind"):
        city.apps["notifier"].worker.celery.tasks[f"notifier.{task}"].apply()
    city.settle()
