"""What may be asked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session, aliased

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
from profiles_service.rules import (
    BEGINNING,
    SESSION_LASTS,
    SESSION_SLEEPS,
    address_hint,
    address_key,
    linked_hash,
    secret_hash,
)
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
            **{name: getattr(line, name) for name in _CONSENT_SHOWN},
            **{name: getattr(line, name).hex() for name in ("content_hash", "prev_hash", "hash")},
            "salt": line.salt.hex() if line.salt else None,
            "wording": wording.text if wording else None,
            "wording_version": wording.version if wording else None,
            "wording_language": wording.language if wording else None,
        }
        for line, wording in rows
    ]


def proof_of(session: Session, email: str) -> dict[str, Any]:
    """Return all that proves what the person at an address agreed to; refused with `NoSuchPerson`."""
    found = person_at(session, email)
    lines = consents_of(session, found.id) if found else []
    if found is None or not lines:
        raise NoSuchPerson
    subscription, _ = _subscription(session, found.id)
    state = subscription.state if subscription else "waiting"
    return {"email": found.email, "person_id": found.id, "state": state, "lines": lines}


def broken_consents(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the lines of the chain that are not as they were written, each with what is wrong."""
    before, accounted = BEGINNING, _accounted(session)
    yield from _confirming_nothing(session)
    for line in _chain(session):
        if line.prev_hash != before:
            yield line.id, "the line before is missing or changed"
        if linked_hash(line.prev_hash, line.content_hash) != line.hash:
            yield line.id, "its hash is wrong"
        if not line.is_true:
            yield line.id, "it says something else than when it was written"
        if line.is_emptied and line.id not in accounted:
            yield line.id, "it is empty, and no line says why"
        elif line.is_emptied and line.step not in _MAY_BE_EMPTIED:
            yield line.id, "it is empty, although it was confirmed"
        before = line.hash


_MAY_BE_EMPTIED = ("requested", "mailed")
"""Before a confirmation they prove nothing; behind one they are the proof."""


def _accounted(session: Session) -> set[int]:
    """Return the lines of which another says that they were emptied."""
    said = session.scalars(select(Consent.chosen).where(Consent.step == "emptied", Consent.chosen.is_not(None)))
    return {line for chosen in said for line in (chosen or {}).get("lines", ())}


def _confirming_nothing(session: Session) -> Iterator[tuple[int, str]]:
    """Yield confirmations whose request was emptied."""
    asked = aliased(Consent)
    is_there = select(asked.id).where(asked.request_id == Consent.request_id, asked.step == "requested").exists()
    alone = select(Consent.id).where(Consent.step == "confirmed", Consent.request_id.is_not(None), ~is_there)
    for line in session.scalars(alone.order_by(Consent.id)):
        yield line, "what it confirms is not there any more"


def _chain(session: Session) -> Iterator[Consent]:
    """Yield all lines in their order, a thousand at a time."""
    after = 0
    while lines := session.scalars(select(Consent).where(Consent.id > after).order_by(Consent.id).limit(1000)).all():
        yield from lines
        after = lines[-1].id
        session.expunge_all()


def emptied_consents(session: Session) -> int:
    """Return how many lines of the chain say nothing any more."""
    return session.scalar(select(func.count()).select_from(Consent).where(Consent.salt.is_(None))) or 0


def newest_consent(session: Session) -> tuple[int, str]:
    """Return how many lines the chain has, and the hash of the newest: written down elsewhere, it proves the rest."""
    count = session.scalar(select(func.count()).select_from(Consent)) or 0
    newest = session.scalar(select(Consent.hash).order_by(Consent.id.desc()).limit(1))
    return count, (newest or BEGINNING).hex()


def has_consent(session: Session, digest: str) -> bool:
    """Tell whether a hash that was written down once still stands in the chain."""
    return session.scalar(select(Consent.id).where(Consent.hash == bytes.fromhex(digest))) is not None


def untouched(session: Session, email_keys: Iterable[str]) -> list[Person]:
    """Return who of these, by address, never subscribed and is not asked to confirm."""
    taken = [
        select(table.person_id).where(table.person_id == Person.id).exists()
        for table in (Subscription, SubscriptionRequest)
    ]
    known = select(Person).where(Person.email_key.in_(list(email_keys)), *(~each for each in taken))
    return list(session.scalars(known.order_by(Person.email_key)))


_CONSENT_SHOWN = ("id", "step", "happened_at", "form", "chosen", "letter_id", "request_id", "wording_hash", "is_true")
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
