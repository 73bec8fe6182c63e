"""Facts as the notifier hears them, valid by default."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.facts import Fact
from services.facts.directory import OfferPublished, OfferWithdrawn, OrganisationPublished, ProjectPublished
from services.facts.events import EventCancelled, EventChanged, EventDay, EventScheduled, SeatReleased, SeatTaken
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestLine, InterestsChanged, SubscriberLeft
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue


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


def a_project(**words: Any) -> ProjectPublished:
    usual: dict[str, Any] = {
        "project_id": uuid4(),
        "version": 1,
        "slug": "kuehle-orte",
        "title": "Kühle Orte",
        "summary": "Wir suchen Schatten und Trinkwasser in der Altstadt.",
        "organisation_id": uuid4(),
        "organisation_name": "Schattenwerk",
        "categories": ("health",),
        "status": "ongoing",
        "joinable": True,
        "published_at": clock.now(),
    }
    return ProjectPublished(**{**usual, **words})


def an_organisation(**words: Any) -> OrganisationPublished:
    usual: dict[str, Any] = {
        "organisation_id": uuid4(),
        "version": 1,
        "slug": "reparier-bande",
        "organisation_name": "Reparier-Bande",
        "kind": "initiative",
        "summary": "Wir machen Kaputtes wieder ganz.",
        "categories": ("consumption",),
        "published_at": clock.now(),
        "is_news": True,
    }
    return OrganisationPublished(**{**usual, **words})


def an_event(*starts: datetime, **words: Any) -> EventScheduled:
    """Return an event with these dates, each two hours long; without any, one in ten days."""
    now = clock.now()
    days = [
        EventDay(date_id=uuid4(), starts_at=each, ends_at=each + timedelta(hours=2))
        for each in starts or [now + timedelta(days=10)]
    ]
    usual: dict[str, Any] = {
        "event_id": uuid4(),
        "version": 1,
        "slug": "reparatur-treff",
        "title": "Reparatur-Treff",
        "summary": "Bring mit, was kaputt ist. Wir reparieren es zusammen.",
        "organisation_id": uuid4(),
        "organisation_name": "Reparier-Bande",
        "categories": ("consumption",),
        "district": "paulusviertel",
        "venue": "Gemeindehaus",
        "place": "Schillerstraße 1, Halle (Saale)",
        "mode": "in_person",
        "status": "scheduled",
        "starts_at": days[0].starts_at,
        "ends_at": days[0].ends_at,
        "dates": tuple(days),
        "published_at": now,
    }
    return EventScheduled(**{**usual, **words})


def changed(event: EventScheduled | EventChanged, *starts: datetime, **words: Any) -> EventChanged:
    """Return the next version of an event, with other words, or other dates; those that move keep their ids."""
    known = {name: getattr(event, name) for name in EventScheduled.__annotations__}
    moved = an_event(*starts) if starts else event
    dates = {"starts_at": moved.starts_at, "ends_at": moved.ends_at, "dates": _known_again(event.dates, moved.dates)}
    later = {"version": event.version + 1, "changed_at": clock.now()}
    return EventChanged(**{**known, **dates, **later, **words})


def _known_again(before: Sequence[EventDay], after: Sequence[EventDay]) -> tuple[EventDay, ...]:
    ids = {each.starts_at: each.date_id for each in before}
    stay = {each.starts_at for each in after} & ids.keys()
    lost = [each.date_id for each in before if each.starts_at not in stay]
    new = [each.starts_at for each in after if each.starts_at not in stay]
    if len(lost) == len(new):
        ids |= dict(zip(new, lost, strict=True))
    return tuple(replace(each, date_id=ids.get(each.starts_at, each.date_id)) for each in after)


def cancelled(event: EventScheduled | EventChanged, **words: Any) -> EventCancelled:
    usual: dict[str, Any] = {"stays_visible": True, "cancelled_at": clock.now()}
    return EventCancelled(**{"event_id": event.event_id, "version": event.version + 1, **usual, **words})


def a_seat(event: EventScheduled, email: str, **words: Any) -> SeatTaken:
    usual: dict[str, Any] = {
        "seat_id": uuid4(),
        "version": 1,
        "event_id": event.event_id,
        "person_id": uuid4(),
        "email": email,
        "name": "Kim",
        "language": "de",
        "leave_token": "r-" + uuid4().hex,
        "taken_at": clock.now() - timedelta(days=30),
    }
    return SeatTaken(**{**usual, **words})


def released(seat: SeatTaken) -> SeatReleased:
    return SeatReleased(seat_id=seat.seat_id, version=seat.version + 1, event_id=seat.event_id, released_at=clock.now())


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


def find_people(app: Service) -> None:
    """Let those be found whom what was heard is for; nothing is sent yet."""
    for queue in {app.service, *app.worker.queues}:
        if ".send." not in queue:
            run_queue(app, queue)
