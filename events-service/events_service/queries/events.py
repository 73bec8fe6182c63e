"""One event, whose it is, and who may change it."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Text, and_, any_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from events_service.models import CoOrganiserAnswer, Event, Organisation, Stewardship
from events_service.queries.dates import coming_dates
from services.kit.errors import NotFound

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


def event_words(session: Session, event: Event, *, whole: bool, now: datetime) -> Mapping[str, Any]:
    """Return an event as it is shown: with its organisers and its coming dates.

    Whole is for those who look after it: with the organisations, too, that have not agreed to be named beside it.
    """
    columns = {column.key: getattr(event, column.key) for column in Event.__mapper__.columns if column.key != "search"}
    organisers = co_organisers(session, event) if event.co_organiser_ids else []
    return {
        **columns,
        "organisation": session.get_one(Organisation, event.organisation_id),
        "co_organisers": [each for each in organisers if whole or (each["agreed"] and each["is_public"])],
        "dates": coming_dates(session, event.id, now=now),
    }


def co_organisers(session: Session, event: Event) -> list[RowMapping]:
    """Return the organisations that an event names beside its own, and what each says to it."""
    answer = and_(CoOrganiserAnswer.organisation_id == Organisation.id, CoOrganiserAnswer.event_id == event.id)
    asked = (
        select(Organisation.id, Organisation.slug, Organisation.name, Organisation.is_public, CoOrganiserAnswer.agreed)
        .join(CoOrganiserAnswer, answer, isouter=True)
        .where(Organisation.id.in_(event.co_organiser_ids))
        .order_by(Organisation.name)
    )
    return list(session.execute(asked).mappings())


def seen_organisations(session: Session, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some organisations that citizens see."""
    seen = (Organisation.id.in_(list(organisation_ids)), Organisation.is_public)
    return set(session.scalars(select(Organisation.id).where(*seen)))


def organisation_names(session: Session, organisation_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these organisations are called."""
    asked = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisation_ids)))
    return {known_id: name for known_id, name in session.execute(asked)}


def public_name(session: Session, organisation_id: UUID) -> str | None:
    """Return what an organisation is called, if citizens see it."""
    return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id, Organisation.is_public))


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


def events_of(session: Session, organisation_id: UUID, *which: ColumnExpressionArgument[bool]) -> list[Event]:
    """Return all events of an organisation, or some, to be changed: whoever locks many does so in this order."""
    asked = select(Event).where(Event.organisation_id == organisation_id, *which)
    return list(session.scalars(asked.order_by(Event.id).with_for_update()))


def public_events_of(session: Session, organisation_id: UUID) -> list[Event]:
    """Return an organisation's public events, to be changed."""
    return events_of(session, organisation_id, Event.state == "published")


def hidden_events_of(session: Session, organisation_id: UUID) -> list[Event]:
    """Return events that were withdrawn when their organisation was, to be changed."""
    return events_of(session, organisation_id, Event.withdrawn_with_organisation)
