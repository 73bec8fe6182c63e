from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.actions import co_organisers, dates
from events_service.actions import events as actions
from events_service.models import Event, EventDate
from events_service.rules.entry import Entry
from services.facts.directory import OrganisationPublished, OrganisationWithdrawn, StewardDismissed
from services.facts.events import EventCancelled, EventChanged, EventScheduled
from services.kit import clock
from services.kit.errors import Stale
from services.kit.tokens import NOBODY, Caller
from services.kit.web import Service
from tests.support.events_makers import (
    BERLIN,
    EDITOR,
    a_draft,
    a_steward,
    an_event,
    an_organisation,
    full_words,
    hear,
    soon,
    told,
    wall,
)


@pytest.fixture
def session(events: Service) -> Iterator[Session]:
    with events.database.transaction() as opened:
        yield opened


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


def change(events: Service, event: Event, **words: Any) -> Event:
    entry = Entry.of(full_words(event.organisation_id, **words), events.extensions["city"])
    with events.database.transaction() as session:
        expected = session.get_one(Event, event.id).version
        return actions.change_event(session, event.id, entry, expected=expected, caller=EDITOR, now=clock.now())


def dates_of(events: Service, event: Event) -> dict[datetime, UUID]:
    with events.database.reading() as session:
        found = session.scalars(select(EventDate).where(EventDate.event_id == event.id))
        return {each.starts_at: each.id for each in found}


def test_publishing_tells_the_event_whole(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id, ends_at=soon(hour=20), venue="Rannischer Platz", district="altstadt")
    (fact,) = told(events)
    assert isinstance(fact, EventScheduled)
    assert (fact.event_id, fact.version, fact.slug) == (event.id, 2, "offene-giessrunde")
    assert (fact.starts_at, fact.ends_at) == (soon(), soon(hour=20))
    assert (fact.organisation_id, fact.venue, fact.district) == (organisation_id, "Rannischer Platz", "altstadt")
    assert fact.is_news is True


def test_a_draft_is_told_to_nobody(events: Service, organisation_id: UUID) -> None:
    change(events, a_draft(events, organisation_id), title="Anders")
    assert told(events) == []


