"""Facts as the notifier hears them, valid by default."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.facts import Fact
from services.facts.directory import OfferPublished, OfferWithdrawn
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestLine, InterestsChanged, SubscriberLeft
from services.kit import clock
from services.kit.web import Service


def an_offer(**words: Any) -> OfferPublished:
    now = clock.now()
    usual: dict[str, Any] = {
        "offer_id": uuid4(),
        "version": 1,
        "slug": "baeume-giessen",
        "title": "Bäume gießen",
        "summary": "Einen Samstag lang junge Bäume gießen.",
        "organisation_id": uuid4(),
        "organisation_name": "Gießkannenbund",
        "categories": ("nature",),
        "commitment": "short_term",
        "published_at": now,
    }
    return OfferPublished(**{**usual, **words})


def an_interest(**words: Any) -> InterestLine:
    usual = {"interest_id": uuid4(), "cadence": "at_once", "since": clock.now() - timedelta(days=1)}
    return InterestLine(**{**usual, **words})


def a_subscriber(email: str, *interests: InterestLine, person_id: UUID | None = None, **words: Any) -> InterestsChanged:
    now = clock.now()
    usual: dict[str, Any] = {
        "person_id": person_id or uuid4(),
        "version": 1,
        "email": email,
        "language": "de",
        "interests": interests or (an_interest(what=("offer",), categories=("nature",)),),
        "manage_token": "m-" + uuid4().hex,
        "leave_token": urlsafe_b64encode(uuid4().bytes * 3).decode(),
        "confirmed_at": now,
        "changed_at": now,
    }
    return InterestsChanged(**{**usual, **words})


def a_letter(email: str, **words: Any) -> LetterRequested:
    now = clock.now()
    usual: dict[str, Any] = {
        "letter_id": uuid4(),
        "person_id": uuid4(),
        "template": "sign_in",
        "email": email,
        "language": "de",
        "slots": {"code": "123456", "link": "http://localhost/anmelden/abc"},
        "requested_at": now,
        "expires_at": now + timedelta(minutes=15),
    }
    return LetterRequested(**{**usual, **words})


def withdrawn(offer: OfferPublished) -> OfferWithdrawn:
    return OfferWithdrawn(offer_id=offer.offer_id, version=offer.version + 1, withdrawn_at=clock.now())


def left(subscriber: InterestsChanged) -> SubscriberLeft:
    return SubscriberLeft(person_id=subscriber.person_id, version=subscriber.version + 1, left_at=clock.now())


def hear(app: Service, *facts: Fact, fact_id: UUID | None = None) -> None:
    """Let a service hear facts as its queue would bring them."""
    for fact in facts:
        message = {
            "id": str(fact_id or uuid4()),
            "name": fact.fact_name,
            "payload": fact.to_wire(),
            "request_id": "test",
            "told_at": clock.now().isoformat(),
        }
        app.worker.hear_now(message)
