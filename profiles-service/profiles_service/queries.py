"""What may be asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.models import (
    Consent,
    Interest,
    KeptWording,
    OpenSession,
    Person,
    SignIn,
    Stewardship,
    Subscription,
    SubscriptionRequest,
)
from profiles_service.rules import SESSION_LASTS, SESSION_SLEEPS, address_hint, address_key, secret_hash
from services.kit.errors import NotFound, NotSignedIn


class NoSuchPerson(NotFound):
    """We do not know this person any more."""


class SessionOver(NotSignedIn):
    """Your session has ended. Please sign in again."""


class NoSuchSession(NotFound):
    """You are not signed in there, or not any more."""


class NotSubscribed(NotFound):
    """Nobody gets messages through this link any more."""


def person(session: Session, person_id: UUID) -> Person:
    """Return a person; refused with `NoSuchPerson`."""
    found = session.get(Person, person_id)
    if found is None:
        raise NoSuchPerson
    return found


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


def whose_sign_in(session: Session, sign_in_id: UUID) -> UUID | None:
    """Return the person a sign-in was begun for."""
    return session.scalar(select(SignIn.person_id).where(SignIn.id == sign_in_id))


def open_session(session: Session, secret: str, *, now: datetime) -> OpenSession:
    """Return the session a secret opens; refused with `SessionOver`, also when it slept or lasted too long."""
    found = session.scalar(select(OpenSession).where(OpenSession.secret_hash == secret_hash(secret), *_lasting(now)))
    if found is None:
        raise SessionOver
    return found


def sessions_of(session: Session, person_id: UUID, *, now: datetime) -> Sequence[OpenSession]:
    """Return where a person is signed in, the latest first."""
    asked = select(OpenSession).where(OpenSession.person_id == person_id, *_lasting(now))
    return session.scalars(asked.order_by(OpenSession.last_used_at.desc())).all()


def subscription(session: Session, person_id: UUID) -> dict[str, Any]:
    """Return a subscription as its owner sees it; refused with `NotSubscribed`."""
    found, email = _subscription(session, person_id)
    if found is None:
        raise NotSubscribed
    words = {name: getattr(found, name) for name in _SHOWN}
    return {**words, "email": email, "interests": interests_of(session, person_id)}


def departure(session: Session, person_id: UUID) -> dict[str, Any]:
    """Return as much as a link for leaving may show: a hint whose it is, and whether she left already."""
    found, email = _subscription(session, person_id)
    state = found.state if found else "left"
    paused_until = found.paused_until if found else None
    return {"email_hint": address_hint(email) if email else None, "state": state, "paused_until": paused_until}


def interests_of(session: Session, person_id: UUID) -> Sequence[Interest]:
    """Return what a person wants to hear about, the oldest first."""
    return session.scalars(
        select(Interest).where(Interest.person_id == person_id).order_by(Interest.since, Interest.id)
    ).all()


def request_for_change(session: Session, request_id: UUID) -> SubscriptionRequest | None:
    """Return what was asked for, and let nobody else confirm it until the transaction ends."""
    return session.get(SubscriptionRequest, request_id, with_for_update=True)


def consents_of(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """Return the whole proof of what a person agreed to, in the order it happened, with the wordings."""
    rows = session.execute(
        select(Consent, KeptWording)
        .outerjoin(KeptWording, KeptWording.hash == Consent.wording_hash)
        .where(Consent.person_id == person_id)
        .order_by(Consent.id)
    )
    return [
        {
            "step": line.step,
            "happened_at": line.happened_at,
            "form": line.form,
            "chosen": line.chosen,
            "letter_id": line.letter_id,
            "wording": wording.text if wording else None,
            "wording_version": wording.version if wording else None,
        }
        for line, wording in rows
    ]


def untouched(session: Session, email_keys: Iterable[str]) -> list[Person]:
    """Return who of these, by address, never subscribed and is not asked to confirm."""
    taken = [
        select(table.person_id).where(table.person_id == Person.id).exists()
        for table in (Subscription, SubscriptionRequest)
    ]
    known = select(Person).where(Person.email_key.in_(list(email_keys)), *(~each for each in taken))
    return list(session.scalars(known.order_by(Person.email_key)))


_SHOWN = (
    "version",
    "state",
    "name",
    "language",
    "newsletter",
    "reminders",
    "paused_until",
    "failing_since",
    "failing_reason",
    "confirmed_at",
)


def _subscription(session: Session, person_id: UUID) -> tuple[Subscription | None, str]:
    row = session.execute(
        select(Subscription, Person.email)
        .join_from(Person, Subscription, Subscription.person_id == Person.id, isouter=True)
        .where(Person.id == person_id)
    ).one_or_none()
    return (row[0], row[1]) if row else (None, "")


def _lasting(now: datetime) -> tuple[Any, ...]:
    return OpenSession.last_used_at > now - SESSION_SLEEPS, OpenSession.created_at > now - SESSION_LASTS
