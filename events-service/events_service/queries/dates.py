"""The dates of events: those to come, the next one, and those that are called off."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from events_service.models import EventDate
from events_service.rules.schedule import Span
from events_service.rules.words import OFF
from services.kit.errors import NotFound

MOST_SHOWN = 100
MOST_TOLD = 60


class NoSuchDate(NotFound):
    """This event has no such date."""


def date_of(session: Session, event_id: UUID, date_id: UUID) -> EventDate:
    """Return one date of an event; refused with `NoSuchDate`."""
    found = session.scalar(select(EventDate).where(EventDate.event_id == event_id, EventDate.id == date_id))
    if found is None:
        raise NoSuchDate
    return found


def coming_dates(session: Session, event_id: UUID, *, now: datetime) -> list[Mapping[str, Any]]:
    """Return the dates of an event that are not over, the next one first, a hundred at most."""
    asked = (
        select(
            EventDate.id.label("date_id"),
            EventDate.starts_at,
            EventDate.ends_at,
            EventDate.original_start,
            EventDate.status,
            EventDate.change,
        )
        .where(EventDate.event_id == event_id, EventDate.until > now)
        .order_by(EventDate.starts_at)
        .limit(MOST_SHOWN)
    )
    return [dict(row) for row in session.execute(asked).mappings()]


def next_dates(session: Session, event_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Span]:
    """Return for each event the date that takes place next or is going on, or else the last there was."""
    coming = and_(EventDate.until > now, func.coalesce(EventDate.status, "").not_in(OFF))
    asked = (
        select(EventDate.event_id, EventDate.starts_at, EventDate.ends_at)
        .ext(distinct_on(EventDate.event_id))
        .where(EventDate.event_id.in_(list(event_ids)))
        .order_by(EventDate.event_id, coming.desc(), case((coming, EventDate.starts_at)), EventDate.starts_at.desc())
    )
    return {event_id: Span(starts_at, ends_at) for event_id, starts_at, ends_at in session.execute(asked)}


def days_to_come(
    session: Session, event_ids: Iterable[UUID], *, called_off: bool = False, now: datetime
) -> dict[UUID, list[RowMapping]]:
    """Return the dates of events that are not over, or those of them that are called off, sixty of each at most."""
    found: dict[UUID, list[RowMapping]] = {}
    question = {"event_ids": list(event_ids), "now": now, "most": MOST_TOLD, "off": list(OFF), "called_off": called_off}
    for row in session.execute(_DAYS, question).mappings():
        found.setdefault(row["event_id"], []).append(row)
    return found


_DAYS = text("""
    SELECT event.id AS event_id, day.* FROM unnest(CAST(:event_ids AS uuid[])) AS event(id)
    CROSS JOIN LATERAL (
        SELECT id AS date_id, starts_at, ends_at, original_start, status, change FROM event_dates
        WHERE event_id = event.id AND until > :now AND (coalesce(status, '') = ANY(:off)) = :called_off
        ORDER BY starts_at LIMIT :most
    ) AS day
""")
