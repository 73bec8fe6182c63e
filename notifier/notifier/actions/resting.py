"""Lanes that rest because their mail server failed, and receiving domains that are left in peace for a while."""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.models import DomainRest, LaneRest
from notifier.rules import Lane, rest_after
from services.kit.addresses import without_addresses

DOMAIN_REST = timedelta(hours=1)
"""How long a domain is left in peace that refuses us: time for a person to look into it."""


def let_domain_rest(session: Session, lane: Lane, domain: str, reason: str, *, now: datetime) -> None:
    """Write to a domain no more for a while; nobody there is to blame, so nobody is suppressed."""
    words = {"until": now + DOMAIN_REST, "reason": reason[:500]}
    row = upsert(DomainRest).values(lane=lane, domain=domain, **words)
    session.execute(row.on_conflict_do_update(index_elements=[DomainRest.lane, DomainRest.domain], set_=words))


def resting_domains(session: Session, lane: Lane, *, now: datetime) -> dict[str, datetime]:
    """Return the domains a lane writes to no more at the moment, and until when."""
    found = select(DomainRest.domain, DomainRest.until).where(DomainRest.lane == lane, DomainRest.until > now)
    return {row.domain: row.until for row in session.execute(found)}


def let_lane_rest(session: Session, lane: Lane, reason: str, *, now: datetime) -> None:
    """Let a lane rest whose mail server failed, longer each time."""
    row = session.get(LaneRest, lane, with_for_update=True)
    failures = (row.failures if row else 0) + 1
    words = {"failures": failures, "until": now + rest_after(failures), "reason": without_addresses(reason)[:500]}
    session.execute(
        upsert(LaneRest).values(lane=lane, **words).on_conflict_do_update(index_elements=[LaneRest.lane], set_=words)
    )


def wake_lane(session: Session, lane: Lane) -> None:
    """Note that a lane's mail server works again."""
    # Without failures it rests because we are refused for who we are; no mail that gets through ends that.
    session.execute(text("DELETE FROM lane_rests WHERE lane = :lane AND failures > 0"), {"lane": lane})
