"""Who people are, and what they look after."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from profiles_service.models import Passkey, Person, Stewardship
from profiles_service.rules import address_key
from services.kit.errors import NotFound
from services.kit.privacy.forgotten import check_still_here

# As the index says it.
_IS_EDITOR: ColumnElement[bool] = literal_column("'editor' = ANY (roles)")


class NoSuchPerson(NotFound):
    """We do not know this person any more."""


def person(session: Session, person_id: UUID) -> Person:
    """Return a person; refused with `NoSuchPerson`, or `NoLongerHere` after she was erased."""
    found = session.get(Person, person_id)
    if found is None:
        check_still_here(session, person_id)
        raise NoSuchPerson
    return found


def team(session: Session) -> list[dict[str, Any]]:
    """Return who acts for the city, by name, and whether she has a passkey."""
    has_passkey = select(Passkey.id).where(Passkey.person_id == Person.id).exists()
    rows = session.execute(select(Person, has_passkey).where(_IS_EDITOR).order_by(Person.name, Person.email))
    names = ("id", "email", "name", "roles")
    return [{**{name: getattr(found, name) for name in names}, "has_passkey": has} for found, has in rows]


def team_for_change(session: Session) -> Sequence[Person]:
    """Return who acts for the city, and let nobody else change any of them until the transaction ends."""
    return session.scalars(select(Person).where(_IS_EDITOR).order_by(Person.id).with_for_update(key_share=True)).all()


def has_administrator(session: Session) -> bool:
    """Tell whether anybody decides about the team."""
    return any(each.is_administrator for each in session.scalars(select(Person).where(_IS_EDITOR)))


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
