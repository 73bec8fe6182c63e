"""Making a notification whose people are still to be found."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.models import Notification, Recipient
from notifier.rules import NotificationState

_CORRECTED = ("object_version", "content", "facets", "expires_at")


def notify(session: Session, **words: Any) -> int | None:
    """Make a notification, or correct the words of one; returns its id if people are to be found for it.

    Takes the columns of `Notification`. `dedupe_key` says what is the same: it is told once, and later versions only
    correct what is not sent yet.
    """
    row = upsert(Notification).values(
        state=NotificationState.EXPANDING,
        fanout_cursor=0,
        fanout_until=select(func.coalesce(func.max(Recipient.id), 0)).scalar_subquery(),
        fanned_out=0,
        **words,
    )
    corrected = {name: words[name] for name in _CORRECTED}
    kept = row.on_conflict_do_update(index_elements=[Notification.dedupe_key], set_=corrected)
    notification_id, state = session.execute(kept.returning(Notification.id, Notification.state)).one()
    return int(notification_id) if state == NotificationState.EXPANDING else None
