"""How sending stands at this moment: what waits in each lane and since when, what rests, what is in doubt."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifier.models import DomainRest, LaneRest
from notifier.rules import Lane, NotificationState, Topic

_MOST_DOMAINS = 100
_WAITING = """
    SELECT b.lane, count(*) FILTER (WHERE n.state <> :paused) AS waiting,
           count(*) FILTER (WHERE n.state = :paused) AS paused,
           min(b.next_at) FILTER (WHERE n.state <> :paused) AS oldest_due_at
    FROM batches b JOIN notifications n ON n.id = b.notification_id
    CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
    LEFT JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id
    WHERE b.state <> 2 AND coalesce(d.state, 0) = 0 GROUP BY b.lane
"""
_UNKNOWN = """
    SELECT n.id AS notification_id, n.topic, n.content ->> 'title' AS title, n.created_at,
           count(*) AS count, max(d.updated_at) AS last_at,
           n.expires_at > :now AND n.state NOT IN (:cancelled, :paused) AS can_be_sent_again
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.state = 8 AND d.updated_at > :now - interval '30 days' GROUP BY n.id ORDER BY n.id DESC LIMIT 100
"""
_SUPPRESSED = "SELECT reason, count(*) FROM suppressions GROUP BY reason ORDER BY count(*) DESC, reason"
_LAST_HOUR = """
    SELECT lane, count(*) FROM deliveries
    WHERE state IN (3, 4) AND updated_at > :now - interval '1 hour' GROUP BY lane
"""

_DISTRUSTED = "SELECT lane, sum(count) FROM policy_refusals WHERE hour > :now - interval '1 day' GROUP BY lane"


def standing(session: Session, *, now: datetime) -> dict[str, Any]:
    """Return how sending stands."""
    return {
        "lanes": _lanes(session, now),
        "domains": _domains(session, now),
        "in_doubt": _in_doubt(session, now),
        "suppressed": {reason: count for reason, count in session.execute(text(_SUPPRESSED))},
    }


def _domains(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Return the receiving domains that are left in peace, those that rest longest first."""
    resting = select(DomainRest).where(DomainRest.until > now).order_by(DomainRest.until.desc(), DomainRest.domain)
    return [
        {"lane": Lane(rest.lane).name.lower(), "domain": rest.domain, "until": rest.until, "reason": rest.reason}
        for rest in session.scalars(resting.limit(_MOST_DOMAINS))
    ]


def _in_doubt(session: Session, now: datetime) -> list[dict[str, Any]]:
    asked = {"now": now, "cancelled": NotificationState.CANCELLED, "paused": NotificationState.PAUSED}
    rows = session.execute(text(_UNKNOWN), asked)
    return [{**row._mapping, "topic": Topic(row.topic).name.lower()} for row in rows]


def _lanes(session: Session, now: datetime) -> list[dict[str, Any]]:
    waiting = {row.lane: row for row in session.execute(text(_WAITING), {"paused": NotificationState.PAUSED})}
    sent = {lane: count for lane, count in session.execute(text(_LAST_HOUR), {"now": now})}
    distrusted = {lane: count for lane, count in session.execute(text(_DISTRUSTED), {"now": now})}
    rests = {rest.lane: rest for rest in session.scalars(select(LaneRest).where(LaneRest.until > now))}
    return [
        {
            "lane": lane.name.lower(),
            "waiting": waiting[lane].waiting if lane in waiting else 0,
            "paused": waiting[lane].paused if lane in waiting else 0,
            "oldest_due_at": waiting[lane].oldest_due_at if lane in waiting else None,
            "sent_last_hour": sent.get(lane, 0),
            "distrusted": distrusted.get(lane, 0),
            "rests_until": rests[lane].until if lane in rests else None,
            "reason": rests[lane].reason if lane in rests else None,
        }
        for lane in Lane
    ]
