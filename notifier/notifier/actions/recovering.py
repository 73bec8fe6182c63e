"""What is left when a sender dies: replies in its journal, mails in doubt, leases nobody gives back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from notifier.actions import bounces
from notifier.actions.sending import write_down
from notifier.rules import BatchState, Lane, Reply, State


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
        asked = {"n": notification_id, "ids": list(found), "owner": owner}
        rows = session.execute(_UNWRITTEN, asked).all()
        write_down(session, notification_id, found, owner=owner, now=now)
        _note(session, rows, found, now)
    params = {"owner": owner, "now": now}
    session.execute(_UNSENT, params) if in_doubt is not None else session.execute(_ALL_IN_DOUBT, params)
    session.execute(_FREE_OWNED, {"owner": owner, "now": now, "waiting": BatchState.WAITING})


# What stands in the ledger already was noted with it, for the journal is emptied a moment later.
_UNWRITTEN = text("""
    SELECT d.recipient_id, d.lane, coalesce(n.content ->> 'email', r.email, (
        SELECT a.email FROM attendances a WHERE a.recipient_id = r.id ORDER BY a.since DESC LIMIT 1
    )) AS email
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id JOIN recipients r ON r.id = d.recipient_id
    WHERE d.notification_id = :n AND d.recipient_id = ANY(:ids) AND d.lease_owner = :owner AND d.state IN (2, 8)
""")


def _note(session: Session, rows: Sequence[Row[Any]], replies: Mapping[int, Reply], now: datetime) -> None:
    """Let what a dead sender was told count as it does for others; of who left meanwhile no address is known."""
    addresses = {row.recipient_id: row.email for row in rows if row.email}
    heard = {each: replies[each] for each in addresses}
    for lane in {Lane(row.lane) for row in rows}:
        bounces.note_replies(session, lane, heard, addresses, now=now)


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
