"""The dates of events: laid out from their schedules, prolonged day by day."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.models import Event
from events_service.queries import dates as queries
from events_service.queries import events as event_queries
from events_service.rules.changed_dates import shown
from events_service.rules.entry import schedule_of
from events_service.rules.schedule import AHEAD, Schedule, Span
from services.kit.errors import Malformed

MOST_AT_ONCE = 200_000
_A_ROUND = 500
_WANTED = """unnest(
    CAST(:event_ids AS uuid[]), CAST(:planned AS timestamptz[]), CAST(:starts AS timestamptz[])
) AS wanted(event_id, planned, starts_at)"""
# No date lies so far ahead: there those wait that move, so that two may change places.
_AWAY = "interval '8000000 hours'"
_NEAR = "interval '15 days'"
# A date that stays keeps its id: people will have signed up for it. It is the same when it was planned for the same
# moment, or when it is the only one of its day, before and after, or when the event has no other. When as many dates
# to come are new as are lost, those are the same, too, that come as the third, say, before and after: a series has
# moved to another weekday. One that goes on and on may have one more or less before it is laid out no further. Where a
# rule has another rhythm, too, those are the same of which each is the nearest to the other, if not too far away.
_MOVE = text(f"""
WITH kept AS (
    SELECT id, event_id, starts_at, planned, planned > :now AS comes,
           row_number() OVER (PARTITION BY event_id, planned > :now ORDER BY planned) AS place,
           count(*) OVER (PARTITION BY event_id) AS of_event
    FROM (SELECT *, coalesce(original_start, starts_at) AS planned FROM event_dates) AS each
    WHERE event_id = ANY(CAST(:all_ids AS uuid[]))
), wanted AS (
    SELECT *, planned > :now AS comes,
           row_number() OVER (PARTITION BY event_id, planned > :now ORDER BY planned) AS place,
           count(*) OVER (PARTITION BY event_id) AS of_event
    FROM {_WANTED}
), lost AS (
    SELECT *, count(*) OVER (PARTITION BY event_id, day) AS of_day FROM (
        SELECT *, date(planned AT TIME ZONE :zone) AS day FROM kept
        WHERE NOT EXISTS (SELECT FROM wanted WHERE (wanted.event_id, wanted.planned) = (kept.event_id, kept.planned))
    ) AS each
), new AS (
    SELECT *, count(*) OVER (PARTITION BY event_id, day) AS of_day FROM (
        SELECT *, date(planned AT TIME ZONE :zone) AS day FROM wanted
        WHERE NOT EXISTS (SELECT FROM kept WHERE (kept.event_id, kept.planned) = (wanted.event_id, wanted.planned))
    ) AS each
), sure AS (
    SELECT kept.id, kept.event_id, wanted.planned, wanted.starts_at FROM kept JOIN wanted USING (event_id, planned)
    UNION ALL
    SELECT lost.id, lost.event_id, new.planned, new.starts_at FROM lost JOIN new USING (event_id)
    WHERE (lost.day = new.day AND lost.of_day = 1 AND new.of_day = 1) OR (lost.of_event = 1 AND new.of_event = 1)
), still_lost AS (
    SELECT *, count(*) OVER (PARTITION BY event_id) AS many FROM lost
    WHERE comes AND NOT EXISTS (SELECT FROM sure WHERE sure.id = lost.id)
), still_new AS (
    SELECT *, count(*) OVER (PARTITION BY event_id) AS many FROM new
    WHERE comes AND NOT EXISTS (SELECT FROM sure WHERE (sure.event_id, sure.planned) = (new.event_id, new.planned))
), in_order AS (
    SELECT events.id AS event_id FROM events
    JOIN (SELECT DISTINCT event_id, many FROM still_lost) AS lost ON lost.event_id = events.id
    JOIN (SELECT DISTINCT event_id, many FROM still_new) AS new ON new.event_id = events.id
    WHERE abs(lost.many - new.many) <= CASE WHEN events.laid_out_until IS NULL THEN 0 ELSE 1 END
), near AS (
    SELECT lost.id, lost.event_id, new.planned, new.starts_at,
           row_number() OVER (PARTITION BY lost.id ORDER BY away, new.planned) AS of_lost,
           row_number() OVER (PARTITION BY lost.event_id, new.planned ORDER BY away, lost.planned) AS of_new
    FROM still_lost AS lost JOIN still_new AS new USING (event_id) JOIN events ON events.id = event_id
    CROSS JOIN LATERAL (SELECT greatest(new.planned - lost.planned, lost.planned - new.planned) AS away) AS each
    WHERE events.rule IS NOT NULL AND away <= {_NEAR}
    AND NOT EXISTS (SELECT FROM in_order WHERE in_order.event_id = lost.event_id)
), same AS (
    SELECT * FROM sure
    UNION ALL
    SELECT lost.id, lost.event_id, new.planned, new.starts_at
    FROM still_lost AS lost JOIN still_new AS new USING (event_id, place) JOIN in_order USING (event_id)
    UNION ALL
    SELECT id, event_id, planned, starts_at FROM near WHERE of_lost = 1 AND of_new = 1
)
UPDATE event_dates AS dates SET
    original_start = nullif(same.planned, same.starts_at), starts_at = same.starts_at + {_AWAY},
    until = same.starts_at + {_AWAY} + (until - dates.starts_at)
