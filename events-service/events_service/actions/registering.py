"""Signing up without an account: asked for by anybody, begun by whoever reads mails at the address, ended by link."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from events_service.actions import seating
from events_service.actions.seat_letters import Post, tell_released, tell_taken, write
from events_service.models import Event, Registration
from events_service.queries import registrations as queries
from events_service.queries import rolls
from events_service.queries.dates import NoSuchDate
from events_service.queries.events import NoSuchEvent
from events_service.rules.registrations import (
    ASKED_LASTS,
    LIVE,
    Door,
    EventOff,
    RegistrationClosed,
    Seating,
    TooManyTogether,
    checked_answers,
)
from services.kit.addresses import address_key
from services.kit.errors import Conflict
from services.kit.leaving import SEAT
from services.kit.sealed_links import LinkRefused

_GRACE = timedelta(hours=1)


class NothingOffered(Conflict):
    """There is no place held for you at the moment."""


class NotFewer(Conflict):
    """Here you can only sign fewer people up. For more, please sign them up separately."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody typed who wants to come, or to be reminded."""

    email: str
    name: str | None
    language: str
    date_id: UUID | None
    people: int = 1
    answers: Mapping[str, Any] = field(default_factory=dict)


def request_seat(session: Session, event_id: UUID, wish: Wish, *, post: Post, now: datetime) -> None:
    """Ask whoever reads mails at an address whether she wants to come; nobody holds a seat until she says yes."""
    event = _public(session, event_id)
    day = rolls.standing(session, event, wish.date_id, zone=post.city.time_zone, now=now)
    seating.check_open(day.terms.door(now))
    asked = queries.sign_up(session, event.id)
    if wish.people > asked.most_people:
        raise TooManyTogether(most=str(asked.most_people))
    answers = checked_answers(asked.questions, wish.answers)
    seating.check_room(day.line, wish.people, waiting_list=event.waiting_list)
    # Whether she comes already is asked when she confirms: neither an answer nor its time tells strangers who comes.
    roll_id = rolls.opened_roll(session, event, day)
    registration = _asked(event, wish, now, roll_id=roll_id, date_id=day.date_id)
    registration.people, registration.answers = wish.people, answers
    session.add(registration)
    session.flush()
    write(session, "confirm_seat", registration, event, post=post, now=now)


def request_reminders(session: Session, event_id: UUID, wish: Wish, *, post: Post, now: datetime) -> None:
    """Ask whoever reads mails at an address whether she wants to be reminded of an event, without signing up."""
    event = _public(session, event_id)
    if event.status == "cancelled":
        raise EventOff
    coming = rolls.coming_ids(session, event.id, now=now)
    if not coming:
        raise RegistrationClosed
    if wish.date_id is not None and wish.date_id not in coming:
        raise NoSuchDate
    registration = _asked(event, wish, now, roll_id=None, date_id=wish.date_id)
    registration.is_saved = True
    session.add(registration)
    session.flush()
    write(session, "confirm_saved", registration, event, post=post, now=now)


def confirm(session: Session, registration_id: UUID, *, post: Post, now: datetime) -> Registration:
    """Take somebody at her word: she gets her seats or her place in the line; pressed twice, nothing more happens."""
    known = queries.registration(session, registration_id)
    if known.is_saved:
        return _save(session, known, post=post, now=now)
    table = _table(session, known, post=post, now=now)
    registration = queries.registration(session, registration_id)
    if registration.state != Seating.ASKED:
        return registration
    if (table.roll.date_id is None) != queries.sign_up(session, table.event.id).whole_series:
        # She asked for a single date of what is a course by now, or the other way round.
        raise queries.LinkOver
    if twin := queries.live_at(session, table.roll.id, registration.email_key):
        session.delete(registration)
        seating.tell_again(table, twin)
        return twin
    seating.check_open(table.door)
    seating.seat(table, registration)
    return registration


def accept(session: Session, registration_id: UUID, *, post: Post, now: datetime) -> Registration:
    """Take the seats that are held for somebody who moved up; refused with `NothingOffered` once it is too late."""
    table = _table(session, queries.registration(session, registration_id), post=post, now=now)
    registration = queries.registration(session, registration_id)
    if registration.state == Seating.SEATED:
        return registration
    if registration.state != Seating.OFFERED or not registration.offer_until or registration.offer_until <= now:
        raise NothingOffered
    if table.door == Door.CANCELLED:
        raise EventOff
    seating.sit_down(table, registration)
    return registration


