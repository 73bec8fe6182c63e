"""The ledger's side of sending: leases, waves, replies. Each write carries the lease, so a late process writes nothing.

A mail is written down as about to go out before its first byte is sent, together with what came of the wave before: one
commit a wave. So the database knows at any moment which mails may be in doubt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.models import LaneRest, Notification, Suppression
from notifier.rules import PAUSES, BatchState, Lane, NotificationState, Reply, State, Topic, address_hash, rest_after

LEASE = timedelta(minutes=15)
"""Longer than the ten minutes a server may take for its final reply (RFC 5321 section 4.5.3.2.6)."""

PUT_OFF = timedelta(minutes=5)
"""How long a batch waits that could not be written."""


class LeaseLost(Exception):
    """Somebody else holds this batch now."""


@dataclass(frozen=True)
class Lease:
    """The right to send one batch."""

    notification_id: int
    first_id: int
    last_id: int
    recipients: list[int]
    owner: UUID
    fence: int
    lane: Lane

    @property
    def key(self) -> dict[str, Any]:
        """Return what every statement about the batch carries."""
        return {"n": self.notification_id, "first": self.first_id, "owner": self.owner, "fence": self.fence}


def claim(session: Session, lane: Lane, *, owner: UUID, now: datetime) -> Lease | None:
    """Take the batch of a lane that is due longest, unless the lane rests or its notification is paused."""
    params = {"lane": lane, "owner": owner, "now": now, "until": now + LEASE, "paused": NotificationState.PAUSED}
    row = session.execute(text(_CLAIM), params).one_or_none()
    if row is None:
        return None
    return Lease(row.notification_id, row.first_id, row.last_id, row.recipients, owner, row.fence, lane)


_CLAIM = """
    UPDATE batches SET state = 1, lease_owner = :owner, lease_until = :until, fence = fence + 1
    WHERE (notification_id, first_id) = (
        SELECT b.notification_id, b.first_id FROM batches b
        WHERE b.lane = :lane AND b.state = 0 AND b.next_at <= :now
          AND NOT EXISTS (SELECT FROM lane_rests r WHERE r.lane = :lane AND r.until > :now)
          AND NOT EXISTS (SELECT FROM notifications n WHERE n.id = b.notification_id AND n.state = :paused)
        ORDER BY b.next_at LIMIT 1 FOR UPDATE OF b SKIP LOCKED
    ) RETURNING notification_id, first_id, last_id, recipients, fence
"""


def keep_lease(session: Session, lease: Lease, *, now: datetime) -> None:
    """Make the lease last, or raise `LeaseLost`."""
    if session.execute(text(_KEEP), {**lease.key, "until": now + LEASE}).one_or_none() is None:
        raise LeaseLost


_KEEP = """
    UPDATE batches SET lease_until = :until
    WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence AND state = 1
    RETURNING fence
"""


def is_halted(session: Session, notification_id: int) -> bool:
    """Tell whether a notification was paused or cancelled, maybe since its batch was claimed."""
    state = session.scalar(text("SELECT state FROM notifications WHERE id = :n"), {"n": notification_id})
    return state in (NotificationState.PAUSED, NotificationState.CANCELLED)


def commit_wave(session: Session, lease: Lease, wave: list[int], *, now: datetime) -> set[int]:
    """Write down that these mails are about to go out; returns those that really may."""
    rows = session.scalars(
        text(_COMMIT),
        {
            "n": lease.notification_id,
            "wave": wave,
            "lane": lease.lane,
            "owner": lease.owner,
            "now": now,
            "committed": State.COMMITTED,
        },
    )
    return set(rows)


_COMMIT = """
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, lease_owner, updated_at)
    SELECT :n, id, :lane, :committed, 1, :owner, :now FROM unnest(CAST(:wave AS bigint[])) AS id
    ON CONFLICT (notification_id, recipient_id) DO UPDATE
        SET state = :committed, attempt = deliveries.attempt + 1, lease_owner = :owner, updated_at = :now
        WHERE deliveries.state = 0
    RETURNING recipient_id
