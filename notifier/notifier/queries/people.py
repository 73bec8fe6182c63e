"""Who stands in a batch, and whether each may get her mail now: asked anew right before sending."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.models import Notification
from services.kit.db import as_array

# Who has asked for a pause counts as one who gets nothing, until it is over.
_COLUMNS = """
    r.id, r.email, r.name, r.language, r.manage_token, r.leave_token,
    r.subscribed AND coalesce(r.paused_until <= :now, true) AS subscribed,
    r.reminders AND coalesce(r.paused_until <= :now, true) AS reminders, r.updated_at
"""
_MEMBERS = f"""
    SELECT {_COLUMNS}
    FROM unnest(CAST(:recipients AS bigint[])) AS member(id)
    JOIN recipients r ON r.id = member.id
    LEFT JOIN deliveries d ON d.notification_id = :n AND d.recipient_id = member.id
    WHERE d.state IS NULL OR (d.state = 0 AND coalesce(d.next_at, :now) <= :now)
    ORDER BY r.id
"""
_MEMBER = f"SELECT {_COLUMNS} FROM recipients r WHERE r.id = :r"
# A letter is asked for by whoever sits there, and limited; so it may try whether an address is alive again.
BARRED = "(:lane <> 0 OR (s.reason = 'no_such_address' AND s.since > :now - interval '1 day'))"
"""Whether a suppression `s` bars a mail of a lane."""
_SUPPRESSED = f"""
    SELECT s.address_hash FROM suppressions s WHERE s.address_hash = ANY(CAST(:hashes AS text[])) AND {BARRED}
"""


@dataclass(frozen=True)
class Member:
    """A person in a batch, with what her mail needs.

    `subscribed` and `reminders` say whether she may be written to at this moment: neither during a pause.
    """

    id: int
    email: str | None
    name: str | None
    language: str
    manage_token: str | None
    leave_token: str | None
    subscribed: bool
    reminders: bool
    updated_at: datetime


class Asked(NamedTuple):
    """What was known of a person when her mail was written: whatever changes means that she is asked for anew."""

    address: str
    address_hash: str
    updated_at: datetime


@dataclass(frozen=True)
class Addressee:
    """A person who may get her mail now: where it goes, what she gets it for, as keys, and what a digest tells her.

    `more` is how many things there are for her beside those that the digest shows.
    """

    member: Member
    email: str
    reasons: tuple[str, ...] = ()
    things: tuple[Notification, ...] = ()
    more: int = 0


def members(session: Session, notification_id: int, recipients: list[int], *, now: datetime) -> list[Member]:
    """Return those of a batch who still wait for their mail, and whose time has come."""
    asked = {"n": notification_id, "recipients": as_array(recipients), "now": now}
    return [Member(*row) for row in session.execute(text(_MEMBERS), asked).all()]


def member(session: Session, recipient_id: int, *, now: datetime) -> Member:
    """Return one person, whether or not a mail waits for her."""
    return Member(*session.execute(text(_MEMBER), {"r": recipient_id, "now": now}).one())


def suppressed(session: Session, hashes: list[str], lane: int, *, now: datetime) -> set[str]:
    """Return which of these addresses, given as hashes, must not be written to; letters try again after a day."""
    return set(session.scalars(text(_SUPPRESSED), {"hashes": as_array(hashes), "lane": lane, "now": now}))
