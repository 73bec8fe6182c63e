"""The door to one event, for those who read it and for those who look after it."""

from typing import Any
from uuid import UUID

from flask import current_app

from events_service.actions import events as actions
from events_service.actions.single_dates import DateSeen
from events_service.actions.single_dates import change_date as change_single
from events_service.models import Event
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.rules.entry import Entry
from events_service.schemas.dates import DateWords
from events_service.schemas.events import AgreementWords, CancellationWords, EventSchema, EventWords
from services.city import City
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version, tag

doors = Doors("events", __name__, url_prefix="/v1/events", description="One event, and what becomes of it.")

Answer = tuple[Any, dict[str, str]]


@doors.get("/<ref>")
@doors.response(200, EventSchema)
@public
def event(ref: str) -> Answer:
    """Show an event by its id or its name in addresses; drafts to those alone who look after them."""
    found = queries.event_by_ref(session(), ref)
    is_own = actions.may_change(session(), caller(), found.organisation_id)
    if not (found.is_published or is_own):
        raise NoSuchEvent
    return _shown(found, whole=is_own)


@doors.post("")
@doors.arguments(EventWords)
@doors.response(201, EventSchema)
@requires("steward")
def create_event(words: dict[str, Any]) -> Answer:
    """Enter an event as a draft."""
    return _shown(actions.create_event(session(), _entry(words), caller=caller(), now=clock.now()))


@doors.put("/<uuid:event_id>")
@doors.arguments(EventWords)
@doors.response(200, EventSchema)
@requires("steward")
def change_event(words: dict[str, Any], event_id: UUID) -> Answer:
    """Replace an event's words; needs If-Match."""
    now, expected = clock.now(), expected_version()
    return _shown(actions.change_event(session(), event_id, _entry(words), expected=expected, caller=caller(), now=now))


@doors.put("/<uuid:event_id>/publication")
@doors.response(200, EventSchema)
@requires("steward")
def publish_event(event_id: UUID) -> Answer:
    """Put an event into the public calendar."""
    return _shown(actions.publish_event(session(), event_id, caller=caller(), now=clock.now()))


@doors.delete("/<uuid:event_id>/publication")
@doors.response(200, EventSchema)
@requires("steward")
def withdraw_event(event_id: UUID) -> Answer:
    """Take an event out of the public calendar."""
    return _shown(actions.withdraw_event(session(), event_id, caller=caller(), now=clock.now()))


@doors.put("/<uuid:event_id>/cancellation")
@doors.arguments(CancellationWords)
@doors.response(200, EventSchema)
@requires("steward")
def cancel_event(words: dict[str, Any], event_id: UUID) -> Answer:
    """Say that an event will not take place; its page stays, with the note."""
    return _shown(actions.cancel_event(session(), event_id, note=words["note"], caller=caller(), now=clock.now()))


@doors.put("/<uuid:event_id>/dates/<uuid:date_id>/change")
@doors.arguments(DateWords)
@doors.response(200, EventSchema)
@requires("steward")
def change_date(words: dict[str, Any], event_id: UUID, date_id: UUID) -> Answer:
    """Let one date of a series be other than the rule says: moved, elsewhere, or called off; needs If-Match."""
    return _with_date(event_id, date_id, words)


@doors.delete("/<uuid:event_id>/dates/<uuid:date_id>/change")
@doors.response(200, EventSchema)
@requires("steward")
def restore_date(event_id: UUID, date_id: UUID) -> Answer:
    """Let one date of a series be as the rule says again; needs If-Match."""
    return _with_date(event_id, date_id, None)


@doors.put("/<uuid:event_id>/co-organisers/<uuid:organisation_id>")
@doors.arguments(AgreementWords)
@doors.response(200, EventSchema)
@requires("steward")
def answer_as_co_organiser(words: dict[str, Any], event_id: UUID, organisation_id: UUID) -> Answer:
    """Say for an organisation that one looks after whether it wants to be named with another's event."""
    agreed: bool = words["agreed"]
    return _shown(
        actions.answer_as_co_organiser(
            session(), event_id, organisation_id, agreed=agreed, caller=caller(), now=clock.now()
        )
    )


def _with_date(event_id: UUID, date_id: UUID, words: dict[str, Any] | None) -> Answer:
    seen = DateSeen(event_id, date_id, expected_version())
    return _shown(change_single(session(), seen, words, city=_city(), caller=caller(), now=clock.now()))


def _entry(words: dict[str, Any]) -> Entry:
    return Entry.of(words, _city())


def _city() -> City:
    city: City = current_app.extensions["city"]
    return city


def _shown(event: Event, *, whole: bool = True) -> Answer:
    session().flush()
    keep = "private, no-store" if whole else "public, max-age=5"
    words = queries.event_words(session(), event, whole=whole, now=clock.now())
    return words, {"ETag": tag(event.version), "Cache-Control": keep}
