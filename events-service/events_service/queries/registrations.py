"""Who signed up, and what one person's link is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events_service.models import EventDate, Registration, SignUp
from events_service.queries.dates import next_dates
from events_service.rules.registrations import LIVE, Seating
from events_service.rules.schedule import Span
from services.kit.errors import Gone, NotFound

_NO_QUESTIONS = {"questions": [], "whole_series": False, "most_people": 5, "version": 0}


class NoSuchRegistration(NotFound):
    """Nobody is registered like this for the event."""


class LinkOver(Gone):
    """This link is over. You can sign up anew on the page of the event."""


def sign_up(session: Session, event_id: UUID) -> SignUp:
    """Return how people sign up for an event, whether or not anybody has said so."""
    return session.get(SignUp, event_id) or SignUp(event_id=event_id, **_NO_QUESTIONS)


def place_in_line(session: Session, registration: Registration) -> int:
    """Return how many stand before somebody who waits, and she herself."""
    asked = select(func.count()).where(
        Registration.roll_id == registration.roll_id,
        Registration.state == Seating.WAITING,
        Registration.number <= registration.number,
    )
    return session.scalar(asked) or 0


def registration(session: Session, registration_id: UUID) -> Registration:
    """Return one registration; refused with `LinkOver` when it was never confirmed, or is erased by now."""
    found = session.get(Registration, registration_id, populate_existing=True)
    if found is None:
        raise LinkOver
    return found


def registration_of(session: Session, event_id: UUID, registration_id: UUID) -> Registration:
    """Return one registration of an event; refused with `NoSuchRegistration`."""
    found = session.get(Registration, registration_id)
    if found is None or found.event_id != event_id or found.roll_id is None:
        raise NoSuchRegistration
    return found


def live_at(session: Session, roll_id: UUID, email_key: str | None) -> Registration | None:
    """Return the registration that an address has on a roll already."""
    asked = select(Registration).where(
        Registration.roll_id == roll_id, Registration.email_key == email_key, Registration.state.in_(LIVE)
    )
    return session.scalar(asked)


def saved_at(session: Session, event_id: UUID, date_id: UUID | None, email_key: str | None) -> Registration | None:
    """Return the reminder that an address has ordered already."""
    same = Registration.date_id.is_(None) if date_id is None else Registration.date_id == date_id
    asked = select(Registration).where(
        Registration.event_id == event_id,
        same,
        Registration.email_key == email_key,
        Registration.state == Seating.SAVED,
    )
    return session.scalar(asked)


def old_reminders(before: datetime) -> Any:
    """Return the question which saved events were over before a moment, or are no more."""
    last = select(func.max(EventDate.until)).where(EventDate.event_id == Registration.event_id).scalar_subquery()
    return select(Registration.id).where(
        Registration.is_saved, Registration.changed_at < before, func.coalesce(last, before) <= before
    )


def hours_of(session: Session, registration: Registration, *, now: datetime) -> dict[str, datetime | None]:
    """Return the hours of the date that somebody signed up for, or of the next one where all are meant."""
    span: Span | EventDate | None = next_dates(session, [registration.event_id], now=now).get(registration.event_id)
    if registration.date_id is not None:
        span = session.get(EventDate, registration.date_id)
    return {"starts_at": span.starts_at if span else None, "ends_at": span.ends_at if span else None}
