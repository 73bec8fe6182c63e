"""Who comes to events, or saved them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.actions.following_events import lay_out_reminders
from notifier.actions.recipients import letter_recipient
from notifier.models import Attendance, Event, Reminder
from services.facts.events import SeatTaken


def take_seat(session: Session, fact: SeatTaken, *, zone: ZoneInfo, now: datetime) -> None:
    """Remember somebody who comes; with the first one, reminders of the event are planned."""
    words = {
        "event_id": fact.event_id,
        "date_id": fact.date_id,
        "recipient_id": letter_recipient(session, fact.person_id, language=fact.language, now=now),
        "email": fact.email,
        "name": fact.name,
        "language": fact.language,
        "leave_token": fact.leave_token,
        "is_saved": fact.is_saved,
        "reminds": fact.reminds,
        "by_hand": fact.by_hand,
        "since": fact.taken_at,
    }
    row = upsert(Attendance).values(seat_id=fact.seat_id, **words)
    session.execute(row.on_conflict_do_update(index_elements=[Attendance.seat_id], set_=words))
    event = session.get(Event, fact.event_id, with_for_update=True)
    planned = select(func.count()).select_from(Reminder).where(Reminder.event_id == fact.event_id)
    if event and event.is_on and not session.scalar(planned):
        lay_out_reminders(session, event, zone=zone, now=now)


def release_seat(session: Session, seat_id: UUID) -> None:
    """Forget somebody who does not come; a reminder that waits for her is not sent, for her seat is asked for again."""
    session.execute(delete(Attendance).where(Attendance.seat_id == seat_id))


def forget_past(session: Session, *, days: int, now: datetime) -> None:
    """Forget who came to events whose last date is long over."""
    session.execute(text(_FORGET), {"before": now - timedelta(days=days)})


_FORGET = """
    DELETE FROM attendances a USING events e
    WHERE e.event_id = a.event_id AND :before > (
        SELECT max(CAST(coalesce(day ->> 'ends_at', day ->> 'starts_at') AS timestamptz))
        FROM jsonb_array_elements(e.content -> 'dates' || jsonb_build_array(e.content)) AS day
    )
"""
