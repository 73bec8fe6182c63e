"""What is left when a sender dies: replies in its journal, mails in doubt, leases nobody gives back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.actions.sending import write_down
from notifier.rules import BatchState, Reply, State


def free_expired_leases(session: Session, *, now: datetime) -> int:
    """Free batches whose sender is gone for good: what may have gone out is unknown, the rest waits again."""
    params = {"now": now, "unknown": State.UNKNOWN}
    session.execute(_DOUBT, params)
    return int(session.execute(_FREE, {"now": now, "waiting": BatchState.WAITING}).rowcount)  # type: ignore[attr-defined]


_DOUBT = text("""
    UPDATE deliveries d SET state = :unknown, reply = 'the sender was lost with its journal', updated_at = :now
    FROM batches b
    WHERE b.state = 1 AND b.lease_until < :now AND d.notification_id = b.notification_id
      AND d.recipient_id = ANY(b.recipients) AND d.lease_owner = b.lease_owner AND d.state = 2
""")
_FREE = text("""
    UPDATE batches SET state = :waiting, next_at = :now, lease_owner = NULL, lease_until = NULL
    WHERE state = 1 AND lease_until < :now
""")


def recover(
    session: Session,
    owner: UUID,
    replies: Mapping[tuple[int, int], Reply],
    *,
    in_doubt: set[tuple[int, int]] | None,
    now: datetime,
) -> None:
    """Settle a dead sender's mails by its journal: replies are written down, those under way unknown, others wait.

    Without knowing which were under way, because the journal may have lost lines, all others are unknown.
    """
    by_notification: dict[int, dict[int, Reply]] = {}
    doubt = {pair: Reply(State.UNKNOWN, words="the sender ended before the reply came") for pair in in_doubt or ()}
    for (notification_id, recipient_id), reply in {**doubt, **replies}.items():
        by_notification.setdefault(notification_id, {})[recipient_id] = reply
    for notification_id, found in by_notification.items():
        write_down(session, notification_id, found, owner=owner, now=now)
    params = {"owner": owner, "now": now}
    session.execute(_UNSENT, params) if in_doubt is not None else session.execute(_ALL_IN_DOUBT, params)
    session.execute(_FREE_OWNED, {"owner": owner, "now": now, "waiting": BatchState.WAITING})


_UNSENT = text("""
    UPDATE deliveries SET state = 0, attempt = attempt - 1, next_at = :now, updated_at = :now
    WHERE lease_owner = :owner AND state = 2
""")
_ALL_IN_DOUBT = text(f"""
    UPDATE deliveries SET state = {State.UNKNOWN}, reply = 'the machine was lost with the journal', updated_at = :now
    WHERE lease_owner = :owner AND state = 2
""")
_FREE_OWNED = text("""
    UPDATE batches SET state = :waiting, next_at = :now, lease_owner = NULL, lease_until = NULL
    WHERE lease_owner = :owner AND state = 1
""")
