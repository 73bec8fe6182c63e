"""What the calendar knows of organisations: whether their word is public at once, and what they are called."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from events_service.models import Organisation


def is_trusted(session: Session, organisation_id: UUID) -> bool:
    """Tell whether what an organisation says is public before an editor has looked; nobody unknown is trusted."""
    return bool(session.scalar(select(Organisation.is_trusted).where(Organisation.id == organisation_id)))


def organisations_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Organisation]:
    """Return organisations by their id."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(ids))) if ids else ()
    return {each.id: each for each in found}
