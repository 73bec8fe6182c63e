"""People and their accounts."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.models import OpenSession, Person, Stewardship
from profiles_service.queries import open_sessions
from profiles_service.rules import address_key
from services.facts.directory import StewardAppointed, StewardDismissed
from services.kit.errors import Conflict


class KnownOtherwise(Conflict):
    """There is a person at this address already, with another id."""


def meet(session: Session, email: str, *, language: str, now: datetime, person_id: UUID | None = None) -> Person:
    """Return the person at an address, made at once if nobody is known there; takes the same time either way."""
    row = insert(Person).values(
        id=person_id or uuid4(), email=email, email_key=address_key(email), language=language, roles=[], created_at=now
    )
    # Changes nothing, but returns the row; a key column here would lock out whoever points to it.
    met = row.on_conflict_do_update(index_elements=[Person.email_key], set_={"language": Person.language})
    return session.scalars(met.returning(Person)).one()


def make_account(
    session: Session,
    email: str,
    *,
    language: str,
    now: datetime,
    name: str | None = None,
    person_id: UUID | None = None,
) -> Person:
    """Give the person at an address an account; refused with `KnownOtherwise` when she has another id than asked."""
    person = meet(session, email, language=language, now=now, person_id=person_id)
    if person_id not in (None, person.id):
        raise KnownOtherwise
    person.open_account(name=name, now=now)
    return person


def note_steward(session: Session, fact: StewardAppointed) -> None:
    """Remember that a person may edit an organisation's things."""
    row = insert(Stewardship).values(
        id=fact.stewardship_id,
        person_id=fact.person_id,
        organisation_id=fact.organisation_id,
        organisation_name=fact.organisation_name,
        since=fact.appointed_at,
    )
    names = ("person_id", "organisation_id", "organisation_name", "since")
    changed = {name: getattr(row.excluded, name) for name in names}
    session.execute(row.on_conflict_do_update(index_elements=[Stewardship.id], set_=changed))


def forget_steward(session: Session, fact: StewardDismissed) -> None:
    """Forget that a person might edit an organisation's things."""
    if known := session.get(Stewardship, fact.stewardship_id):
        session.delete(known)


def end_sessions(session: Session, person_id: UUID) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(OpenSession).where(OpenSession.person_id == person_id))


def end_session(session: Session, session_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """Sign a person out on one device; refused with `NoSuchSession` unless it is hers."""
    found = next(
        (each for each in open_sessions.sessions_of(session, person_id, now=now) if each.id == session_id), None
    )
    if found is None:
        raise open_sessions.NoSuchSession
    session.delete(found)
