"""Lanes that rest because their mail server failed."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.models import LaneRest
from notifier.rules import Lane, rest_after


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
    # Without failures it rests because we are refused for who we are; no mail that gets through ends that.
    session.execute(text("DELETE FROM lane_rests WHERE lane = :lane AND failures > 0"), {"lane": lane})
