"""Events whose calendar has them no more: withdrawn, but for the dates of series that took place."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, feed_reviews, telling
from events_service.actions.dates import lay_out
from events_service.actions.events import tell_difference
from events_service.models import Event
from events_service.queries import feeds as queries
from events_service.rules.entry import schedule_of

# Two readings without it: one may be the server's mistake.
_READINGS = 2
_GONE = text("""
UPDATE feed_events SET is_gone = true, missing = 0
WHERE feed_id = :feed_id AND missing >= :readings AND NOT is_detached RETURNING event_id
""")


def withdraw_missing(session: Session, feed_id: UUID, *, zone: ZoneInfo, now: datetime, at_once: bool = False) -> int:
    """Withdraw what was missing twice, or once if somebody says so; a series keeps the dates that took place."""
    readings = 1 if at_once else _READINGS
    gone = list(session.scalars(_GONE, {"feed_id": feed_id, "readings": readings}))
    if not gone:
        return 0
    past = queries.past_starts(session, gone, now=now)
    _cut_off(session, past, zone=zone, now=now)
    withdraw_events(session, [event_id for event_id in gone if event_id not in past], now=now)
    return len(gone)


def withdraw_events(session: Session, event_ids: list[UUID], *, now: datetime) -> int:
    """Take events out of the public calendar whose source has no more of them; drafts are withdrawn as well."""
    events = list(queries.events_to_change(session, event_ids).values())
    public = [event for event in events if event.is_published]
    for event in public:
        event.withdraw(now)
    for event in events:
        event.state, event.withdrawn_with_organisation = "withdrawn", False
    feed_reviews.no_longer_wait(session, event_ids)
    feed_reviews.note_vanished(session, event_ids, now=now)
    telling.tell_cancelled(session, public, now=now)
    if public:
        catalogue.renew(session)
    return len(events)


def _cut_off(session: Session, past: dict[UUID, list[datetime]], *, zone: ZoneInfo, now: datetime) -> None:
    """Let series end with the last date that took place."""
    events = queries.events_to_change(session, past)
    changed = [(event, event.status) for event in events.values()]
    for event in events.values():
        event.change(_only(event, past[event.id], zone), now)
    if events:
        lay_out(session, [(event, schedule_of(vars(event), zone)) for event in events.values()], now=now)
    tell_difference(session, changed, now=now)


def _only(event: Event, starts: list[datetime], zone: ZoneInfo) -> dict[str, Any]:
    first = schedule_of(vars(event), zone).span_at(starts[0])
    return {
        "starts_at": first.starts_at,
        "ends_at": first.ends_at,
        "rule": None,
        "further_starts": starts[1:],
        "left_out": [],
    }
