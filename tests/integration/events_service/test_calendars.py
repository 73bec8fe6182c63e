"""Calendars that people subscribe to."""

from collections.abc import Collection
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from events_service.actions import calendar_entries, catalogue
from events_service.actions import events as actions
from events_service.api import calendars
from events_service.models import CalendarEntry
from events_service.queries import calendar_entries as queries
from events_service.rules import entries
from events_service.rules.entries import Publisher
from services.facts.directory import OrganisationWithdrawn
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import EDITOR, a_draft, an_event, an_organisation, hear, soon


def keep(events: Service) -> int:
    publisher = Publisher(events.extensions["city"], events.extensions["settings"].site_url)
    with events.database.transaction() as session:
        return calendar_entries.keep_entries(session, publisher=publisher)


def subscribed(events: Service, path: str = "/v1/events.ics") -> Any:
    answer = events.test_client().get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.data)


def titles(events: Service, path: str = "/v1/events.ics") -> list[str]:
    return [str(entry["SUMMARY"]) for entry in subscribed(events, path).events]


def test_a_feed_is_the_same_whether_its_blocks_are_kept_or_made(events: Service) -> None:
    an_event(events, title="Eins")
    before = events.test_client().get("/v1/events.ics").data
    assert keep(events) == 1
    assert keep(events) == 0
    calendars.register(events)
    assert events.test_client().get("/v1/events.ics").data == before
    assert titles(events) == ["Eins"]


def test_a_change_is_in_the_feed_at_once_and_with_a_higher_number(events: Service) -> None:
    event = an_event(events)
    keep(events)
    (before,) = subscribed(events).events
    with events.database.transaction() as session:
        actions.cancel_event(session, event.id, note="Regen", caller=EDITOR, now=clock.now())
    (after,) = subscribed(events).events
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_a_feed_narrows_as_the_list_does_and_holds_what_is_public(events: Service) -> None:
    ours, theirs = an_organisation(events), an_organisation(events, name="Andere", slug="andere")
    an_event(events, ours, title="unsere", categories=["energy"])
    an_event(events, theirs, title="deren")
    a_draft(events, theirs, title="Entwurf")
    assert sorted(titles(events)) == ["deren", "unsere"]
    assert titles(events, "/v1/events.ics?organisation=andere") == ["deren"]
    assert titles(events, "/v1/events.ics?category=energy") == ["unsere"]
    assert titles(events, f"/v1/events.ics?from={soon(4):%Y-%m-%d}") == []
    assert events.test_client().get("/v1/events.ics?page=2").status_code == 422


