"""Closing the windows of digests: one notification for each, of all that was new in it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from notifier.actions.notifying import notify
from notifier.models import DigestWindow, Notification, Portion
from notifier.rules import DIGESTS, NEWS, Cadence, Lane, NotificationState, Topic, closes, last_close, step

_NIL = "00000000-0000-0000-0000-000000000000"
# A fact that was being heard while the last window closed was in neither; who was told is not told again.
_OVERLAP = timedelta(hours=1)
_KEEP = timedelta(days=60)


def close_windows(session: Session, *, zone: ZoneInfo, now: datetime) -> list[int]:
    """Close every window whose time has come; returns the notifications whose people are to be found."""
    made = [_close(session, cadence, zone, now) for cadence in DIGESTS]
    return [each for each in made if each is not None]


def forget_portions(session: Session, *, now: datetime) -> None:
    """Forget what stood in old digests: it is no news to anybody."""
    old = select(Notification.id).where(Notification.topic == Topic.DIGEST, Notification.created_at < now - _KEEP)
    session.execute(delete(Portion).where(Portion.notification_id.in_(old)))


def _close(session: Session, cadence: Cadence, zone: ZoneInfo, now: datetime) -> int | None:
    """Close a window, and with it those before that were missed: people get one mail, not one for each."""
    before = session.scalar(select(func.max(DigestWindow.closes_at)).where(DigestWindow.cadence == cadence))
    if before is None:
        _write_down(session, cadence, [last_close(cadence, now, zone)], None)
        return None
    due = closes(cadence, before, now, zone)
    if not due:
        return None
    notification_id = _gather(session, cadence, before, due[-1], zone, now)
    _write_down(session, cadence, due, notification_id)
    return notification_id


def _write_down(session: Session, cadence: Cadence, closed: list[datetime], notification_id: int | None) -> None:
    rows = [{"cadence": cadence, "closes_at": each, "notification_id": notification_id} for each in closed]
    session.execute(insert(DigestWindow), rows)


def _gather(
    session: Session, cadence: Cadence, opens_at: datetime, closes_at: datetime, zone: ZoneInfo, now: datetime
) -> int | None:
    """Make the digest of a window, or nothing when nothing was new; its people get their portions as they are found."""
    items = _news(session, opens_at - _OVERLAP, closes_at)
    if not items:
        return None
    words = _words(cadence, items, closes_at, zone)
    return notify(session, **words, since=closes_at, expires_at=closes_at + step(cadence), created_at=now)


def _words(cadence: Cadence, items: list[int], closes_at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    day = closes_at.astimezone(zone).date()
    return {
        "topic": Topic.DIGEST,
        "lane": Lane.DIGESTS,
        "dedupe_key": f"digest:{cadence.name.lower()}:{day}",
        "object_id": _NIL,
        "object_version": 1,
        "content": {"day": str(day)},
        "facets": {"cadence": int(cadence), "items": items},
    }


def _news(session: Session, after: datetime, upto: datetime) -> list[int]:
    asked = select(Notification.id).where(
        Notification.topic.in_(NEWS),
        Notification.state != NotificationState.CANCELLED,
        Notification.created_at > after,
        Notification.created_at <= upto,
    )
    return list(session.scalars(asked.order_by(Notification.id)))