def cancel(session: Session, registration_id: UUID, *, post: Post, now: datetime) -> Registration:
    """Give somebody's seats, her place in the line, or her reminders back; asked again, nothing more happens."""
    known = queries.registration(session, registration_id)
    if known.is_saved:
        return _forget_saved(session, known, now=now)
    table = _table(session, known, post=post, now=now)
    registration = queries.registration(session, registration_id)
    if registration.state in LIVE:
        seating.release(table, registration, Seating.CANCELLED, "seat_cancelled")
    return registration


def bring_fewer(session: Session, registration_id: UUID, people: int, *, post: Post, now: datetime) -> Registration:
    """Give a part of somebody's seats back; the next in the line move up."""
    table = _table(session, queries.registration(session, registration_id), post=post, now=now)
    registration = queries.registration(session, registration_id)
    if registration.state not in LIVE or not 1 <= people <= registration.people:
        raise NotFewer
    if people < registration.people:
        registration.people = people
        registration.become(Seating(registration.state), now)
        seating.move_up(table)
    return registration


def end_reminders(session: Session, registration_id: UUID, *, post: Post, now: datetime) -> Registration:
    """Remind somebody no more; who has a seat keeps it, and still hears when the event is moved or cancelled."""
    registration = queries.registration(session, registration_id)
    if registration.is_saved:
        return _forget_saved(session, registration, now=now)
    _table(session, registration, post=post, now=now)
    registration = queries.registration(session, registration_id)
    if registration.reminds and registration.state == Seating.SEATED:
        registration.reminds = False
        registration.become(Seating.SEATED, now)
        tell_taken(session, registration, post=post, now=now)
    return registration


def leave_by_mail(session: Session, token: str, *, post: Post, now: datetime) -> None:
    """Remind somebody no more who wrote so; a token that is not a seat's is somebody else's to hear."""
    try:
        registration_id, scope = post.links.leaving(token)
    except LinkRefused:
        return
    if scope.words == SEAT:
        with suppress(queries.LinkOver):
            end_reminders(session, registration_id, post=post, now=now)


def forget_unconfirmed(session: Session, *, now: datetime) -> None:
    """Drop what nobody has confirmed in time."""
    session.execute(
        delete(Registration).where(
            Registration.state == Seating.ASKED, Registration.asked_at < now - ASKED_LASTS - _GRACE
        )
    )


def _public(session: Session, event_id: UUID) -> Event:
    event = rolls.steady_event(session, event_id)
    if not event.is_published:
        raise NoSuchEvent
    return event


def _save(session: Session, registration: Registration, *, post: Post, now: datetime) -> Registration:
    session.refresh(registration, with_for_update=True)
    if registration.state != Seating.ASKED:
        return registration
    if twin := queries.saved_at(session, registration.event_id, registration.date_id, registration.email_key):
        session.delete(registration)
        return twin
    registration.confirmed_at = now
    registration.become(Seating.SAVED, now)
    tell_taken(session, registration, post=post, now=now)
    return registration


def _forget_saved(session: Session, registration: Registration, *, now: datetime) -> Registration:
    session.refresh(registration, with_for_update=True)
    if registration.state == Seating.SAVED:
        registration.become(Seating.CANCELLED, now)
        tell_released(session, registration, now=now)
        registration.empty()
    return registration


def _table(session: Session, registration: Registration, *, post: Post, now: datetime) -> seating.Table:
    if registration.roll_id is None:
        raise NothingOffered
    return seating.table_of(session, registration.event_id, registration.roll_id, post=post, now=now)


def _asked(event: Event, wish: Wish, now: datetime, *, roll_id: UUID | None, date_id: UUID | None) -> Registration:
    return Registration(
        id=uuid4(), event_id=event.id, roll_id=roll_id, date_id=date_id, state=Seating.ASKED, is_saved=False,
        people=1, email=wish.email, email_key=address_key(wish.email), name=wish.name, answers={},
        language=wish.language, reminds=True, version=1, asked_at=now, changed_at=now,
    )  # fmt: skip
