"""The ledger's side of sending: leases, waves, replies. Each write carries the lease, so a late process writes nothing.

A mail is written down as about to go out before its first byte is sent, together with what came of the wave before: one
commit a wave. So the database knows at any moment which mails may be in doubt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.queries.people import BARRED, Asked
from notifier.rules import PAUSES, Lane, NotificationState, Reply, State
from services.kit.db import as_array

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
    row = session.execute(_CLAIM, params).one_or_none()
    if row is None:
        return None
    return Lease(row.notification_id, row.first_id, row.last_id, row.recipients, owner, row.fence, lane)


_CLAIM = text("""
    UPDATE batches SET state = 1, lease_owner = :owner, lease_until = :until, fence = fence + 1
    WHERE (notification_id, first_id) = (
        SELECT b.notification_id, b.first_id FROM batches b
        WHERE b.lane = :lane AND b.state = 0 AND b.next_at <= :now
          AND NOT EXISTS (SELECT FROM lane_rests r WHERE r.lane = :lane AND r.until > :now)
          AND NOT EXISTS (SELECT FROM notifications n WHERE n.id = b.notification_id AND n.state = :paused)
        ORDER BY b.next_at LIMIT 1 FOR UPDATE OF b SKIP LOCKED
    ) RETURNING notification_id, first_id, last_id, recipients, fence
""")


def keep_lease(session: Session, lease: Lease, *, now: datetime) -> bool:
    """Make the lease last, or raise `LeaseLost`; returns whether the notification was not halted meanwhile."""
    state = session.scalar(_KEEP, {**lease.key, "until": now + LEASE})
    if state is None:
        raise LeaseLost
    return state not in _HALTED


_KEEP = text("""
    UPDATE batches SET lease_until = :until
    WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence AND state = 1
    RETURNING (SELECT n.state FROM notifications n WHERE n.id = :n)
""")


def commit_wave(
    session: Session, lease: Lease, people: Mapping[int, Asked], *, version: int, now: datetime
) -> set[int]:
    """Write down that the mails of these people are about to go out; returns whose really may.

    Asked once more in the same statement: whether the notification is neither halted, changed nor too late, and of each
    person whether anything is new about her since, or her address suppressed. Who falls out here waits, and her batch
    is prepared anew.
    """
    params = {
        "n": lease.notification_id,
        "version": version,
        "ids": as_array(people),
        "hashes": as_array(each.address_hash for each in people.values()),
        "seen": as_array(each.updated_at.isoformat() for each in people.values()),
        "lane": lease.lane,
        "owner": lease.owner,
        "now": now,
        "committed": State.COMMITTED,
        "halted": _HALTED,
    }
    return set(session.scalars(_COMMIT, params).all())


_HALTED = [NotificationState.PAUSED, NotificationState.CANCELLED]
_COMMIT = text(f"""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, lease_owner, updated_at)
    SELECT :n, asked.id, :lane, :committed, 1, :owner, :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:hashes AS text[]), CAST(:seen AS timestamptz[]))
         AS asked(id, address_hash, seen)
    JOIN recipients r ON r.id = asked.id AND r.updated_at = asked.seen
    WHERE EXISTS (
        SELECT FROM notifications n
        WHERE n.id = :n AND n.state <> ALL(:halted) AND n.object_version = :version AND n.expires_at > :now
    ) AND NOT EXISTS (SELECT FROM suppressions s WHERE s.address_hash = asked.address_hash AND {BARRED})
    ON CONFLICT (notification_id, recipient_id) DO UPDATE
        SET state = :committed, attempt = deliveries.attempt + 1, lease_owner = :owner, updated_at = :now
        WHERE deliveries.state = 0
    RETURNING recipient_id
""")


def write_down(
    session: Session, notification_id: int, replies: Mapping[int, Reply], *, owner: UUID, now: datetime
) -> None:
    """Write down what became of the mails of a wave; what was put off waits longer with each attempt.

    A reply that comes when its mail was given up as unknown already settles that.
    """
    if not replies:
        return
    rows = [
        {"id": each, "state": reply.state, "code": reply.code, "enhanced": reply.enhanced, "words": reply.words}
        for each, reply in replies.items()
    ]
    params = {"n": notification_id, "owner": owner, "now": now, "rows": orjson.dumps(rows).decode()}
    session.execute(_WRITE_DOWN, params)
    _put_off(session, notification_id, [each for each, reply in replies.items() if reply.state == State.PENDING], now)


_WRITE_DOWN = text("""
    UPDATE deliveries d SET state = r.state, smtp_code = r.code, enhanced = r.enhanced, reply = r.words,
                            updated_at = :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS r(id bigint, state smallint, code smallint, enhanced text, words text)
    WHERE d.notification_id = :n AND d.recipient_id = r.id AND d.lease_owner = :owner AND d.state IN (2, 8)
