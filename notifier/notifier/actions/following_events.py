"""Following the calendar: each event as it was told last, when to remind of it, and what is still to be told of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from notifier.actions.news import event_words
from notifier.models import Event, Reminder
from notifier.queries.calendar import has_attendances, open_notifications
from notifier.rules import NOT_NOW, NotificationState, Topic, changes, days_of, moments
from services.facts.events import EventChanged, EventScheduled

REST = timedelta(minutes=2)
"""How long a change rests before people are told: who corrects it at once writes one mail, or none."""


def keep_event(session: Session, fact: EventScheduled | EventChanged, *, zone: ZoneInfo, now: datetime) -> None:
    """Keep an event as it is now; reminders that still wait with its old words are cancelled and made anew."""
    content = event_words(fact)
    event = session.get(Event, fact.event_id, with_for_update=True)
    if event is None:
        event = Event(event_id=fact.event_id, version=fact.version, is_on=True, content=content)
        session.add(event)
    else:
        _note_change(session, event, content, now)
    event.version, event.content, event.is_on = fact.version, content, True
    cancel_open(session, event.event_id, Topic.REMINDER)
    session.flush()
    lay_out_reminders(session, event, zone=zone, now=now)


def lay_out_reminders(session: Session, event: Event, *, zone: ZoneInfo, now: datetime) -> None:
    """Note when to remind of each date of an event, if anybody comes to it."""
    session.execute(delete(Reminder).where(Reminder.event_id == event.event_id))
    if event.content["status"] in NOT_NOW or not has_attendances(session, event.event_id):
        return
    if rows := list(_reminders(event, zone, now)):
        session.execute(insert(Reminder), rows)


def cancel_open(session: Session, event_id: UUID, *topics: Topic) -> dict[str, Any] | None:
    """Cancel what is not sent yet about an event; returns what people knew before the first of it was to tell them."""
    known = None
    for row in open_notifications(session, event_id, topics):
        row.state = NotificationState.CANCELLED
        known = known or row.content.get("before")
    return known


def _note_change(session: Session, event: Event, content: dict[str, Any], now: datetime) -> None:
    """Note what people know of an event if it is different now; they are told when the change has rested."""
    unheard = cancel_open(session, event.event_id, Topic.CHANGE, Topic.CANCELLATION)
    known = event.told or unheard or _as_known(event)
    different = bool(changes(known, content, now=now))
    event.told = known if different else None
    event.change_due_at = now + REST if different else None


def _as_known(event: Event) -> dict[str, Any]:
    return event.content if event.is_on else {**event.content, "status": "cancelled"}


def _reminders(event: Event, zone: ZoneInfo, now: datetime) -> Any:
    for day in days_of(event.content):
        starts_at = datetime.fromisoformat(day["starts_at"])
        for moment in moments(starts_at, zone, all_day=event.content["all_day"]):
            if now < min(moment.late_at, starts_at):
                yield {
                    "event_id": event.event_id,
                    "starts_at": starts_at,
                    "lead": moment.lead,
                    "date_id": day["date_id"],
                    "ends_at": datetime.fromisoformat(day["ends_at"]) if day["ends_at"] else None,
                    "remind_at": moment.remind_at,
                    "late_at": moment.late_at,
                    "is_done": False,
                }