def test_a_change_is_told_once_and_only_when_there_is_one(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    assert change(events, event, title="Neu").version == 3
    assert change(events, event, title="Neu").version == 3
    facts = told(events, about=event.id)
    assert [type(fact) for fact in facts] == [EventScheduled, EventChanged]
    assert isinstance(facts[1], EventChanged)
    assert (facts[1].title, facts[1].version) == ("Neu", 3)


def test_cancelling_is_told_and_so_is_taking_it_back(events: Service, organisation_id: UUID, session: Session) -> None:
    event = an_event(events, organisation_id)
    actions.cancel_event(session, event.id, note="Regen", caller=EDITOR, now=clock.now())
    session.commit()
    change(events, event, status_note="Nun doch")
    _, cancelled, back = told(events, about=event.id)
    assert isinstance(cancelled, EventCancelled)
    assert (cancelled.stays_visible, cancelled.note, cancelled.version) == (True, "Regen", 3)
    assert isinstance(back, EventChanged)
    assert (back.status, back.note, back.version) == ("scheduled", "Nun doch", 4)


def test_a_change_of_the_status_to_cancelled_is_a_cancellation(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    change(events, event, status="cancelled", status_note="Regen")
    assert [type(fact) for fact in told(events, about=event.id)] == [EventScheduled, EventCancelled]


def test_withdrawing_is_told_and_publishing_again_is_no_news(
    events: Service, organisation_id: UUID, session: Session
) -> None:
    event = an_event(events, organisation_id)
    actions.withdraw_event(session, event.id, caller=EDITOR, now=clock.now())
    actions.publish_event(session, event.id, caller=EDITOR, now=clock.now())
    session.commit()
    _, gone, again = told(events, about=event.id)
    assert isinstance(gone, EventCancelled)
    assert gone.stays_visible is False
    assert isinstance(again, EventScheduled)
    assert again.is_news is False


def test_a_moved_event_remembers_when_it_was_to_be(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    moved = change(events, event, starts_at=soon(5), status="rescheduled")
    assert moved.previous_start == soon()
    assert change(events, event, starts_at=soon(5), status="rescheduled", title="Neu").previous_start == soon()


def test_dates_that_stay_keep_their_ids(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id, rule="FREQ=WEEKLY;COUNT=4")
    before = dates_of(events, event)
    change(events, event, rule="FREQ=WEEKLY;COUNT=3", left_out=[soon(10)], ends_at=soon(hour=19))
    after = dates_of(events, event)
    assert after == {start: before[start] for start in (soon(3), soon(17))}


def test_nobody_changes_the_events_of_others(events: Service, organisation_id: UUID, session: Session) -> None:
    event = an_event(events, organisation_id)
    stranger = Caller(person_id=a_steward(events, an_organisation(events, name="Andere", slug="andere")))
    for caller in (NOBODY, stranger, Caller(service="directory-service")):
        with pytest.raises(actions.NotYourOrganisation):
            actions.withdraw_event(session, event.id, caller=caller, now=clock.now())


def test_a_stale_change_changes_nothing(events: Service, organisation_id: UUID, session: Session) -> None:
    event = an_event(events, organisation_id)
    entry = Entry.of(full_words(organisation_id, title="Alt"), events.extensions["city"])
    with pytest.raises(Stale):
        actions.change_event(session, event.id, entry, expected=1, caller=EDITOR, now=clock.now())
    assert session.get_one(Event, event.id).title == "Offene Gießrunde"


def test_an_event_of_an_organisation_that_is_not_public_stays_a_draft(events: Service, session: Session) -> None:
    organisation_id = uuid4()
    caller = Caller(person_id=a_steward(events, organisation_id))
    draft = a_draft(events, organisation_id)
    with pytest.raises(actions.OrganisationNotPublic):
        actions.publish_event(session, draft.id, caller=caller, now=clock.now())


# --- what others tell ------------------------------------------------------------------------------------------------


def test_an_organisation_takes_its_events_along_and_brings_them_back(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    chosen = an_event(events, organisation_id, title="Zurückgezogen")
    with events.database.transaction() as session:
        actions.withdraw_event(session, chosen.id, caller=EDITOR, now=clock.now())
    client = events.test_client()

    hear(events, OrganisationWithdrawn(organisation_id=organisation_id, version=2, withdrawn_at=clock.now()))
    assert client.get(f"/v1/events/{event.slug}").status_code == 404

    back: dict[str, Any] = {"slug": "neu", "organisation_name": "Neuer Name", "published_at": clock.now()}
    hear(events, OrganisationPublished(organisation_id=organisation_id, version=3, **back))
    shown: Any = client.get(f"/v1/events/{event.slug}").get_json()
    assert shown["organisation"] == {"id": str(organisation_id), "slug": "neu", "name": "Neuer Name"}
    assert client.get(f"/v1/events/{chosen.slug}").status_code == 404
    assert [type(fact) for fact in told(events, about=event.id)] == [EventScheduled, EventCancelled, EventScheduled]
    assert told(events, about=event.id)[-1].is_news is False  # type: ignore[attr-defined]


def test_a_new_name_of_an_organisation_is_in_the_list_at_once(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id)
    client = events.test_client()
    client.get("/v1/events")
    words: dict[str, Any] = {"slug": "neu", "organisation_name": "Neuer Name", "published_at": clock.now()}
    hear(events, OrganisationPublished(organisation_id=organisation_id, version=2, **words))
    listed: Any = client.get("/v1/events").get_json()
    assert listed["items"][0]["organisation"]["name"] == "Neuer Name"
    assert len(told(events)) == 1


def test_an_older_fact_changes_nothing(events: Service, organisation_id: UUID) -> None:
    hear(events, OrganisationWithdrawn(organisation_id=organisation_id, version=5, withdrawn_at=clock.now()))
    words: dict[str, Any] = {"slug": "alt", "organisation_name": "Alt", "published_at": clock.now()}
    hear(events, OrganisationPublished(organisation_id=organisation_id, version=4, **words))
    with events.database.reading() as session:
        asked = text("SELECT is_public FROM organisations WHERE id = :id")
        assert session.scalar(asked, {"id": organisation_id}) is False


def test_a_dismissed_steward_changes_nothing_any_more(events: Service, organisation_id: UUID) -> None:
    person_id = a_steward(events, organisation_id)
    caller = Caller(person_id=person_id)
    with events.database.reading() as session:
        assert actions.may_change(session, caller, organisation_id)
        stewardship_id = session.scalar(text("SELECT id FROM stewardships WHERE person_id = :id"), {"id": person_id})
    words: dict[str, Any] = {"organisation_id": organisation_id, "person_id": person_id, "dismissed_at": clock.now()}
    hear(events, StewardDismissed(stewardship_id=stewardship_id, version=2, **words))
    with events.database.reading() as session:
        assert not actions.may_change(session, caller, organisation_id)


# --- what the clock does ---------------------------------------------------------------------------------------------


def test_a_series_is_prolonged_day_by_day(events: Service, organisation_id: UUID, session: Session) -> None:
    event = an_event(events, organisation_id, rule="FREQ=DAILY")
    before = dates_of(events, event)
    assert dates.prolong_series(session, zone=BERLIN, now=clock.now()) == 0
    assert dates.prolong_series(session, zone=BERLIN, now=clock.now() + timedelta(days=10)) == 1
    session.commit()
    after = dates_of(events, event)
    assert len(after) == len(before) + 10
    assert before.items() <= after.items()


def test_a_series_that_has_ended_is_not_looked_at_again(
    events: Service, organisation_id: UUID, session: Session
) -> None:
    an_event(events, organisation_id, rule="FREQ=WEEKLY;COUNT=5")
    assert dates.prolong_series(session, zone=BERLIN, now=clock.now() + timedelta(days=50)) == 0


def test_of_a_series_the_next_date_is_told_once_one_is_over(
    events: Service, organisation_id: UUID, session: Session
) -> None:
    event = an_event(events, organisation_id, rule="FREQ=WEEKLY;COUNT=2", ends_at=soon(hour=20))
    assert dates.tell_next_dates(session, now=soon(hour=19)) == 0
    assert dates.tell_next_dates(session, now=soon(hour=20)) == 1
    assert dates.tell_next_dates(session, now=soon(hour=21)) == 0
    assert dates.tell_next_dates(session, now=soon(10, hour=21)) == 1
    assert dates.tell_next_dates(session, now=soon(20)) == 0
    session.commit()
    first, second = told(events, about=event.id)
    assert isinstance(first, EventScheduled)
    assert isinstance(second, EventChanged)
    assert (first.starts_at, second.starts_at) == (soon(), soon(10))
    assert (second.ends_at, second.version) == (soon(10, hour=20), 3)


def test_a_date_that_passes_is_no_new_version_of_an_event(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id, rule="FREQ=WEEKLY;COUNT=3")
    for day in (3, 10):
        with events.database.transaction() as session:
            assert dates.tell_next_dates(session, now=soon(day, hour=21)) == 1
    with events.database.transaction() as session:
        kept = session.get_one(Event, event.id)
        assert (kept.version, kept.changed_at) == (event.version, event.changed_at)
        actions.cancel_event(session, event.id, note=None, caller=EDITOR, now=clock.now())

    assert sorted(fact.object_version or 0 for fact in told(events, about=event.id)) == [2, 3, 4, 5]


def test_an_organisation_that_another_has_become_is_named_once(events: Service, organisation_id: UUID) -> None:
    first, second, third = (an_organisation(events, name=name, slug=name) for name in ("a", "b", "c"))
    event = an_event(events, organisation_id, co_organiser_ids=[first, third, second])

    with events.database.transaction() as session:
        co_organisers.rename(session, first, second)
        assert session.get_one(Event, event.id).co_organiser_ids == [second, third]


def test_a_single_event_is_told_once(events: Service, organisation_id: UUID, session: Session) -> None:
    an_event(events, organisation_id)
    assert dates.tell_next_dates(session, now=soon(20)) == 0


def test_dates_stand_right_on_both_sides_of_a_clock_change(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id, starts_at=wall("2030-03-27 18:00"), rule="FREQ=WEEKLY;COUNT=1")
    assert [start.isoformat() for start in dates_of(events, event)] == ["2030-03-27T17:00:00+00:00"]
    changed = change(events, event, starts_at=wall("2030-04-03 18:00"), rule="FREQ=WEEKLY;COUNT=1")
    assert [start.isoformat() for start in dates_of(events, changed)] == ["2030-04-03T16:00:00+00:00"]
