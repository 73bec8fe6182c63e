"""One event, its dates, and who may change it."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, any_, case, cast, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from events_service.models import Event, EventDate, Organisation, Stewardship
from events_service.rules.schedule import Span
from services.kit.errors import NotFound

MOST_SHOWN = 100
MOST_TOLD = 60
_SLUG = re.compile(r"[a-z0-9-]{1,120}")


class NoSuchEvent(NotFound):
    """There is no such event in the calendar."""


def event(session: Session, event_id: UUID) -> Event:
    """Return an event that is about to be changed: others wait."""
    found = session.get(Event, event_id, with_for_update=True)
    if found is None:
        raise NoSuchEvent
    return found


def event_by_ref(session: Session, ref: str) -> Event:
    """Return an event by its id or by its name in addresses."""
    found = session.scalar(select(Event).where(_named(ref)))
    if found is None:
        raise NoSuchEvent
    return found


def _named(ref: str) -> Any:
    try:
        return Event.id == UUID(ref)
    except ValueError:
        if not _SLUG.fullmatch(ref):
            raise NoSuchEvent from None
        return Event.slug == ref


def event_words(session: Session, event: Event, *, now: datetime) -> Mapping[str, Any]:
    """Return an event as it is shown: with its organisation and its coming dates."""
    columns = {column.key: getattr(event, column.key) for column in Event.__mapper__.columns if column.key != "search"}
    organisation = session.get_one(Organisation, event.organisation_id)
    return {**columns, "organisation": organisation, "dates": coming_dates(session, event.id, now=now)}


def coming_dates(session: Session, event_id: UUID, *, now: datetime) -> list[Mapping[str, Any]]:
    """Return the dates of an event that are not over, the next one first, a hundred at most."""
    asked = (
        select(EventDate.id.label("date_id"), EventDate.starts_at, EventDate.ends_at)
        .where(EventDate.event_id == event_id, EventDate.until > now)
        .order_by(EventDate.starts_at)
        .limit(MOST_SHOWN)
    )
    return [dict(row) for row in session.execute(asked).mappings()]


def next_dates(session: Session, event_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Span]:
    """Return for each event the date that comes next or is going on, or else the last there was."""
    coming = EventDate.until > now
    asked = (
        select(EventDate.event_id, EventDate.starts_at, EventDate.ends_at)
        .ext(distinct_on(EventDate.event_id))
        .where(EventDate.event_id.in_(list(event_ids)))
        .order_by(EventDate.event_id, coming.desc(), case((coming, EventDate.starts_at)), EventDate.starts_at.desc())
    )
    return {event_id: Span(starts_at, ends_at) for event_id, starts_at, ends_at in session.execute(asked)}


def days_to_come(
    session: Session, event_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, list[tuple[UUID, datetime, datetime | None]]]:
    """Return the ids and hours of the dates of events that are not over, the next one first, sixty of each at most."""
    found: dict[UUID, list[tuple[UUID, datetime, datetime | None]]] = {}
    for event_id, *day in session.execute(_DAYS, {"event_ids": list(event_ids), "now": now, "most": MOST_TOLD}):
        found.setdefault(event_id, []).append((day[0], day[1], day[2]))
    return found


_DAYS = text("""
    SELECT event.id, day.id, day.starts_at, day.ends_at FROM unnest(CAST(:event_ids AS uuid[])) AS event(id)
    CROSS JOIN LATERAL (
        SELECT id, starts_at, ends_at FROM event_dates
        WHERE event_id = event.id AND until > :now ORDER BY starts_at LIMIT :most
    ) AS day
""")


def organisation_names(session: Session, organisation_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these organisations are called."""
    asked = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisation_ids)))
    return {known_id: name for known_id, name in session.execute(asked)}


def organisation_id(session: Session, ref: str) -> UUID | None:
    """Return an organisation's id by its id or its name in addresses; nothing when it is not known."""
    try:
        return UUID(ref)
    except ValueError:
        return session.scalar(select(Organisation.id).where(Organisation.slug == ref))


def public_organisations(session: Session) -> list[tuple[UUID, str, str]]:
    """Return the id, name in addresses and name of every public organisation."""
    asked = select(Organisation.id, func.coalesce(Organisation.slug, ""), Organisation.name)
    return [(row[0], row[1], row[2]) for row in session.execute(asked.where(Organisation.is_public))]


def is_steward(session: Session, person_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether a person may change an organisation's events."""
    known = exists().where(Stewardship.person_id == person_id, Stewardship.organisation_id == organisation_id)
    return bool(session.scalar(select(known)))


def taken_slugs(session: Session, slugs: Iterable[str]) -> set[str]:
    """Return which of these names in addresses are taken, with a number after them or without."""
    wanted = any_(cast(list(slugs), ARRAY(Text)))
    without_number = func.regexp_replace(Event.slug, "-[0-9]+$", "")
    return set(session.scalars(select(Event.slug).where(or_(Event.slug == wanted, without_number == wanted))))


def events_by_external_id(
    session: Session, external_ids: Iterable[str], *, to_change: bool = False
) -> dict[str, Event]:
    """Return known events by the ids that those who sent them gave."""
    asked = select(Event).where(Event.external_id == any_(cast(list(external_ids), ARRAY(Text)))).order_by(Event.id)
    found = session.scalars(asked.with_for_update() if to_change else asked)
    return {str(each.external_id): each for each in found}


def passed_events(session: Session, *, now: datetime, at_most: int) -> list[Event]:
    """Return public events whose date told last is over, and which may have another one."""
    asked = select(Event).where(Event.told_until <= now).order_by(Event.told_until).limit(at_most)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))


def series_to_prolong(session: Session, *, before: datetime, at_most: int) -> list[Event]:
    """Return series whose dates are laid out to less than a moment, the shortest first."""
    asked = select(Event).where(Event.laid_out_until < before).order_by(Event.laid_out_until).limit(at_most)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))


def public_events_of(session: Session, organisation_id: UUID) -> list[Event]:
    """Return an organisation's public events, to be changed."""
    asked = select(Event).where(Event.organisation_id == organisation_id, Event.state == "published")
    return list(session.scalars(asked.with_for_update()))


def hidden_events_of(session: Session, organisation_id: UUID) -> list[Event]:
    """Return events that were withdrawn when their organisation was."""
    asked = select(Event).where(Event.organisation_id == organisation_id, Event.withdrawn_with_organisation)
    return list(session.scalars(asked.with_for_update()))
