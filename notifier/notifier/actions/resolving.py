"""Mails of which nobody knows whether they were accepted: sent again by themselves, or when an editor says so."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.queries.ledger import notification
from notifier.rules import SENT_AGAIN, NotificationState, State

_MOST_TRIES = 3
"""A mail that stays unknown again and again is left to a person."""


def resend_unknown(session: Session, notification_id: int, *, now: datetime) -> int:
    """Let a notification's unknown mails go out once more, the same as before; returns how many.

    Refuses with `NoSuchNotification`.
    """
    notification(session, notification_id)
    return _resend(session, "n.id = :n", {"n": notification_id, "now": now})


def resend_overdue(session: Session, *, after: timedelta, now: datetime) -> int:
    """Let unknown mails go out once more of which a second copy is better than none; returns how many."""
    topics = ", ".join(str(int(topic)) for topic in SENT_AGAIN)
    which = f"n.topic IN ({topics}) AND d.updated_at <= :before AND d.attempt < {_MOST_TRIES}"
    return _resend(session, which, {"before": now - after, "now": now})


def _resend(session: Session, which: str, params: dict[str, Any]) -> int:
    return len(session.execute(text(_RESEND.format(which=which)), params).all())


# Too late, paused or cancelled, they stay what they are.
_RESEND = f"""
    WITH again AS (
        UPDATE deliveries d SET state = {State.PENDING}, next_at = :now, updated_at = :now
        FROM notifications n
        WHERE n.id = d.notification_id AND d.state = {State.UNKNOWN} AND {{which}} AND n.expires_at > :now
          AND n.state NOT IN ({NotificationState.CANCELLED:d}, {NotificationState.PAUSED:d})
        RETURNING d.notification_id, d.recipient_id
    ), reopened AS (
        UPDATE batches b SET state = 0, next_at = :now FROM again
        WHERE b.notification_id = again.notification_id AND b.state = 2
          AND b.first_id <= again.recipient_id AND b.last_id >= again.recipient_id
    ), unsettled AS (
        UPDATE notifications SET settled_at = NULL WHERE id IN (SELECT notification_id FROM again)
    )
    SELECT recipient_id FROM again
"""
