"""Whom one may ask, and who gets the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from profiles_service.models import Card, ContactRequest, ContactSubject, Person, ShownCard, Stewardship
from profiles_service.rules import ORGANISATION, PERSON
from profiles_service.rules.cards import Level
from services.kit.errors import Gone, NotFound

IS_ABOUT = and_(ContactSubject.kind == ContactRequest.subject_kind, ContactSubject.id == ContactRequest.subject_id)
_IS_SHOWN = and_(ShownCard.card_id == Card.id, ShownCard.audience == ContactRequest.asked_as)
_NAMELESS = "–"


class NobodyToAsk(NotFound):
    """Nobody can be asked about this here at the moment."""


class NobodyToAskAnyMore(Gone):
    """Nobody can be asked about this here any more. The request was not passed on."""


@dataclass(frozen=True)
class Addressee:
    """Somebody who is to get a request: a steward, a contact person, or nobody we know at an address.

    That is an organisation's own, or of who had an idea.
    """

    request_id: UUID
    person_id: UUID | None
    email: str
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Asked:
    """Who is asked: those who look after an organisation, or a person who shows herself."""

    organisation_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True)
class About:
    """What a request is about, in the words of today; who erased her card has no name here."""

    kind: str
    title: str
    slug: str
    organisation_name: str


def open_subject(session: Session, kind: str, subject_id: UUID, *, audience: Level) -> Asked:
    """Return whom one may ask about it; refused with `NobodyToAsk` when it is not shown, or nobody would get it."""
    found = session.execute(_open(kind, subject_id, audience)).one_or_none()
    if found is None:
        raise NobodyToAsk
    return Asked(*found)


def is_open(session: Session, kind: str, subject_id: UUID, *, audience: Level) -> bool:
    """Tell whether one may ask about something: it is public, and somebody would get the request.

    A person may be asked by those to whom she shows herself.
    """
    return session.execute(_open(kind, subject_id, audience)).first() is not None


def check_shown(session: Session, request: ContactRequest) -> None:
    """Refuse with `NobodyToAskAnyMore` what was hidden or withdrawn since somebody asked about it."""
    kind, subject_id = request.subject_kind, request.subject_id
    shown = _open_person(subject_id, request.asked_as) if kind == PERSON else _shown_thing(kind, subject_id)
    if session.execute(shown).first() is None:
        raise NobodyToAskAnyMore


def addressees(session: Session, request_ids: Iterable[UUID]) -> list[Addressee]:
    """Return who is to get these requests: the person, or the stewards, or else the address that is known.

    Somebody who hides herself by now is written to no more; her own pages still show what she was asked.
    """
    ids = list(request_ids)
    stewards = [Addressee(*row) for row in session.execute(union_all(_stewards(ids), _people(ids)))]
    looked_after = {each.request_id for each in stewards}
    others = session.execute(_addresses([each for each in ids if each not in looked_after]))
    return [*stewards, *(Addressee(request_id, None, email) for request_id, email in others)]


def organisations_of(session: Session, person_id: UUID) -> list[UUID]:
    """Return the organisations that somebody looks after."""
    return list(session.scalars(select(Stewardship.organisation_id).where(Stewardship.person_id == person_id)))


def abouts(session: Session, request_ids: Iterable[UUID], *, to_others: bool = False) -> dict[UUID, About]:
    """Return what each of these requests is about; to others without the name that a person hides by now."""
    rows = session.execute(
        select(ContactRequest.id, ContactSubject, Card.name, Card.slug, ShownCard.card_id.is_not(None))
        .join(ContactSubject, IS_ABOUT)
        .join(Card, and_(ContactSubject.kind == PERSON, Card.id == ContactSubject.id), isouter=True)
        .join(ShownCard, _IS_SHOWN, isouter=True)
        .where(ContactRequest.id.in_(list(request_ids)))
    )
    return {
        request_id: _about(subject, *((name, slug) if is_shown or not to_others else (None, None)))
        for request_id, subject, name, slug, is_shown in rows
    }


def _about(subject: ContactSubject, name: str | None, slug: str | None) -> About:
    if subject.kind == PERSON:
        return About(PERSON, name or _NAMELESS, slug or "", name or _NAMELESS)
    return About(subject.kind, subject.title, subject.slug, subject.organisation_name)


def _open(kind: str, subject_id: UUID, audience: Level) -> Select[UUID | None, UUID | None]:
    return _open_person(subject_id, audience) if kind == PERSON else _open_thing(kind, subject_id)


def _open_person(card_id: UUID, audience: str) -> Select[UUID | None, UUID | None]:
    """Find somebody who shows her name to an audience."""
    is_shown = and_(ShownCard.card_id == Card.id, ShownCard.audience == audience)
    return select(null(), Card.person_id).join(ShownCard, is_shown).where(Card.id == card_id)


def _open_thing(kind: str, subject_id: UUID) -> Select[UUID | None, UUID | None]:
    group = aliased(ContactSubject)
    someone = select(Stewardship.id).join(Person, Person.id == Stewardship.person_id)
    is_looked_after = someone.where(Stewardship.organisation_id == ContactSubject.organisation_id).exists()
    return (
        _shown_thing(kind, subject_id)
        .join(group, _is_group_of(group), isouter=True)
        .where(or_(is_looked_after, func.coalesce(ContactSubject.email, group.email).is_not(None)))
    )


def _shown_thing(kind: str, subject_id: UUID) -> Select[UUID | None, UUID | None]:
    about = (ContactSubject.kind == kind, ContactSubject.id == subject_id)
    return select(ContactSubject.organisation_id, null()).where(*about, ContactSubject.is_public)


def _stewards(request_ids: list[UUID]) -> Select[UUID, UUID, str, str | None, str]:
    return (
        select(ContactRequest.id, Person.id, Person.email, Person.name, Person.language)
        .join(Stewardship, Stewardship.organisation_id == ContactRequest.organisation_id)
        .join(Person, Person.id == Stewardship.person_id)
        .where(ContactRequest.id.in_(request_ids))
    )


def _people(request_ids: list[UUID]) -> Select[UUID, UUID, str, str | None, str]:
    return (
        select(ContactRequest.id, Person.id, Person.email, Person.name, Person.language)
        .join(Person, Person.id == ContactRequest.person_id)
        .join(Card, and_(Card.id == ContactRequest.subject_id, Card.person_id == Person.id))
        .join(ShownCard, _IS_SHOWN)
        .where(ContactRequest.id.in_(request_ids))
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
        .join(ContactSubject, IS_ABOUT)
        .join(group, and_(group.kind == ORGANISATION, group.id == ContactRequest.organisation_id), isouter=True)
        .where(ContactRequest.id.in_(request_ids), known.is_not(None))
    )


def _is_group_of(group: type[ContactSubject]) -> ColumnElement[bool]:
    return and_(group.kind == ORGANISATION, group.id == ContactSubject.organisation_id)
