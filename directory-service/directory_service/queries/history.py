"""Whose history is one, and who the people in it are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import Merger, Stewardship


def merged_into(session: Session, record_id: UUID) -> list[UUID]:
    """Return what has become one with a record."""
    return list(session.scalars(select(Merger.old_id).where(Merger.into_id == record_id)))


def names_of(session: Session, people: Collection[str]) -> dict[str, str]:
    """Return the names of people as invitations gave them, by the word that stands for each among revisions."""
    ids = [UUID(each) for each in people if _is_id(each)]
    named = select(Stewardship.person_id, Stewardship.name).where(
        Stewardship.person_id.in_(ids), Stewardship.name.is_not(None)
    )
    return {str(person_id): str(name) for person_id, name in session.execute(named)} if ids else {}


def _is_id(word: str) -> bool:
    try:
        return bool(UUID(word))
    except ValueError:
        return False