"""


def write_down(
    session: Session, notification_id: int, replies: Mapping[int, Reply], *, owner: UUID, now: datetime
) -> None:
    """Write down what became of the mails of a wave; what was put off waits longer with each attempt."""
    if not replies:
        return
    session.execute(
        text(_WRITE_DOWN),
        {
            "n": notification_id,
            "owner": owner,
            "now": now,
            "ids": list(replies),
            "states": [int(reply.state) for reply in replies.values()],
            "codes": [reply.code for reply in replies.values()],
            "enhanced": [reply.enhanced for reply in replies.values()],
            "words": [reply.words for reply in replies.values()],
        },
    )
    _put_off(session, notification_id, [each for each, reply in replies.items() if reply.state == State.PENDING], now)


_WRITE_DOWN = """
    UPDATE deliveries d SET state = r.state, smtp_code = r.code, enhanced = r.enhanced, reply = r.words,
                            updated_at = :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:states AS smallint[]), CAST(:codes AS smallint[]),
                CAST(:enhanced AS text[]), CAST(:words AS text[])) AS r(id, state, code, enhanced, words)
    WHERE d.notification_id = :n AND d.recipient_id = r.id AND d.lease_owner = :owner AND d.state = 2
"""


def _put_off(session: Session, notification_id: int, recipients: list[int], now: datetime) -> None:
    if recipients:
        seconds = [pause.total_seconds() for pause in PAUSES]
        params = {"n": notification_id, "ids": recipients, "now": now, "pauses": seconds, "most": len(seconds)}
        session.execute(text(_PUT_OFF), params)


_PUT_OFF = """
    UPDATE deliveries SET next_at = :now + make_interval(secs => (CAST(:pauses AS float8[]))[least(attempt, :most)])
    WHERE notification_id = :n AND recipient_id = ANY(:ids) AND state = 0
"""


def take_back(session: Session, notification_id: int, recipients: Iterable[int], *, owner: UUID, now: datetime) -> None:
    """Let mails wait again that were about to go out and surely did not; no attempt is charged."""
    session.execute(
        text(
            "UPDATE deliveries SET state = 0, attempt = attempt - 1, next_at = :now,"
            " updated_at = :now WHERE notification_id = :n AND recipient_id = ANY(:ids) AND lease_owner = :owner"
            " AND state = 2"
        ),
        {"n": notification_id, "ids": list(recipients), "owner": owner, "now": now},
    )


def settle(session: Session, lease: Lease, recipients: Iterable[int], state: State, *, now: datetime) -> None:
    """Write down for people who get no mail why: they left, it no longer fits, it is too late."""
    session.execute(
        text(_SETTLE),
        {"n": lease.notification_id, "ids": list(recipients), "lane": lease.lane, "state": state, "now": now},
    )


_SETTLE = """
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT :n, id, :lane, :state, 0, :now FROM unnest(CAST(:ids AS bigint[])) AS id
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET state = :state, updated_at = :now
    WHERE deliveries.state = 0
"""


def finish(session: Session, lease: Lease, *, now: datetime) -> None:
    """Give a batch back: done, or waiting until the first of those put off is due."""
    session.execute(text(_FINISH), {**lease.key, "last": lease.last_id, "now": now})


_FINISH = """
    WITH open AS (
        SELECT count(*) AS waiting, min(coalesce(d.next_at, :now)) AS next_at
        FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
        LEFT JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id
        WHERE b.notification_id = :n AND b.first_id = :first AND coalesce(d.state, 0) = 0
    )
    UPDATE batches SET state = CASE WHEN open.waiting > 0 THEN 0 ELSE 2 END,
                       next_at = coalesce(open.next_at, batches.next_at), lease_owner = NULL, lease_until = NULL
    FROM open WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence
"""


def put_off(session: Session, lease: Lease, *, now: datetime) -> None:
    """Give a batch back that can't be written, to be tried again later; what is due behind it goes on."""
    session.execute(text(_PUT_OFF_BATCH), {**lease.key, "later": now + PUT_OFF})


_PUT_OFF_BATCH = """
    UPDATE batches SET state = 0, next_at = :later, lease_owner = NULL, lease_until = NULL
    WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence
"""


def suppress(session: Session, email: str, *, reason: str, now: datetime) -> None:
    """Never write to an address again."""
    session.execute(
        upsert(Suppression).values(address_hash=address_hash(email), reason=reason, since=now).on_conflict_do_nothing()
    )