FROM same WHERE dates.id = same.id
AND (dates.starts_at, coalesce(dates.original_start, dates.starts_at)) <> (same.starts_at, same.planned)
""")
_FORGET = text(f"""
DELETE FROM event_dates AS dates WHERE event_id = ANY(CAST(:all_ids AS uuid[]))
AND starts_at < CAST(:now AS timestamptz) + {_AWAY} / 2 AND NOT EXISTS (
    SELECT FROM {_WANTED} WHERE (wanted.event_id, wanted.starts_at, wanted.planned)
    = (dates.event_id, dates.starts_at, coalesce(dates.original_start, dates.starts_at))
)
""")
_ARRIVE = text(f"""
UPDATE event_dates SET starts_at = starts_at - {_AWAY}, until = until - {_AWAY}
WHERE event_id = ANY(CAST(:all_ids AS uuid[])) AND starts_at > CAST(:now AS timestamptz) + {_AWAY} / 2
""")
_ADD = text("""
INSERT INTO event_dates (event_id, original_start, starts_at, ends_at, until, status, change)
SELECT event_id, nullif(planned, starts_at), starts_at, ends_at, until, status, CAST(change AS jsonb) FROM unnest(
    CAST(:event_ids AS uuid[]), CAST(:planned AS timestamptz[]), CAST(:starts AS timestamptz[]),
    CAST(:ends AS timestamptz[]), CAST(:untils AS timestamptz[]), CAST(:statuses AS text[]), CAST(:changes AS text[])
) AS wanted(event_id, planned, starts_at, ends_at, until, status, change)
ON CONFLICT (event_id, starts_at) DO UPDATE
SET original_start = excluded.original_start, ends_at = excluded.ends_at, until = excluded.until,
    status = excluded.status, change = excluded.change
WHERE (event_dates.original_start, event_dates.ends_at, event_dates.until, event_dates.status, event_dates.change)
    IS DISTINCT FROM (excluded.original_start, excluded.ends_at, excluded.until, excluded.status, excluded.change)
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
    zone = str(entries[0][1].zone) if entries else "UTC"
    events = {"all_ids": [event.id for event, _ in entries], "now": now}
    where = {**_columns(spans, "event_ids", "planned", "starts"), **events}
    session.execute(_MOVE, {**where, "zone": zone})
    session.execute(_FORGET, where)
    session.execute(_ARRIVE, events)
    session.execute(_ADD, _columns(spans, *_OF_A_DATE))


def prolong_series(session: Session, *, zone: ZoneInfo, now: datetime) -> int:
    """Lay out series for another day, those first that reach least far; returns how many."""
    series = event_queries.series_to_prolong(session, before=now + AHEAD - timedelta(days=1), at_most=_A_ROUND)
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
    session.execute(_ADD, _columns(spans, *_OF_A_DATE))


def tell_next_dates(session: Session, *, now: datetime) -> int:
    """Tell of events whose date told last is over which date comes next; returns how many were looked at."""
    passed = event_queries.passed_events(session, now=now, at_most=_A_ROUND)
    spans = queries.next_dates(session, [event.id for event in passed], now=now)
    for event in passed:
        span = spans.get(event.id)
        event.told_until = span.until if span and span.until > now else None
        if event.told_until:
            event.dates_passed += 1
    telling.tell_changed(session, [event for event in passed if event.told_until], now=now)
    return len(passed)


def _noted(event: Event, spans: list[Span], goes_on: bool, *, now: datetime) -> list[Span]:
    """Note with an event how far its dates are laid out, if there are more to come."""
    event.laid_out_until = now + AHEAD if goes_on else None
    return spans


_OF_A_DATE = ("event_ids", "planned", "starts", "ends", "untils", "statuses", "changes")


def _columns(spans: Sequence[tuple[UUID, Span]], *names: str) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "event_ids": [event_id for event_id, _ in spans],
        "planned": [span.planned_start for _, span in spans],
        "starts": [span.starts_at for _, span in spans],
        "ends": [span.ends_at for _, span in spans],
        "untils": [span.until for _, span in spans],
        "statuses": [span.status for _, span in spans],
        "changes": [_said(span) for _, span in spans],
    }
    return {name: columns[name] for name in names}


def _said(span: Span) -> str | None:
    words = shown(span.change) if span.change else {}
    return json.dumps(words) if words else None
