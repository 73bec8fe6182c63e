"""What the calendar knows of organisations: whether their word is public at once, and what they are called."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events_service.models import Organisation, Succession


def is_trusted(session: Session, organisation_id: UUID) -> bool:
    """Tell whether what an organisation says is public before an editor has looked; nobody unknown is trusted."""
    return bool(session.scalar(select(Organisation.is_trusted).where(Organisation.id == organisation_id)))


def organisations_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Organisation]:
    """Return organisations by their id."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(ids))) if ids else ()
    return {each.id: each for each in found}


def organisation_named(session: Session, ref: str) -> UUID | None:
    """Return an organisation's id by its id or its name in addresses, also by those of one that has become it."""
    try:
        known = UUID(ref)
    except ValueError:
        last = func.coalesce(Succession.into_id, Organisation.id)
        named = select(last).select_from(Organisation).outerjoin(Succession, Succession.id == Organisation.id)
        same = named.where(Organisation.slug == ref).order_by(Organisation.is_public.desc())
        return session.scalar(same.limit(1))
    return session.scalar(select(Succession.into_id).where(Succession.id == known)) or known


def former_organisations(session: Session) -> list[tuple[UUID, str, str]]:
    """Return the id, name in addresses and name of every organisation that has become another."""
    asked = select(Organisation.id, func.coalesce(Organisation.slug, ""), Organisation.name)
    became = asked.join(Succession, Succession.id == Organisation.id)
    return [(row[0], row[1], row[2]) for row in session.execute(became)]


def successors(session: Session) -> dict[UUID, UUID]:
    """Return what has become another in the directory, by its old id."""
    return {each.id: each.into_id for each in session.scalars(select(Succession))}
