"""Seats given, offered and taken back, always under the lock of the roll, so that no place is ever given twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from events_service.actions.seat_letters import Post, tell_released, tell_taken, write
from events_service.models import Event, Registration, Roll
from events_service.queries import registrations as queries
from events_service.queries import rolls
from events_service.rules.registrations import (
    REFUSALS,
    STILL_WAITING,
    Door,
    FullyBooked,
    Line,
    Seating,
    TooFewPlaces,
    offer_ends,
)
from events_service.rules.words import OFF


@dataclass(frozen=True)
class Table:
    """A roll that nobody else changes now, with its event, and with what is needed to tell people of it."""

    session: Session
    event: Event
    roll: Roll
    post: Post
    now: datetime

    @property
    def door(self) -> Door:
        """Return whether anybody may still sit down here."""
        return rolls.terms_of(self.event, self.roll.status, self.roll.closes_at).door(self.now)

    def line(self) -> Line:
        """Return how full it is at this moment."""
        self.session.flush()
        return rolls.line(self.session, self.roll, self.event)


def table_of(session: Session, event_id: UUID, roll_id: UUID, *, post: Post, now: datetime) -> Table:
    """Lock a roll, bring it up to date with its event, and keep both as they are until all is done."""
    event = rolls.steady_event(session, event_id)
    roll = rolls.locked_roll(session, roll_id)
    table, before = Table(session, event, roll, post, now), roll.starts_at
    if roll.event_version != event.version:
        rolls.follow(session, roll, event, zone=post.city.time_zone)
    if roll.starts_at != before and table.door in STILL_WAITING:
        _tell_moved(table, before)
    return table


def check_room(line: Line, people: int, *, waiting_list: bool) -> None:
    """Refuse with `FullyBooked` or `TooFewPlaces` when a group can neither sit down nor wait."""
    if line.seats(people) or (waiting_list and _could_ever_fit(line, people)):
        return
    raise TooFewPlaces if line.free else FullyBooked


def check_open(found: Door) -> None:
    """Refuse with a sentence that says why nobody may sign up."""
    if found != Door.OPEN:
        raise REFUSALS[found]


def seat(table: Table, registration: Registration) -> None:
    """Give somebody her seats, or her place in the line when there are none, and tell her which; refused when full."""
    line = table.line()
    check_room(line, registration.people, waiting_list=table.event.waiting_list)
    table.roll.last_number += 1
    registration.number, registration.confirmed_at = table.roll.last_number, table.now
    if line.seats(registration.people):
        sit_down(table, registration)
    else:
        registration.become(Seating.WAITING, table.now)
        table.session.flush()
        tell_again(table, registration)


def sit_down(table: Table, registration: Registration) -> None:
    """Let somebody have the seats that are held for her."""
    registration.become(Seating.SEATED, table.now)
    tell_taken(table.session, registration, post=table.post, now=table.now)
    write(table.session, "seat_taken", registration, table.event, post=table.post, now=table.now)


def tell_again(table: Table, registration: Registration) -> None:
    """Write to somebody how she stands: what a lost letter said."""
    template = {Seating.SEATED: "seat_taken", Seating.WAITING: "seat_waiting", Seating.OFFERED: "seat_offered"}
    named = template[Seating(registration.state)]
    more = _standing(table, registration)
    write(table.session, named, registration, table.event, post=table.post, now=table.now, **more)


def move_up(table: Table) -> int:
    """Offer free places to those who wait, in their order, while signing up is possible; returns to how many."""
    if table.door != Door.OPEN:
        return 0
    moved = table.line().moves_up(rolls.waiting_line(table.session, table.roll.id))
    until = offer_ends(table.roll.closes_at, hours=table.post.city.registration.offer_hours, now=table.now)
    for registration in moved:
        registration.become(Seating.OFFERED, table.now)
        registration.offer_until = until
        tell_again(table, registration)
    return len(moved)


def release(table: Table, registration: Registration, state: Seating, template: str, **more: str) -> None:
    """Take somebody off the roll, write to her a last time, forget who she was, and let the next move up."""
    was_seated = registration.state == Seating.SEATED
    registration.become(state, table.now)
    if was_seated:
        tell_released(table.session, registration, now=table.now)
        more = {"was_seated": "yes", **more}
    write(table.session, template, registration, table.event, post=table.post, now=table.now, **more)
    registration.empty()
    move_up(table)


def end_line(table: Table, why: str) -> None:
    """Tell those who still wait that they wait for nothing any more; of what is cancelled no seat is held either."""
    table.session.flush()
    waiting = [registration for registration, _ in rolls.waiting_line(table.session, table.roll.id)]
    offered = rolls.offered(table.session, table.roll.id) if table.door == Door.CANCELLED else ()
    note = _note(table)
    for registration in (*offered, *waiting):
        more = {"why": why, **note, **({"was_offered": "yes"} if registration.state == Seating.OFFERED else {})}
        registration.become(Seating.LEFT_OUT, table.now)
        write(table.session, "seat_none", registration, table.event, post=table.post, now=table.now, **more)
        registration.empty()


def _note(table: Table) -> dict[str, str]:
    """Return what those say about it who have called an event off, or one of its dates alone."""
    if table.door != Door.CANCELLED:
        return {}
    of_date = rolls.spans_of(table.session, table.roll)[:1] if table.roll.date_id else []
    alone = [(each["change"] or {}).get("status_note") for each in of_date]
    note = table.event.status_note if table.event.status in OFF else next(iter(alone), None)
    return {"note": note} if note else {}


def _tell_moved(table: Table, before: datetime) -> None:
    """Tell those who hope for a seat that their date has moved; who has one hears it with all who come."""
    waiting = [registration for registration, _ in rolls.waiting_line(table.session, table.roll.id)]
    for registration in (*rolls.offered(table.session, table.roll.id), *waiting):
        more = {"before": before.isoformat(), **_standing(table, registration)}
        write(table.session, "seat_moved", registration, table.event, post=table.post, now=table.now, **more)


def _standing(table: Table, registration: Registration) -> dict[str, str]:
    """Return how somebody stands who has no seat yet: her place in the line, or until when one is held for her."""
    if registration.state == Seating.WAITING:
        return {"place": str(queries.place_in_line(table.session, registration))}
    if registration.state == Seating.OFFERED and registration.offer_until:
        return {"until": registration.offer_until.isoformat()}
    return {}


def _could_ever_fit(line: Line, people: int) -> bool:
    return line.places is None or people <= line.places