""")


def _put_off(session: Session, notification_id: int, recipients: list[int], now: datetime) -> None:
    if recipients:
        seconds = [pause.total_seconds() for pause in PAUSES]
        params = {"n": notification_id, "ids": recipients, "now": now, "pauses": seconds, "most": len(seconds)}
        session.execute(_PUT_OFF, params)


_PUT_OFF = text("""
    UPDATE deliveries SET next_at = :now + make_interval(secs => (CAST(:pauses AS float8[]))[least(attempt, :most)])
    WHERE notification_id = :n AND recipient_id = ANY(:ids) AND state = 0
""")


def take_back(session: Session, notification_id: int, recipients: Iterable[int], *, owner: UUID, now: datetime) -> None:
    """Let mails wait again that were about to go out and surely did not; no attempt is charged."""
    session.execute(_TAKE_BACK, {"n": notification_id, "ids": list(recipients), "owner": owner, "now": now})


_TAKE_BACK = text("""
    UPDATE deliveries SET state = 0, attempt = attempt - 1, next_at = :now, updated_at = :now
    WHERE notification_id = :n AND recipient_id = ANY(:ids) AND lease_owner = :owner AND state = 2
""")


def settle(session: Session, lease: Lease, recipients: Iterable[int], state: State, *, now: datetime) -> None:
    """Write down for people who get no mail why: they left, it no longer fits, it is too late."""
    ids = list(recipients)
    if ids:
        params = {"n": lease.notification_id, "ids": ids, "lane": lease.lane, "state": state, "now": now}
        session.execute(_SETTLE, params)


_SETTLE = text("""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT :n, id, :lane, :state, 0, :now FROM unnest(CAST(:ids AS bigint[])) AS id
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET state = :state, updated_at = :now
    WHERE deliveries.state = 0
""")


def hold(session: Session, lease: Lease, until: Mapping[int, datetime], *, now: datetime) -> None:
    """Let mails wait for a while that can't go out now; no attempt is charged."""
    if until:
        rows = [{"id": each, "at": moment.isoformat()} for each, moment in until.items()]
        params = {"n": lease.notification_id, "lane": lease.lane, "now": now, "rows": orjson.dumps(rows).decode()}
        session.execute(_HOLD, params)


_HOLD = text("""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, next_at, updated_at)
    SELECT :n, r.id, :lane, 0, 0, r.at, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id bigint, at timestamptz)
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET next_at = EXCLUDED.next_at, updated_at = :now
    WHERE deliveries.state = 0
""")


def finish(session: Session, lease: Lease, *, now: datetime) -> None:
    """Give a batch back: done, or waiting until the first of those put off is due."""
    session.execute(_FINISH, {**lease.key, "last": lease.last_id, "now": now})


_FINISH = text("""
    WITH open AS (
        SELECT count(*) AS waiting, min(coalesce(d.next_at, :now)) AS next_at
        FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
        LEFT JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id
        WHERE b.notification_id = :n AND b.first_id = :first AND coalesce(d.state, 0) = 0
    )
    UPDATE batches SET state = CASE WHEN open.waiting > 0 THEN 0 ELSE 2 END,
                       next_at = coalesce(open.next_at, batches.next_at), lease_owner = NULL, lease_until = NULL
    FROM open WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence
""")


def put_off(session: Session, lease: Lease, *, now: datetime) -> None:
    """Give a batch back that can't be written, to be tried again later; what is due behind it goes on."""
    session.execute(_PUT_OFF_BATCH, {**lease.key, "later": now + PUT_OFF})


_PUT_OFF_BATCH = text("""
    UPDATE batches SET state = 0, next_at = :later, lease_owner = NULL, lease_until = NULL
    WHERE notification_id = :n AND first_id = :first AND lease_owner = :owner AND fence = :fence
""")
