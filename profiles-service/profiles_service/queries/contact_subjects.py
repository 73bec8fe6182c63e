"""Whom one may ask, and who gets the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from profiles_service.models import ContactRequest, ContactSubject, Person, Stewardship
from profiles_service.rules import ORGANISATION
from services.kit.errors import NotFound


class NobodyToAsk(NotFound):
    """Nobody can be asked about this here at the moment."""


@dataclass(frozen=True)
class Addressee:
    """Somebody who is to get a request: a steward, or nobody we know at an organisation's own address."""

    request_id: UUID
    person_id: UUID | None
    email: str
    name: str | None = None
    language: str | None = None


def open_subject(session: Session, kind: str, subject_id: UUID) -> ContactSubject:
    """Return what one may ask about; refused with `NobodyToAsk` when it is not public, or nobody would get it."""
    found = session.scalar(_open(kind, subject_id))
    if found is None:
        raise NobodyToAsk
    return found


def is_open(session: Session, kind: str, subject_id: UUID) -> bool:
    """Tell whether one may ask about something: it is public, and somebody would get the request."""
    return session.scalar(_open(kind, subject_id)) is not None


def addressees(session: Session, request_ids: Iterable[UUID]) -> list[Addressee]:
    """Return who is to get these requests: the stewards of their organisations, or else the address that is known."""
    ids = list(request_ids)
    stewards = [Addressee(*row) for row in session.execute(_stewards(ids))]
    looked_after = {each.request_id for each in stewards}
    others = session.execute(_addresses([each for each in ids if each not in looked_after]))
    return [*stewards, *(Addressee(request_id, None, email) for request_id, email in others)]


def organisations_of(session: Session, person_id: UUID) -> list[UUID]:
    """Return the organisations that somebody looks after."""
    return list(session.scalars(select(Stewardship.organisation_id).where(Stewardship.person_id == person_id)))


def _open(kind: str, subject_id: UUID) -> Select[ContactSubject]:
    group = aliased(ContactSubject)
    someone = select(Stewardship.id).join(Person, Person.id == Stewardship.person_id)
    is_looked_after = someone.where(Stewardship.organisation_id == ContactSubject.organisation_id).exists()
    return (
        select(ContactSubject)
        .join(group, _is_group_of(group), isouter=True)
        .where(ContactSubject.kind == kind, ContactSubject.id == subject_id, ContactSubject.is_public)
        .where(or_(is_looked_after, func.coalesce(ContactSubject.email, group.email).is_not(None)))
    )


def _stewards(request_ids: list[UUID]) -> Select[UUID, UUID, str, str | None, str]:
    return (
        select(ContactRequest.id, Person.id, Person.email, Person.name, Person.language)
        .join(Stewardship, Stewardship.organisation_id == ContactRequest.organisation_id)
        .join(Person, Person.id == Stewardship.person_id)
        .where(ContactRequest.id.in_(request_ids))
        .order_by(ContactRequest.id, Stewardship.since)
    )


def _addresses(request_ids: list[UUID]) -> Select[UUID, Any]:
    group = aliased(ContactSubject)
    known = func.coalesce(
        # Of an offer that went to another organisation meanwhile, the old address asks nobody any more.
        case((ContactSubject.organisation_id == ContactRequest.organisation_id, ContactSubject.email)),
        group.email,
    )
    return (
        select(ContactRequest.id, known)
        .join(
            ContactSubject,
            and_(ContactSubject.kind == ContactRequest.subject_kind, ContactSubject.id == ContactRequest.subject_id),
        )
        .join(group, and_(group.kind == ORGANISATION, group.id == ContactRequest.organisation_id), isouter=True)
        .where(ContactRequest.id.in_(request_ids), known.is_not(None))
    )


def _is_group_of(group: type[ContactSubject]) -> ColumnElement[bool]:
    return and_(group.kind == ORGANISATION, group.id == ContactSubject.organisation_id)
