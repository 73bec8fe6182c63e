"""What those who look after an event do with its list: look, tick, add, take off, change the places, write to all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from events_service.actions import seating
from events_service.actions.events import NotYourOrganisation, check_unseen, event_to_change, may_change
from events_service.actions.seat_letters import Post, tell_taken, write
from events_service.models import Event, Registration, Roll, SignUp
from events_service.queries import events, rolls
from events_service.queries import registrations as queries
from events_service.rules.registrations import LIVE, Door, EventOff, Seating
from services.kit.addresses import address_key
from services.kit.errors import Conflict, Stale
from services.kit.tokens import Caller

MOST_LETTERS = 2_000


class SomebodySignedUp(Conflict):
    """People have signed up already, so this cannot be changed between single dates and the whole series."""


class RegisteredAlready(Conflict):
    """This address is registered for this date already."""


class NobodyToWriteTo(Conflict):
    """Nobody on this list has signed up with an e-mail address herself."""


class DayNotReached(Conflict):
    """Who was there can be ticked from the day of the event on."""


class NeverConfirmed(Conflict):
    """You entered this person yourself, so she has not agreed to mails from you. Please tell her why another way."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who looks after an event, when, and whose letters go out."""

    caller: Caller
    post: Post
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody whom the organisation itself enters."""

    name: str
    email: str | None
    language: str
    people: int
    date_id: UUID | None


def arrange_sign_up(session: Session, event_id: UUID, words: Mapping[str, Any], *, expected: int, desk: Desk) -> SignUp:
    """Say what people are asked who sign up, and whether for single dates or for all; refused with `Stale`.

    New questions of organisations that are not trusted editors enter: `ReviewFirst`, for no editor sees them later.
    """
    event = event_to_change(session, event_id, desk.caller)
    asked = queries.sign_up(session, event.id)
    if asked.version != expected:
        raise Stale
    if any(each not in asked.questions for each in words["questions"]):
        check_unseen(session, event.organisation_id, caller=desk.caller)
    if words["whole_series"] != asked.whole_series and rolls.has_people(session, event.id):
        raise SomebodySignedUp
    for name in ("questions", "whole_series", "most_people"):
        setattr(asked, name, words[name])
    asked.version += 1
    session.add(asked)
    return asked


def change_places(session: Session, event_id: UUID, date_id: UUID | None, places: int | None, *, desk: Desk) -> Event:
    """Give one date its own number of places, or the event's again; nobody loses a seat, and those who wait move up."""
    event = event_to_change(session, event_id, desk.caller)
    table = _table(session, event, date_id, desk)
    table.roll.places = places
    seating.move_up(table)
    return event


def add_by_hand(session: Session, event_id: UUID, guest: Guest, *, desk: Desk) -> Registration:
    """Enter somebody who called or came by, if there is room: before those who wait, for the organisation decides."""
    event = event_to_change(session, event_id, desk.caller)
    table = _table(session, event, guest.date_id, desk)
    if table.door == Door.CANCELLED:
        raise EventOff
    if guest.email and queries.live_at(session, table.roll.id, address_key(guest.email)):
        raise RegisteredAlready
    seating.check_room(replace(table.line(), waiting=0), guest.people, waiting_list=False)
    table.roll.last_number += 1
    registration = Registration(
        id=uuid4(), event_id=event.id, roll_id=table.roll.id, date_id=table.roll.date_id, state=Seating.ASKED,
        is_saved=False, number=table.roll.last_number, people=guest.people,
        email=guest.email, email_key=address_key(guest.email) if guest.email else None, name=guest.name, answers={},
        language=guest.language, reminds=True, version=1, asked_at=desk.now, changed_at=desk.now,
    )  # fmt: skip
    session.add(registration)
    session.flush()
    seating.sit_down(table, registration)
    return registration


