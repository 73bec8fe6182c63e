from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.facts import Fact
from services.facts.events import EventCancelled, EventChanged, EventScheduled
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door


def hear(directory: Service, fact: Fact) -> None:
    words = {"id": str(uuid4()), "name": fact.fact_name, "payload": fact.to_wire(), "request_id": "", "told_at": ""}
    directory.worker.hear_now(words)


def words_of(organisation_id: UUID, **words: Any) -> dict[str, Any]:
    needed: dict[str, Any] = {
        "event_id": uuid4(),
        "version": 1,
        "slug": "offene-giessrunde",
        "title": "Offene Gießrunde",
        "organisation_id": organisation_id,
        "categories": ("nature",),
        "mode": "in_person",
        "status": "scheduled",
        "starts_at": soon(3),
    }
    return {**needed, **words}


def soon(days: int) -> datetime:
    return clock.now().replace(microsecond=0) + timedelta(days=days)


def events_of(anybody: Door, organisation_id: UUID) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = anybody.get(f"/v1/organisations/{organisation_id}")["events"]
    return events


def test_a_scheduled_event_stands_on_the_page_of_its_organisation(
    directory: Service, anybody: Door, organisation_id: UUID
) -> None:
    later = words_of(organisation_id, title="Später", starts_at=soon(9))
    words = words_of(organisation_id, venue="Rannischer Platz", district="suedliche-innenstadt")
    for each in (later, words):
        hear(directory, EventScheduled(**each, published_at=clock.now()))
    first, second = events_of(anybody, organisation_id)
    assert (first["title"], second["title"]) == ("Offene Gießrunde", "Später")
    assert first["id"] == str(words["event_id"])
    assert datetime.fromisoformat(first["starts_at"]) == words["starts_at"]
    assert first["venue"] == "Rannischer Platz"


def test_a_changed_event_is_shown_as_it_is_now(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    words = words_of(organisation_id)
    hear(directory, EventScheduled(**words, published_at=clock.now()))
    hear(directory, EventChanged(**words | {"version": 2, "title": "Gießrunde", "mode": "online"}, changed_at=soon(0)))
    assert [(each["title"], each["mode"]) for each in events_of(anybody, organisation_id)] == [("Gießrunde", "online")]


def test_what_comes_late_does_not_undo_what_is_newer(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    words = words_of(organisation_id)
    hear(directory, EventChanged(**words | {"version": 2, "title": "Neu"}, changed_at=clock.now()))
    hear(directory, EventScheduled(**words | {"title": "Alt"}, published_at=clock.now()))
    assert [each["title"] for each in events_of(anybody, organisation_id)] == ["Neu"]


@pytest.mark.parametrize(("stays_visible", "statuses"), [(True, ["cancelled"]), (False, [])])
def test_a_cancelled_event_is_crossed_out_or_gone(
    directory: Service, anybody: Door, organisation_id: UUID, stays_visible: bool, statuses: list[str]
) -> None:
    words = words_of(organisation_id)
    hear(directory, EventScheduled(**words, published_at=clock.now()))
    cancelled = EventCancelled(
        event_id=words["event_id"], version=2, stays_visible=stays_visible, cancelled_at=clock.now()
    )
    hear(directory, cancelled)
    assert [each["status"] for each in events_of(anybody, organisation_id)] == statuses


def test_what_is_over_is_not_shown(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    hear(directory, EventScheduled(**words_of(organisation_id, starts_at=soon(-2)), published_at=clock.now()))
    lasting = words_of(organisation_id, title="Läuft noch", starts_at=soon(-2), ends_at=soon(2))
    hear(directory, EventScheduled(**lasting, published_at=clock.now()))
    assert [each["title"] for each in events_of(anybody, organisation_id)] == ["Läuft noch"]