def forget_letter(session: Session, notification_id: int) -> None:
    """Empty a letter's personal words once it is on its way, or can't be."""
    session.execute(
        update(Notification)
        .where(Notification.id == notification_id)
        .values(content=func.jsonb_build_object("template", Notification.content["template"]))
    )


def forget_letters(session: Session, *, now: datetime) -> None:
    """Empty letters nobody sends any more: too late, settled after a sender died, or in doubt until too late."""
    params = {"letter": Topic.LETTER, "done": BatchState.DONE, "unknown": State.UNKNOWN, "now": now}
    session.execute(text(_FORGET_LETTERS), params)


_FORGET_LETTERS = """
    UPDATE notifications n SET content = jsonb_build_object('template', n.content -> 'template')
    WHERE n.topic = :letter AND n.content -> 'email' IS NOT NULL
      AND NOT EXISTS (SELECT FROM batches b WHERE b.notification_id = n.id AND b.state <> :done)
      AND (n.expires_at <= :now
           OR NOT EXISTS (SELECT FROM deliveries d WHERE d.notification_id = n.id AND d.state = :unknown))
"""


def let_lane_rest(session: Session, lane: Lane, reason: str, *, now: datetime) -> None:
    """Let a lane rest whose mail server failed, longer each time."""
    row = session.get(LaneRest, lane, with_for_update=True)
    failures = (row.failures if row else 0) + 1
    words = {"failures": failures, "until": now + rest_after(failures), "reason": reason[:500]}
    session.execute(
        upsert(LaneRest).values(lane=lane, **words).on_conflict_do_update(index_elements=[LaneRest.lane], set_=words)
    )


def wake_lane(session: Session, lane: Lane) -> None:
    """Note that a lane's mail server works again."""
    session.execute(text("DELETE FROM lane_rests WHERE lane = :lane"), {"lane": lane})


def free_expired_leases(session: Session, *, now: datetime) -> int:
    """Free batches whose sender is gone for good: what may have gone out is unknown, the rest waits again."""
    params = {"now": now, "unknown": State.UNKNOWN}
    session.execute(text(_DOUBT), params)
    return int(session.execute(text(_FREE), {"now": now, "waiting": BatchState.WAITING}).rowcount)  # type: ignore[attr-defined]


_DOUBT = """
    UPDATE deliveries d SET state = :unknown, reply = 'the sender was lost with its journal', updated_at = :now
    FROM batches b
    WHERE b.state = 1 AND b.lease_until < :now AND d.notification_id = b.notification_id
      AND d.recipient_id = ANY(b.recipients) AND d.lease_owner = b.lease_owner AND d.state = 2
"""
_FREE = """
    UPDATE batches SET state = :waiting, next_at = :now, lease_owner = NULL, lease_until = NULL
    WHERE state = 1 AND lease_until < :now
"""


def recover(
    session: Session,
    owner: UUID,
    replies: Mapping[tuple[int, int], Reply],
    *,
    in_doubt: set[tuple[int, int]],
    now: datetime,
) -> None:
    """Settle a dead sender's mails by its journal: replies are written down, those under way unknown, others wait."""
    by_notification: dict[int, dict[int, Reply]] = {}
    doubt = {pair: Reply(State.UNKNOWN, words="the sender ended before the reply came") for pair in in_doubt}
    for (notification_id, recipient_id), reply in {**doubt, **replies}.items():
        by_notification.setdefault(notification_id, {})[recipient_id] = reply
    for notification_id, found in by_notification.items():
        write_down(session, notification_id, found, owner=owner, now=now)
    session.execute(text(_UNSENT), {"owner": owner, "now": now})
    session.execute(text(_FREE_OWNED), {"owner": owner, "now": now, "waiting": BatchState.WAITING})


_UNSENT = """
    UPDATE deliveries SET state = 0, attempt = attempt - 1, next_at = :now, updated_at = :now
    WHERE lease_owner = :owner AND state = 2
"""
_FREE_OWNED = """
    UPDATE batches SET state = :waiting, next_at = :now, lease_owner = NULL, lease_until = NULL
    WHERE lease_owner = :owner AND state = 1
"""
