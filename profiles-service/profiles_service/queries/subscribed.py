"""What people want to hear about."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.models import Interest, Person, Subscription, SubscriptionRequest
from profiles_service.rules import address_hint
from services.kit.errors import NotFound

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


class NotSubscribed(NotFound):
    """Nobody gets messages through this link any more."""


class NoSuchInterest(NotFound):
    """You do not follow this any more."""


def subscription(session: Session, person_id: UUID) -> dict[str, Any]:
    """Return a subscription as its owner sees it; refused with `NotSubscribed`."""
    found, email = subscription_and_address(session, person_id)
    if found is None:
        raise NotSubscribed
    words = {name: getattr(found, name) for name in _SHOWN}
    return {**words, "email": email, "interests": interests_of(session, person_id)}


def departure(session: Session, person_id: UUID) -> dict[str, Any]:
    """Return as much as a link for leaving may show: a hint whose it is, and whether she left already."""
    found, email = subscription_and_address(session, person_id)
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


def untouched(session: Session, email_keys: Iterable[str]) -> list[Person]:
    """Return who of these, by address, never subscribed and is not asked to confirm."""
    taken = [
        select(table.person_id).where(table.person_id == Person.id).exists()
        for table in (Subscription, SubscriptionRequest)
    ]
    known = select(Person).where(Person.email_key.in_(list(email_keys)), *(~each for each in taken))
    return list(session.scalars(known.order_by(Person.email_key)))


def subscription_and_address(session: Session, person_id: UUID) -> tuple[Subscription | None, str]:
    """Return a person's subscription, if she ever had one, and her address; nothing and no address of nobody."""
    row = session.execute(
        select(Subscription, Person.email)
        .join_from(Person, Subscription, Subscription.person_id == Person.id, isouter=True)
        .where(Person.id == person_id)
    ).one_or_none()
    return (row[0], row[1]) if row else (None, "")
