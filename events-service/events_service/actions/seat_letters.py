"""Telling people of their seats: letters by way of the notifier, and facts for its reminders."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from events_service.actions import telling
from events_service.models import Event, Registration
from events_service.queries import registrations as queries
from events_service.queries import rolls
from events_service.queries.dates import days_to_come
from events_service.queries.events import organisation_names
from events_service.rules.changed_dates import mode_of
from events_service.rules.links import Links
from services.city import City
from services.facts.events import SeatReleased, SeatTaken
from services.facts.letters import LetterRequested
from services.kit import outbox
from services.kit.addresses import greeting

_LASTS = timedelta(days=2)
_SAME = ("slug", "title", "categories", "district", "venue", "status", "all_day")


@dataclass(frozen=True)
class Post:
    """Whose links stand in the letters, and for which city they are."""

    links: Links
    city: City


def write(
    session: Session, template: str, registration: Registration, event: Event, *, post: Post, now: datetime, **more: str
) -> None:
    """Ask for one letter about a seat, with the event in it as it is now; nobody gets one whose address is gone."""
    if registration.email is None:
        return
    purpose = "confirm" if template in {"confirm_seat", "confirm_saved"} else "seat"
    slots = {
        "event": _event_words(session, event, registration, now),
        "link": post.links.address(purpose, registration.id, language=registration.language),
        "people": str(registration.people),
        **more,
    }
    fact = LetterRequested(
        letter_id=uuid4(),
        person_id=post.links.person_id(registration.email),
        template=template,
        email=registration.email,
        name=greeting(registration.name),
        language=registration.language,
        slots=slots,
        requested_at=now,
        expires_at=now + _LASTS,
    )
    outbox.record(session, fact, now=now)


def tell_taken(session: Session, registration: Registration, *, post: Post, now: datetime) -> None:
    """Tell that somebody comes, or wants to be reminded; who is not registered with an address is told nothing."""
    if registration.email is None:
        return
    seat = SeatTaken(
        seat_id=registration.id,
        version=registration.version,
        event_id=registration.event_id,
        date_id=registration.date_id,
        person_id=post.links.person_id(registration.email),
        email=registration.email,
        name=greeting(registration.name),
        language=registration.language,
        is_saved=registration.is_saved,
        reminds=registration.reminds,
        by_hand=registration.confirmed_at is None,
        leave_token=post.links.leave_token(registration.id) if registration.reminds else None,
        taken_at=registration.confirmed_at or now,
    )
    telling.tell_seat_taken(session, seat, now=now)


def tell_released(session: Session, registration: Registration, *, now: datetime) -> None:
    """Tell that somebody does not come, or wants to be reminded no longer."""
    seat = SeatReleased(
        seat_id=registration.id, version=registration.version, event_id=registration.event_id, released_at=now
    )
    telling.tell_seat_released(session, seat, now=now)


def _event_words(session: Session, event: Event, registration: Registration, now: datetime) -> str:
    """Return an event for a letter, as the calendar tells it; of its dates only those that somebody signed up for."""
    days = _days(session, registration, now)
    names = organisation_names(session, [event.organisation_id])
    words: dict[str, Any] = {
        **{name: getattr(event, name) for name in _SAME},
        **queries.hours_of(session, registration, now=now),
        "event_id": event.id,
        "version": event.told_version,
        "summary": event.summary or "",
        "place": telling.place_of(event.street, event.town),
        "organisation_name": names.get(event.organisation_id),
        "is_series": event.is_series,
        "dates": telling.told_days(days),
        "mode": mode_of(event.mode, event.status, {}),
        "online_link": event.online_link,
        "what_to_bring": event.what_to_bring,
    }
    if days:
        words |= {"starts_at": days[0]["starts_at"], "ends_at": days[0]["ends_at"]}
    return orjson.dumps(words).decode()


def _days(session: Session, registration: Registration, now: datetime) -> list[RowMapping]:
    if registration.roll_id or registration.date_id:
        return rolls.spans_of(session, registration)
    return days_to_come(session, [registration.event_id], now=now).get(registration.event_id, [])
