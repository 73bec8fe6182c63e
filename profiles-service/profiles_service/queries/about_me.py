"""All that profiles-service knows of a person, as she may see it herself: one question for each kind of thing.

Whoever adds a table that tells of people adds a line to `SECTIONS`, one to `WAYS` in `actions/forgetting.py`, and
one to `rules/retention.py`; a test in `tests/architecture` misses them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from profiles_service.models import (
    WISH_COLUMNS,
    Card,
    ContactRecipient,
    ContactRequest,
    ContactSubject,
    Interest,
    LinkRequest,
    OpenSession,
    Passkey,
    Person,
    SignIn,
    Stewardship,
    Subscription,
    SubscriptionRequest,
)
from profiles_service.queries.proofs import consents_of
from profiles_service.rules import IDEA
from services.kit.privacy.about_me import Herself, Question, Sections, selected

_CONSENT = ("step", "happened_at", "form", "chosen", "wording", "wording_version")
_SUBSCRIPTION = (
    "state", "name", "language", "newsletter", "reminders", "paused_until", "failing_since", "failing_reason",
    "confirmed_at", "changed_at", "left_at",
)  # fmt: skip


def _account(herself: Herself) -> Question:
    names = ("id", "email", "name", "language", "roles", "account_since", "created_at")
    return select(*(getattr(Person, name) for name in names)).where(Person.id == herself.person_id)


def _sessions(herself: Herself) -> Question:
    known = select(OpenSession.device, OpenSession.created_at, OpenSession.last_used_at, OpenSession.passkey_at)
    return known.where(OpenSession.person_id == herself.person_id).order_by(OpenSession.created_at)


def _sign_ins(herself: Herself) -> Question:
    known = select(SignIn.created_at, SignIn.expires_at, SignIn.used_at, SignIn.tries, SignIn.language)
    return known.where(SignIn.person_id == herself.person_id).order_by(SignIn.created_at)


def _passkeys(herself: Herself) -> Question:
    known = select(Passkey.name, Passkey.is_synced, Passkey.created_at, Passkey.last_used_at)
    return known.where(Passkey.person_id == herself.person_id).order_by(Passkey.created_at)


def _looked_after(herself: Herself) -> Question:
    known = select(Stewardship.organisation_name, Stewardship.since)
    return known.where(Stewardship.person_id == herself.person_id).order_by(Stewardship.since)


def _card(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    """Return the card with all that it says, and of each field to whom it is shown."""
    card = session.scalar(select(Card).where(Card.person_id == herself.person_id))
    if card is None:
        return []
    about = ("slug", "shown", "is_listed", "withdrawn_at", "withdrawn_because", "changed_at")
    return [card.words | {name: getattr(card, name) for name in about}]


def _messages(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    """Return the subscription first, then each thing that she wants to hear about."""
    kept = select(*(getattr(Subscription, name) for name in _SUBSCRIPTION))
    of_her = kept.where(Subscription.person_id == herself.person_id)
    wishes = select(*(getattr(Interest, name) for name in WISH_COLUMNS), Interest.since)
    found = wishes.where(Interest.person_id == herself.person_id).order_by(Interest.since, Interest.id)
    return [dict(row) for each in (of_her, found) for row in session.execute(each).mappings()]


def _requests(herself: Herself) -> Question:
    known = select(SubscriptionRequest.chosen, SubscriptionRequest.requested_at, SubscriptionRequest.confirmed_at)
    return known.where(SubscriptionRequest.person_id == herself.person_id).order_by(SubscriptionRequest.requested_at)


def _consents(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    return [{name: line[name] for name in _CONSENT} for line in consents_of(session, herself.person_id)]


_ASKED = (
    "name", "email", "message", "state", "answer", "answer_text", "reason", "requested_at", "verified_at",
    "answered_at", "closed_at",
)  # fmt: skip


def _asked(herself: Herself) -> Question:
    shown = select(ContactSubject.title, *(getattr(ContactRequest, name) for name in _ASKED))
    there = (ContactSubject.kind == ContactRequest.subject_kind, ContactSubject.id == ContactRequest.subject_id)
    joined = shown.join_from(ContactRequest, ContactSubject, and_(*there))
    return joined.where(ContactRequest.email_key == herself.key).order_by(ContactRequest.requested_at)


def _was_asked(herself: Herself) -> Question:
    """Find what she was asked, and what she answered where she showed her address, as a steward or an editor."""
    words = case((or_(is_to_herself(herself), _answered(herself)), ContactRequest.answer_text)).label("answer_text")
    address = case((_answered(herself), ContactRequest.answer_email)).label("answer_email")
    shown = select(ContactSubject.title, ContactRequest.state, ContactRequest.requested_at, ContactRecipient.email)
    there = (ContactSubject.kind == ContactRequest.subject_kind, ContactSubject.id == ContactRequest.subject_id)
    joined = shown.add_columns(words, address).join_from(ContactRequest, ContactSubject, and_(*there))
    hers = (ContactRecipient.request_id == ContactRequest.id, was_asked(herself))
    found = union_all(
        select(ContactRecipient.request_id).where(was_asked(herself)),
        select(ContactRequest.id).where(_answered(herself)),
    )
    with_address = joined.join(ContactRecipient, and_(*hers), isouter=True)
    return with_address.where(ContactRequest.id.in_(found)).order_by(ContactRequest.requested_at)


def _contacts(herself: Herself) -> Question:
    shown = select(ContactSubject.kind, ContactSubject.title, ContactSubject.email)
    return shown.where(is_published(herself)).order_by(ContactSubject.title)


def _ideas(herself: Herself) -> Question:
    shown = select(ContactSubject.title, ContactSubject.organisation_name.label("contact_name"), ContactSubject.email)
    return shown.where(has_idea(herself)).order_by(ContactSubject.title)


def known_as(session: Session, herself: Herself) -> Herself:
    """Return her with what letters called her: what she asked for, and what she is asked by, stand for her there."""
    names = union_all(
        select(ContactRequest.id).where(ContactRequest.email_key == herself.key),
        select(ContactRecipient.id).where(func.lower(ContactRecipient.email) == herself.key),
        select(Card.id).where(Card.person_id == herself.person_id),
        select(ContactSubject.id).where(has_idea(herself)),
    )
    return replace(herself, known_as=tuple(session.scalars(names)))


def was_asked(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of those who were asked to answer a contact request, if it was her."""
    return or_(ContactRecipient.person_id == herself.person_id, func.lower(ContactRecipient.email) == herself.key)


