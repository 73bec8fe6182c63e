"""The ledger without people: after its time it says how many got a message, and no longer who.

Batch by batch, each in a transaction of its own: a newsletter to a million people has two thousand of them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.rules import BatchState
from services.kit.privacy.forgetting import executed

_PLACES_A_BATCH = 1000
"""More than a batch has people, so that no two of a notification get the same number."""


def old_notifications(session: Session, *, keep_days: int, now: datetime, at_most: int = 500) -> list[int]:
    """Return the notifications that are to say no longer who got them, the oldest first."""
    asked = {"before": now - timedelta(days=keep_days), "most": at_most}
    return list(session.scalars(_OLD, asked))


def batches_with_people(session: Session, notification_id: int) -> Iterator[tuple[int, int]]:
    """Yield the batches of a notification in which people stand, each with its place among all."""
    rows = session.scalars(_BATCHES, {"n": notification_id}).all()
    return ((place, first_id) for place, first_id in enumerate(rows, 1) if first_id >= 0)


def anonymise_batch(session: Session, notification_id: int, first_id: int, *, place: int) -> None:
    """Put numbers of nobody, in no order, where those of people stood, in a batch and in what became of its mails."""
    words = {"n": notification_id, "first": first_id, "above": -place * _PLACES_A_BATCH}
    session.execute(_ANONYMISE, words)


def close(session: Session, notification_id: int, *, now: datetime) -> None:
    """Note that a notification says no longer who got it, and drop what else in it might."""
    session.execute(_REST, {"n": notification_id})
    session.execute(_CLOSE, {"n": notification_id, "now": now})


def forget_strangers(session: Session, *, keep_days: int, now: datetime) -> int:
    """Forget those who once got a letter and nothing since; return how many."""
    asked = {"before": now - timedelta(days=keep_days), "done": BatchState.DONE}
    return executed(session, _STRANGERS, asked)


_OLD = text("""
    SELECT id FROM notifications
    WHERE people_forgotten_at IS NULL AND settled_at IS NOT NULL AND created_at < :before
    ORDER BY created_at LIMIT :most
""")
# What was done already has places below zero: they come first, as the batches did.
_BATCHES = text("SELECT first_id FROM batches WHERE notification_id = :n ORDER BY first_id >= 0, abs(first_id)")
_ANONYMISE = text("""
    WITH nobody AS MATERIALIZED (
        SELECT member.id, CAST(:above AS bigint) - row_number() OVER (ORDER BY random()) AS number
        FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
        WHERE b.notification_id = :n AND b.first_id = :first
    ), mails AS (
        UPDATE deliveries d SET recipient_id = nobody.number, reply = NULL
        FROM nobody WHERE d.notification_id = :n AND d.recipient_id = nobody.id
    )
    UPDATE batches SET first_id = CAST(:above AS bigint), last_id = CAST(:above AS bigint),
        recipients = ARRAY(SELECT number FROM nobody ORDER BY number)
    WHERE notification_id = :n AND first_id = :first
""")
_REST = text("DELETE FROM deliveries WHERE notification_id = :n AND recipient_id > 0")
_CLOSE = text("UPDATE notifications SET people_forgotten_at = :now, fanout_cursor = 0, fanout_until = 0 WHERE id = :n")
_STRANGERS = text("""
    DELETE FROM recipients WHERE id IN (
        SELECT r.id FROM recipients r
        WHERE r.email IS NULL AND NOT r.subscribed AND r.updated_at < :before
          AND NOT EXISTS (SELECT FROM attendances a WHERE a.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM batches b WHERE b.state <> :done AND b.first_id <= r.id AND b.last_id >= r.id)
        ORDER BY r.updated_at LIMIT 5000
    )
""")