def tell_entered_by_hand(session: Session, *, post: Post, now: datetime) -> int:
    """Tell once more of those who were entered by hand and are still to come; returns how many.

    For hearers that did not ask for it when these seats were told first, and take them for signed up by themselves.
    """
    by_hand = Registration.confirmed_at.is_(None), Registration.email.is_not(None)
    asked = select(Registration).join(Roll, Roll.id == Registration.roll_id).where(*by_hand, Roll.over_at > now)
    seated = asked.where(Registration.state == Seating.SEATED).order_by(Registration.id)
    found = session.scalars(seated.with_for_update(of=Registration)).all()
    for registration in found:
        registration.version += 1
        tell_taken(session, registration, post=post, now=now)
    return len(found)


def tick_attendance(
    session: Session, event_id: UUID, registration_id: UUID, came: bool | None, *, desk: Desk
) -> Registration:
    """Note whether somebody came; refused with `DayNotReached` before the day, for nobody can know."""
    event_to_change(session, event_id, desk.caller)
    registration = queries.registration_of(session, event_id, registration_id)
    zone = desk.post.city.time_zone
    begins = session.get_one(Roll, _roll_id(registration)).starts_at
    # Whoever stands at the door ticks before it begins.
    if came is not None and desk.now.astimezone(zone).date() < begins.astimezone(zone).date():
        raise DayNotReached
    registration.came = came
    return registration


def dismiss(session: Session, event_id: UUID, registration_id: UUID, *, note: str | None, desk: Desk) -> Registration:
    """Take somebody off the list, and write to her why; the next in the line moves up.

    Refused with `NeverConfirmed` where a note would go to an address that nobody but the organisation has given.
    """
    event = event_to_change(session, event_id, desk.caller)
    known = queries.registration_of(session, event.id, registration_id)
    table = seating.table_of(session, event.id, _roll_id(known), post=desk.post, now=desk.now)
    registration = queries.registration(session, registration_id)
    if note and not registration.confirmed_at:
        raise NeverConfirmed
    if registration.state in LIVE:
        seating.release(table, registration, Seating.DISMISSED, "seat_dismissed", note=note or "")
    return registration


def write_to_all(session: Session, event_id: UUID, date_id: UUID | None, text: str, *, desk: Desk) -> int:
    """Write to everybody who signed up and comes, each in a letter of her own; returns to how many."""
    event = event_to_change(session, event_id, desk.caller)
    roll = rolls.known_roll(session, event.id, date_id)
    people = [
        each for each in rolls.people_on(session, [roll.id])[roll.id] if each.state == Seating.SEATED and each.email
    ]
    # Words of one's own go to nobody who was entered by others.
    people = [each for each in people if each.confirmed_at]
    if not people:
        raise NobodyToWriteTo
    for registration in people[:MOST_LETTERS]:
        write(session, "seat_message", registration, event, post=desk.post, now=desk.now, text=text)
    return len(people[:MOST_LETTERS])


def list_of(session: Session, event_id: UUID, *, desk: Desk) -> tuple[Event, list[tuple[Roll, list[Registration]]]]:
    """Return an event's rolls with everybody on them; for those who look after it alone."""
    event = events.event_by_ref(session, str(event_id))
    if not may_change(session, desk.caller, event.organisation_id):
        raise NotYourOrganisation if event.is_published else events.NoSuchEvent
    found = rolls.rolls_of(session, event.id)
    people = rolls.people_on(session, [roll.id for roll in found if not roll.erased_at])
    return event, [(roll, people.get(roll.id, [])) for roll in found]


def _table(session: Session, event: Event, date_id: UUID | None, desk: Desk) -> seating.Table:
    zone = desk.post.city.time_zone
    roll_id = rolls.opened_roll(session, event, rolls.standing(session, event, date_id, zone=zone, now=desk.now))
    return seating.table_of(session, event.id, roll_id, post=desk.post, now=desk.now)


def _roll_id(registration: Registration) -> UUID:
    if registration.roll_id is None:
        raise queries.NoSuchRegistration
    return registration.roll_id
