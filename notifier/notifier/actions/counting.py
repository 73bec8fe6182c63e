"""Counting over: everyone a notification was for is in exactly one final state, or somebody must look."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.rules import NotificationState


def settle_notifications(session: Session, *, now: datetime) -> list[int]:
    """Count the notifications over whose batches are all done; returns those whose sums are wrong."""
    rows = session.execute(_SETTLE, {"now": now}).all()
    return [row.id for row in rows if row.missing]


# Pending, leased or committed with a batch that is done would wait for ever. Who is paused may have people to find yet.
_SETTLE = text(f"""
    UPDATE notifications n SET settled_at = :now, missing = n.fanned_out - (
        SELECT count(*) FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
        JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id AND d.state > 2
        WHERE b.notification_id = n.id
    )
    WHERE n.id IN (
        SELECT id FROM notifications WHERE settled_at IS NULL AND created_at < :now
          AND state NOT IN ({NotificationState.EXPANDING:d}, {NotificationState.PAUSED:d})
          AND NOT EXISTS (SELECT FROM batches b WHERE b.notification_id = notifications.id AND b.state <> 2)
        ORDER BY id LIMIT 100
    )
    RETURNING n.id, n.missing
""")
