"""Reminding people of what takes place soon: once for each date and lead, in the event's newest version, never late."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.actions.notifying import notify
from notifier.models import Event, Reminder
from notifier.queries.audiences.events import COMING
from notifier.queries.calendar import earlier_reminders, is_for_anybody
from notifier.rules import Lane, Lead, Topic, on_day

_A_ROUND = 200


def remind_due(session: Session, *, now: datetime) -> list[int]:
    """Make a notification of every reminder that is due; one whose time has passed is left out for good."""
    due = select(Reminder).where(~Reminder.is_done, Reminder.remind_at <= now).order_by(Reminder.remind_at)
    made: list[int] = []
    for reminder in session.scalars(due.limit(_A_ROUND).with_for_update(skip_locked=True)):
        reminder.is_done = True
        if reminder.late_at > now:
            made += _remind(session, reminder, now)
    return made


def _remind(session: Session, reminder: Reminder, now: datetime) -> Iterator[int]:
    event = session.get_one(Event, reminder.event_id)
    facets = _facets(session, event, reminder)
    if not is_for_anybody(session, COMING, {**facets, "since": reminder.remind_at}):
        return
    notification_id = notify(
        session,
        topic=Topic.REMINDER,
        lane=Lane.REMINDERS,
        dedupe_key=f"reminder:{event.event_id}:v{event.version}:{facets['starts_at']}:{Lead(reminder.lead).name.lower()}",
        object_id=event.event_id,
        object_version=event.version,
        content={**on_day(event.content, facets["date_ids"][0] if facets["date_ids"] else None), **_day(reminder)},
        facets=facets,
        since=reminder.remind_at,
        expires_at=min(reminder.late_at, reminder.starts_at),
        created_at=now,
    )
    if notification_id is not None:
        yield notification_id


def _facets(session: Session, event: Event, reminder: Reminder) -> dict[str, Any]:
    starts_at = _text(reminder.starts_at)
    return {
        "event_id": str(event.event_id),
        "date_ids": [str(reminder.date_id)] if reminder.date_id else [],
        "every_date": not reminder.date_id,
        "starts_at": starts_at,
        "lead": reminder.lead,
        "earlier": earlier_reminders(session, event.event_id, starts_at, reminder.lead),
    }


def _day(reminder: Reminder) -> dict[str, Any]:
    ends_at = _text(reminder.ends_at) if reminder.ends_at else None
    return {"lead": reminder.lead, "day": {"starts_at": _text(reminder.starts_at), "ends_at": ends_at}}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