def is_to_herself(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of requests that she alone can answer: to her card, or to an idea of hers."""
    ideas = select(ContactSubject.id).where(has_idea(herself))
    to_idea = and_(ContactRequest.subject_kind == IDEA, ContactRequest.subject_id.in_(ideas))
    return or_(ContactRequest.person_id == herself.person_id, to_idea)


def _answered(herself: Herself) -> ColumnElement[bool]:
    return func.lower(ContactRequest.answer_email) == herself.key


def is_published(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of organisations to whose published address requests go, if it is hers."""
    return and_(ContactSubject.kind != IDEA, func.lower(ContactSubject.email) == herself.key)


def has_idea(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of ideas about which she is asked."""
    return and_(ContactSubject.kind == IDEA, func.lower(ContactSubject.email) == herself.key)


ADDRESSES = (
    Person.email,
    Card.email,
    ContactRecipient.email,
    ContactRequest.answer_email,
    ContactRequest.email,
    ContactSubject.email,
    LinkRequest.email_key,
)
"""Where addresses stand."""

SECTIONS: Sections = {
    "account": selected(_account),
    "card": _card,
    "messages": _messages,
    "requests": selected(_requests),
    "consents": _consents,
    "sessions": selected(_sessions),
    "sign_ins": selected(_sign_ins),
    "passkeys": selected(_passkeys),
    "looked_after": selected(_looked_after),
    "asked": selected(_asked),
    "was_asked": selected(_was_asked),
    "ideas": selected(_ideas),
    "contacts": selected(_contacts),
}
