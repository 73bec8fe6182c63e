"""Who comes to events or knows of them, and what is waiting to be sent about them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from notifier.models import Attendance, Batch, Notification
from notifier.rules import BatchState, NotificationState, Topic

_OPEN = or_(
    Notification.state == NotificationState.EXPANDING,
    exists().where(Batch.notification_id == Notification.id, Batch.state != BatchState.DONE),
)


def has_attendances(session: Session, event_id: UUID) -> bool:
    """Tell whether anybody comes to an event, or saved it."""
    return bool(session.scalar(select(exists().where(Attendance.event_id == event_id))))


def notifications_about(session: Session, event_id: UUID, topics: Iterable[Topic]) -> list[int]:
    """Return all notifications of these sorts about an event."""
    asked = select(Notification.id).where(Notification.object_id == event_id, Notification.topic.in_(list(topics)))
    return list(session.scalars(asked))


def open_notifications(session: Session, event_id: UUID, topics: Iterable[Topic]) -> Sequence[Notification]:
    """Return the notifications of these sorts about an event that are not sent to everybody yet."""
    asked = select(Notification).where(
        Notification.object_id == event_id,
        Notification.topic.in_(list(topics)),
        Notification.state != NotificationState.CANCELLED,
        _OPEN,
    )
    return session.scalars(asked.with_for_update()).all()


def earlier_reminders(session: Session, event_id: UUID, starts_at: str, lead: int) -> list[int]:
    """Return the reminders of the same date, as long before, that were made for earlier versions of an event."""
    asked = select(Notification.id).where(
        Notification.object_id == event_id,
        Notification.topic == Topic.REMINDER,
        Notification.facets["starts_at"].astext == starts_at,
        Notification.facets["lead"].as_integer() == lead,
    )
    return list(session.scalars(asked))


def is_for_anybody(session: Session, find: str, question: dict[str, Any]) -> bool:
    """Tell whether an audience has anybody in it."""
    everybody = {"after": 0, "upto": 2**62}
    return bool(session.scalar(text(f"SELECT EXISTS ({find})"), {**question, **everybody}))
