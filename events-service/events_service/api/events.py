"""The door to one event, for those who read it and for those who look after it."""

from typing import Any
from uuid import UUID

from flask import current_app

from events_service.actions import events as actions
from events_service.models import Event
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.rules.entry import Entry
from events_service.schemas import CancellationWords, EventSchema, EventWords
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
    if not found.is_published and not actions.may_change(session(), caller(), found.organisation_id):
        raise NoSuchEvent
    return _shown(found)


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


def _entry(words: dict[str, Any]) -> Entry:
    return Entry.of(words, current_app.extensions["city"])


def _shown(event: Event) -> Answer:
    session().flush()
    keep = "public, max-age=5" if event.is_published else "private, no-store"
    words = queries.event_words(session(), event, now=clock.now())
    return words, {"ETag": tag(event.version), "Cache-Control": keep}
