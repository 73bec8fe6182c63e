"""Who people are, and what they look after."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from profiles_service.models import Person, Stewardship
from profiles_service.rules import address_key
from services.kit.errors import NotFound


class NoSuchPerson(NotFound):
    """We do not know this person any more."""


def person(session: Session, person_id: UUID) -> Person:
    """Return a person; refused with `NoSuchPerson`."""
    found = session.get(Person, person_id)
    if found is None:
        raise NoSuchPerson
    return found


def editors(session: Session) -> Sequence[Person]:
    """Return who looks after what comes in, by name."""
    is_editor: ColumnElement[bool] = literal_column("'editor' = ANY (roles)")
    return session.scalars(select(Person).where(is_editor).order_by(Person.name, Person.email)).all()


def person_at(session: Session, email: str) -> Person | None:
    """Return who is known at an address."""
    return session.scalar(select(Person).where(Person.email_key == address_key(email)))


def person_for_change(session: Session, person_id: UUID) -> Person | None:
    """Return a person, and let nobody else change anything about her until the transaction ends."""
    # Not the key: rows that only point to her may still be written.
    return session.get(Person, person_id, with_for_update={"key_share": True})


def about_person(session: Session, person: Person) -> dict[str, Any]:
    """Return what a person sees of her account."""
    names = ("id", "email", "name", "roles", "language")
    rows = session.scalars(
        select(Stewardship).where(Stewardship.person_id == person.id).order_by(Stewardship.organisation_name)
    )
    return {**{name: getattr(person, name) for name in names}, "stewardships": list(rows)}
