"""The dates of events: laid out from their schedules, prolonged day by day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.models import Event
from events_service.queries import events as queries
from events_service.rules.entry import schedule_of
from events_service.rules.schedule import AHEAD, Schedule, Span
from services.kit.errors import Malformed

MOST_AT_ONCE = 200_000
_A_ROUND = 500
_WANTED = "unnest(CAST(:event_ids AS uuid[]), CAST(:starts AS timestamptz[]))"
_FORGET = text(f"""
DELETE FROM event_dates AS dates WHERE event_id = ANY(CAST(:all_ids AS uuid[])) AND NOT EXISTS (
    SELECT FROM {_WANTED} AS wanted(event_id, starts_at)
    WHERE wanted.event_id = dates.event_id AND wanted.starts_at = dates.starts_at
)
""")
# A date that stays keeps its id: people will have signed up for it.
_ADD = text("""
INSERT INTO event_dates (event_id, starts_at, ends_at, until)
SELECT * FROM unnest(
    CAST(:event_ids AS uuid[]), CAST(:starts AS timestamptz[]),
    CAST(:ends AS timestamptz[]), CAST(:untils AS timestamptz[])
)
ON CONFLICT (event_id, starts_at) DO UPDATE SET ends_at = excluded.ends_at, until = excluded.until
WHERE event_dates.ends_at IS DISTINCT FROM excluded.ends_at
""")


class TooManyDates(Malformed):
    """These events have more than 200,000 dates together. Please send them in parts."""


def lay_out(session: Session, entries: Sequence[tuple[Event, Schedule]], *, now: datetime) -> None:
    """Give events the dates their schedules say, and no others; refused with `TooManyDates` when it is a flood."""
    spans = [
        (event.id, span) for event, schedule in entries for span in _noted(event, *schedule.dates(now=now), now=now)
    ]
    if len(spans) > MOST_AT_ONCE:
        raise TooManyDates
    session.flush()
    session.execute(_FORGET, {**_columns(spans, "event_ids", "starts"), "all_ids": [event.id for event, _ in entries]})
    session.execute(_ADD, _columns(spans, "event_ids", "starts", "ends", "untils"))


def prolong_series(session: Session, *, zone: ZoneInfo, now: datetime) -> int:
    """Lay out series for another day, those first that reach least far; returns how many."""
    series = queries.series_to_prolong(session, before=now + AHEAD - timedelta(days=1), at_most=_A_ROUND)
    if series:
        _prolong(session, series, zone, now)
        catalogue.renew(session)
    return len(series)


def _prolong(session: Session, series: Iterable[Event], zone: ZoneInfo, now: datetime) -> None:
    spans = []
    for event in series:
        dates, goes_on = schedule_of(vars(event), zone).laid_out(now=now)
        spans += [(event.id, span) for span in _noted(event, dates, goes_on, now=now)]
        if event.is_published and event.told_until is None:
            event.told_until = now
    session.execute(_ADD, _columns(spans, "event_ids", "starts", "ends", "untils"))


def tell_next_dates(session: Session, *, now: datetime) -> int:
    """Tell of events whose date told last is over which date comes next; returns how many were looked at."""
    passed = queries.passed_events(session, now=now, at_most=_A_ROUND)
    spans = queries.next_dates(session, [event.id for event in passed], now=now)
    for event in passed:
        span = spans.get(event.id)
        event.told_until = span.until if span and span.until > now else None
        if event.told_until:
            event.grow(now)
    telling.tell_changed(session, [event for event in passed if event.told_until], now=now)
    return len(passed)


def _noted(event: Event, spans: list[Span], goes_on: bool, *, now: datetime) -> list[Span]:
    """Note with an event how far its dates are laid out, if there are more to come."""
    event.laid_out_until = now + AHEAD if goes_on else None
    return spans


def _columns(spans: Sequence[tuple[UUID, Span]], *names: str) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "event_ids": [event_id for event_id, _ in spans],
        "starts": [span.starts_at for _, span in spans],
        "ends": [span.ends_at for _, span in spans],
        "untils": [span.until for _, span in spans],
    }
    return {name: columns[name] for name in names}
