"""Telling people who know of an event that it changed, or does not take place."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.actions.following_events import cancel_open
from notifier.actions.notifying import notify
from notifier.models import Event, Reminder
from notifier.queries.audiences.events import KNOWING
from notifier.queries.calendar import is_for_anybody, notifications_about
from notifier.rules import ABOUT_DATES, Lane, Topic, changes, last_moment
from services.facts.events import EventCancelled

_A_ROUND = 200
_LASTS = timedelta(days=2)
_TELLS_OF_IT = (Topic.EVENT, Topic.REMINDER, Topic.CHANGE, Topic.CANCELLATION)


def tell_changes(session: Session, *, now: datetime) -> list[int]:
    """Make a notification of every change that has rested; one that was taken back meanwhile is not told."""
    due = select(Event).where(Event.change_due_at <= now).order_by(Event.change_due_at)
    made = []
    for event in session.scalars(due.limit(_A_ROUND).with_for_update(skip_locked=True)):
        before, event.told, event.change_due_at = event.told, None, None
        found = changes(before, event.content, now=now) if before else []
        if found:
            words = {"before": before, "changes": found}
            made.append(_tell(session, event, Topic.CHANGE, words, _dates_in(found), now))
    return [each for each in made if each is not None]


def cancel_event(session: Session, fact: EventCancelled, *, now: datetime) -> int | None:
    """Stop everything about an event, and tell those who know of it, unless it is over anyway."""
    event = session.get(Event, fact.event_id, with_for_update=True)
    if event is None:
        return None
    was_on, known = event.is_on and event.content["status"] != "cancelled", event.told or event.content
    known = cancel_open(session, event.event_id, Topic.REMINDER, Topic.CHANGE) or known
    event.version, event.is_on, event.told, event.change_due_at = fact.version, False, None, None
    session.execute(delete(Reminder).where(Reminder.event_id == event.event_id))
    if not was_on or last_moment(known) <= now:
        return None
    words = {**known, "before": known, "note": fact.note, "stays_visible": fact.stays_visible}
    return _tell(session, event, Topic.CANCELLATION, words, None, now)


def _tell(
    session: Session, event: Event, topic: Topic, words: dict[str, Any], date_ids: list[str] | None, now: datetime
) -> int | None:
    facets = {
        "event_id": str(event.event_id),
        "date_ids": date_ids or [],
        "every_date": not date_ids,
        "tellers": notifications_about(session, event.event_id, _TELLS_OF_IT),
    }
    if not is_for_anybody(session, KNOWING, facets):
        return None
    return notify(
        session,
        topic=topic,
        lane=Lane.REMINDERS,
        dedupe_key=f"{topic.name.lower()}:{event.event_id}:v{event.version}",
        object_id=event.event_id,
        object_version=event.version,
        content={**event.content, **words},
        facets=facets,
        since=now,
        expires_at=now + _LASTS,
        created_at=now,
    )


def _dates_in(found: Iterable[dict[str, Any]]) -> list[str] | None:
    """Return the dates that changes are about; nothing when they are about all of them."""
    found = list(found)
    if not {change["what"] for change in found} <= ABOUT_DATES:
        return None
    return [change["before"]["date_id"] for change in found if change["before"]["date_id"]]