def test_an_unchanged_feed_is_not_sent_again(events: Service) -> None:
    event = an_event(events)
    for path in ("/v1/events.ics", f"/v1/events/{event.slug}.ics"):
        first = events.test_client().get(path)
        again = events.test_client().get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    an_event(events, event.organisation_id, title="Noch eine")
    changed = events.test_client().get("/v1/events.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_feed_that_is_kept_is_given_again_in_front(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    an_event(events)
    first = events.test_client().get("/v1/events.ics")
    monkeypatch.setattr(Service, "dispatch_request", None)
    second = events.test_client().get("/v1/events.ics")
    for answer in (first, second):
        answer.headers.pop("X-Request-ID")
    assert (second.data, dict(second.headers)) == (first.data, dict(first.headers))


def test_what_is_as_seen_from_today_has_no_version_that_lasts(events: Service) -> None:
    an_event(events)
    answer = events.test_client().get("/v1/events.ics?when=weekend")
    assert ("ETag" in answer.headers, answer.headers["Cache-Control"]) == (False, "public, max-age=300")


def test_a_process_asks_for_each_block_once_until_its_event_changes(
    events: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def blocks(session: Session, numbers: Collection[int], mark: str) -> Any:
        asked.append(len(numbers))
        return known(session, numbers, mark)

    known = queries.blocks
    monkeypatch.setattr(queries, "blocks", blocks)
    event = an_event(events, title="Eins")
    for _ in range(3):
        assert titles(events) == titles(events, "/v1/events.ics?kind=event") == ["Eins"]
    an_event(events, event.organisation_id, title="Zwei")
    assert sorted(titles(events)) == ["Eins", "Zwei"]
    assert asked == [1, 1]


def test_one_event_is_a_calendar_of_its_own(events: Service) -> None:
    event = an_event(events, rule="FREQ=WEEKLY;COUNT=3")
    an_event(events, title="Andere")
    for ref in (event.slug, event.id):
        calendar = subscribed(events, f"/v1/events/{ref}.ics")
        dates = recurring_ical_events.of(calendar).all()
        assert [each["DTSTART"].dt for each in dates] == [soon(3), soon(10), soon(17)]
    draft = a_draft(events, event.organisation_id)
    for ref in (draft.slug, "gibt-es-nicht"):
        assert events.test_client().get(f"/v1/events/{ref}.ics").status_code == 404


def test_a_renamed_organisation_is_called_so_in_calendars_too(events: Service) -> None:
    organisation_id = an_organisation(events)
    an_event(events, organisation_id)
    keep(events)
    assert subscribed(events).events[0]["CONTACT"] != "Neuer Name"
    an_organisation(events, name="Neuer Name", organisation_id=organisation_id)
    (entry,) = subscribed(events).events
    assert entry["CONTACT"] == "Neuer Name"


def test_the_calendar_of_an_organisation_is_called_by_its_name(events: Service) -> None:
    an_organisation(events)
    city = events.extensions["city"].name
    for query, name in (
        ("", city),
        ("?organisation=giesskannenbund", f"Gießkannenbund Halle e. V. – {city}"),
        ("?organisation=unbekannt", city),
    ):
        assert subscribed(events, f"/v1/events.ics{query}")["X-WR-CALNAME"] == name


def test_nobody_is_named_by_a_calendar_who_is_not_public(events: Service) -> None:
    organisation_id = an_organisation(events)
    withdrawn = OrganisationWithdrawn(organisation_id=organisation_id, version=2, withdrawn_at=clock.now())
    hear(events, withdrawn)
    for ref in (organisation_id, "giesskannenbund"):
        assert (
            subscribed(events, f"/v1/events.ics?organisation={ref}")["X-WR-CALNAME"] == events.extensions["city"].name
        )


def test_blocks_are_kept_when_an_organisation_is_published_again_under_its_name(events: Service) -> None:
    organisation_id = an_organisation(events)
    an_event(events, organisation_id)
    keep(events)
    an_organisation(events, organisation_id=organisation_id)
    assert keep(events) == 0
    an_organisation(events, name="Neuer Name", organisation_id=organisation_id, version=3)
    assert keep(events) == 1


def test_a_block_with_the_old_name_is_not_kept_after_a_renaming(
    events: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation_id = an_organisation(events)
    an_event(events, organisation_id)

    def block(event: Any, publisher: Publisher) -> str:
        monkeypatch.undo()
        an_organisation(events, name="Neuer Name", organisation_id=organisation_id)
        return entries.block(event, publisher)

    monkeypatch.setattr(calendar_entries, "block", block)
    keep(events)
    with events.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CalendarEntry)) == 0
    keep(events)
    assert subscribed(events).events[0]["CONTACT"] == "Neuer Name"


def test_what_was_written_by_an_earlier_program_is_sent_again(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    event = an_event(events)
    for path in ("/v1/events.ics", f"/v1/events/{event.slug}.ics"):
        known = {"If-None-Match": events.test_client().get(path).headers["ETag"]}
        assert events.test_client().get(path, headers=known).status_code == 304
        with monkeypatch.context() as patched:
            patched.setitem(
                events.extensions, "publisher", Publisher(events.extensions["city"], "https://neu.example.org")
            )
            assert events.test_client().get(path, headers=known).status_code == 200


def test_blocks_of_another_address_are_made_anew(events: Service) -> None:
    an_event(events)
    keep(events)
    moved = Publisher(events.extensions["city"], "https://neu.example.org")
    with events.database.transaction() as session:
        assert calendar_entries.keep_entries(session, publisher=moved) == 1
        assert session.scalar(select(func.count()).select_from(CalendarEntry)) == 1


def test_a_block_of_an_earlier_version_is_made_anew_and_the_others_are_not(events: Service) -> None:
    organisation_id = an_organisation(events)
    for title in ("eins", "zwei"):
        an_event(events, organisation_id, title=title)
    keep(events)
    with events.database.transaction() as session:
        session.execute(text("UPDATE calendar_entries SET block = replace(block, 'SUMMARY:', 'SUMMARY:kept ')"))
        session.execute(text("UPDATE events SET title = 'neu', version = version + 1 WHERE title = 'zwei'"))
        catalogue.renew(session)
    assert sorted(titles(events)) == ["kept eins", "neu"]
