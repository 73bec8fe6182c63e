"""Rolls: how full each date of an event is, who is next in the line, and what is counted of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from events_service.models import Event, EventDate, Registration, Roll
from events_service.queries.dates import NoSuchDate
from events_service.queries.events import NoSuchEvent
from events_service.queries.registrations import sign_up
from events_service.rules.registrations import HOLDING, LIVE, Line, Seating, Terms, closing
from events_service.rules.words import OFF

MOST_DATES = 60
_OF_A_DATE = (EventDate.starts_at, EventDate.ends_at, EventDate.until, EventDate.status, EventDate.change)
MOST_ON_ROLL = 5_000
_LOOKED_AFTER_EVERY = timedelta(minutes=1)
LEAST_SHOWN = 5
"""Fewer people than that are not told of in public."""


@dataclass(frozen=True)
class Standing:
    """One date that people may sign up for, with its roll if there is one already, and how full it is."""

    date_id: UUID | None
    starts_at: datetime
    ends_at: datetime | None
    terms: Terms
    over_at: datetime
    line: Line
    status: str | None = None
    roll_id: UUID | None = None


def steady_event(session: Session, event_id: UUID) -> Event:
    """Return an event that nobody changes until this is kept; others may look at it too."""
    found = session.get(Event, event_id, with_for_update={"read": True}, populate_existing=True)
    if found is None:
        raise NoSuchEvent
    return found


def standings(session: Session, event: Event, *, zone: ZoneInfo, now: datetime) -> list[Standing]:
    """Return how full the coming dates of an event are, the next one first, sixty at most; a course is one date."""
    days = _course(session, event) if sign_up(session, event.id).whole_series else _days(session, event, now)
    return _standings(session, event, days, zone)


def standing(session: Session, event: Event, date_id: UUID | None, *, zone: ZoneInfo, now: datetime) -> Standing:
    """Return one date that people may sign up for; without an id the only one, refused with `NoSuchDate` otherwise."""
    if date_id is None:
        found = standings(session, event, zone=zone, now=now)
    elif sign_up(session, event.id).whole_series:
        found = []
    else:
        found = _standings(session, event, _days(session, event, now, EventDate.id == date_id), zone)
    if len(found) != 1:
        raise NoSuchDate
    return found[0]


def opened_roll(session: Session, event: Event, day: Standing) -> UUID:
    """Return the id of a date's roll, made if there was none."""
    values = {
        "id": uuid4(), "event_id": event.id, "date_id": day.date_id, "starts_at": day.starts_at,
        "closes_at": day.terms.closes_at, "over_at": day.over_at, "status": day.status,
        "event_version": event.version, "last_number": 0,
    }  # fmt: skip
    if day.roll_id is None:
        session.execute(insert(Roll).values(values).on_conflict_do_nothing())
    same = Roll.date_id.is_(None) if day.date_id is None else Roll.date_id == day.date_id
    return session.scalars(select(Roll.id).where(Roll.event_id == event.id, same)).one()


def locked_roll(session: Session, roll_id: UUID) -> Roll:
    """Return a roll that is about to be changed: others wait in the order in which they came."""
    return session.get_one(Roll, roll_id, with_for_update=True, populate_existing=True)


def line(session: Session, roll: Roll, event: Event) -> Line:
    """Return how full a locked roll is."""
    return _lines(session, event, [roll])[roll.id]


def offered(session: Session, roll_id: UUID) -> Sequence[Registration]:
    """Return for whom seats are held that became free."""
    asked = select(Registration).where(Registration.roll_id == roll_id, Registration.state == Seating.OFFERED)
    return session.scalars(asked.order_by(Registration.number)).all()


def waiting_line(session: Session, roll_id: UUID) -> list[tuple[Registration, int]]:
    """Return who waits, in the order in which they confirmed, with how many people each."""
    asked = select(Registration).where(Registration.roll_id == roll_id, Registration.state == Seating.WAITING)
    return [(each, each.people) for each in session.scalars(asked.order_by(Registration.number))]


def rolls_of(session: Session, event_id: UUID) -> list[Roll]:
    """Return the rolls of an event, also those that are over, the first date first."""
    return list(session.scalars(select(Roll).where(Roll.event_id == event_id).order_by(Roll.starts_at)))


def known_roll(session: Session, event_id: UUID, date_id: UUID | None) -> Roll:
    """Return the roll of a date, over or not; without an id the only one, refused with `NoSuchDate` otherwise."""
    found = [each for each in rolls_of(session, event_id) if date_id in (None, each.date_id)]
    if len(found) != 1:
        raise NoSuchDate
    return found[0]


def has_people(session: Session, event_id: UUID) -> bool:
    """Tell whether anybody has signed up for an event."""
    asked = select(Registration.id).where(
        Registration.event_id == event_id, Registration.state.in_(LIVE), Registration.roll_id.is_not(None)
    )
    return session.scalar(asked.limit(1)) is not None


def people_on(session: Session, roll_ids: Iterable[UUID]) -> dict[UUID, list[Registration]]:
    """Return who stands on each of some rolls, those with a seat first, then in the order in which they came."""
    found: dict[UUID, list[Registration]] = {roll_id: [] for roll_id in roll_ids}
    order = (Registration.state != Seating.SEATED, Registration.number, Registration.asked_at)
    place = func.row_number().over(partition_by=Registration.roll_id, order_by=order)
    live = Registration.roll_id.in_(found), Registration.state.in_(LIVE)
    ranked = select(Registration.id, Registration.roll_id, place.label("place")).where(*live).subquery()
    asked = select(ranked.c.roll_id, Registration).join(ranked, ranked.c.id == Registration.id)
    for roll_id, registration in session.execute(asked.where(ranked.c.place <= MOST_ON_ROLL).order_by(ranked.c.place)):
        found[roll_id].append(registration)
    return found


def spans_of(session: Session, of: Roll | Registration) -> list[RowMapping]:
    """Return the date that a roll or somebody on it is for, or all dates of a course that take place."""
    asked = select(EventDate.id.label("date_id"), EventDate.original_start, *_OF_A_DATE).where(
        EventDate.event_id == of.event_id
    )
    own = func.coalesce(EventDate.status, "").not_in(OFF) if of.date_id is None else EventDate.id == of.date_id
    return list(session.execute(asked.where(own).order_by(EventDate.starts_at).limit(MOST_DATES)).mappings())


def follow(session: Session, roll: Roll, event: Event, *, zone: ZoneInfo) -> None:
    """Bring a locked roll up to date with its event; a date that is gone counts as cancelled."""
    roll.event_version = event.version
    spans = spans_of(session, roll)
    roll.status = (spans[0]["status"] if roll.date_id else None) if spans else "cancelled"
    if spans:
        roll.starts_at = spans[0]["starts_at"]
        roll.over_at = spans[0]["until"] if roll.date_id else _course(session, event)[0]["until"]
        roll.closes_at = _closing(event, roll.starts_at, zone)
    if roll.erased_at and roll.over_at > roll.erased_at:
        # Its date takes place anew, with a list of its own to be erased.
        roll.erased_at = roll.people_seated = roll.people_came = roll.people_waiting = None


def terms_of(event: Event, status: str | None, closes_at: datetime) -> Terms:
    """Return what an event says about signing up for a date with a status of its own, or with none."""
    return Terms(
        is_public=event.is_published,
        # What is cancelled as a whole has no date that takes place.
        status=event.status if status is None or event.status in OFF else status,
        registration=event.registration,
        opens_at=event.registration_from,
        closes_at=closes_at,
        is_booked_up=event.booked_up,
    )


def coming_ids(session: Session, event_id: UUID, *, now: datetime) -> set[UUID]:
    """Return the dates of an event that are not over."""
    return set(session.scalars(select(EventDate.id).where(EventDate.event_id == event_id, EventDate.until > now)))


def _standings(session: Session, event: Event, days: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[Standing]:
    ids = [day["id"] for day in days]
    # A course has one roll, without a date; others have none like this any more, or none yet.
    same = Roll.date_id.is_(None) if ids == [None] else Roll.date_id.in_(ids)
    rolls = {roll.date_id: roll for roll in session.scalars(select(Roll).where(Roll.event_id == event.id, same))}
    lines = _lines(session, event, rolls.values())
    terms = [terms_of(event, day["status"], _closing(event, day["starts_at"], zone)) for day in days]
    return [_standing(event, day, rolls.get(day["id"]), lines, said) for day, said in zip(days, terms, strict=True)]


def _days(session: Session, event: Event, now: datetime, *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    asked = select(EventDate.id, *_OF_A_DATE).where(EventDate.event_id == event.id, EventDate.until > now, *which)
    return [dict(row) for row in session.execute(asked.order_by(EventDate.starts_at).limit(MOST_DATES)).mappings()]


def _course(session: Session, event: Event) -> list[dict[str, Any]]:
    """Return a whole series as one date, from its first beginning to its last end."""
    asked = select(func.min(EventDate.starts_at), func.max(EventDate.until)).where(EventDate.event_id == event.id)
    begins, over = session.execute(asked).one()
    day = {"id": None, "starts_at": begins, "ends_at": over, "until": over, "status": None}
    return [day] if begins else []


def _lines(session: Session, event: Event, rolls: Iterable[Roll]) -> dict[UUID, Line]:
    wanted = {roll.id: roll for roll in rolls}
    held = func.coalesce(func.sum(Registration.people).filter(Registration.state.in_(HOLDING)), 0)
    waiting = func.coalesce(func.sum(Registration.people).filter(Registration.state == Seating.WAITING), 0)
    asked = select(Registration.roll_id, held, waiting).where(
        Registration.roll_id.in_(wanted), Registration.state.in_(LIVE)
    )
    counted = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(asked.group_by(Registration.roll_id))}
    return {roll_id: Line(places_of(roll, event), *counted.get(roll_id, (0, 0))) for roll_id, roll in wanted.items()}


def places_of(roll: Roll | None, event: Event) -> int | None:
    """Return how many places a date has: its own number, or else the event's; nothing means as many as come."""
    return event.places if roll is None or roll.places is None else roll.places


def _standing(
    event: Event, day: Mapping[str, Any], roll: Roll | None, lines: dict[UUID, Line], terms: Terms
) -> Standing:
    return Standing(
        date_id=day["id"],
        starts_at=day["starts_at"],
        ends_at=day["ends_at"],
        terms=terms,
        over_at=day["until"],
        status=day["status"],
        line=lines[roll.id] if roll else Line(event.places),
        roll_id=roll.id if roll else None,
    )


def _closing(event: Event, starts_at: datetime, zone: ZoneInfo) -> datetime:
    return closing(starts_at, first_start=event.starts_at, until=event.registration_until, zone=zone)


def roll_to_look_after(session: Session, *, now: datetime) -> Roll | None:
    """Return the roll whose turn it is, not locked: of an event that changed, or else one on which somebody waits."""
    coming = (
        select(Roll)
        .join(Event, Event.id == Roll.event_id)
        .where(Roll.erased_at.is_(None), Roll.over_at > now, awake(now))
        .order_by(Roll.looked_at.nulls_first())
        .limit(1)
    )
    waiting = select(Registration.roll_id).where(Registration.state.in_((Seating.WAITING, Seating.OFFERED)))
    due = or_(Roll.looked_at.is_(None), Roll.looked_at <= now - _LOOKED_AFTER_EVERY)
    changed = session.scalar(coming.where(Roll.event_version != Event.version))
    return changed or session.scalar(coming.where(Roll.id.in_(waiting), due))


def awake(now: datetime) -> ColumnElement[bool]:
    """Return the condition for rolls that do not rest because something failed about them."""
    return or_(Roll.rests_until.is_(None), Roll.rests_until <= now)


def shown(roll: Roll, event: Event, people: Sequence[Registration]) -> dict[str, Any]:
    """Return a roll as those see it whose event it is; of an erased list only the counts are left."""
    places = places_of(roll, event)
    held = sum(each.people for each in people if each.state in HOLDING)
    waiting = sum(each.people for each in people if each.state == Seating.WAITING)
    return {
        **{name: getattr(roll, name) for name in ("date_id", "starts_at", "status", "erased_at")},
        "places": places,
        "taken": held if roll.people_seated is None else roll.people_seated,
        "waiting": waiting if roll.people_waiting is None else roll.people_waiting,
        "free": Line(places, held).free,
        "came": sum(each.people for each in people if each.came) if roll.people_came is None else roll.people_came,
        "guests": people,
    }


def months(session: Session, *, zone: ZoneInfo, least: int) -> list[dict[str, Any]]:
    """Return how many people signed up and came by month, once the lists are erased; fewer than `least` as nothing."""
    month = func.to_char(func.timezone(str(zone), Roll.starts_at), "YYYY-MM")
    asked = (
        select(month, func.count(), func.sum(Roll.people_seated), func.sum(Roll.people_came))
        .where(Roll.erased_at.is_not(None))
        .group_by(month)
        .order_by(month)
    )
    return [
        {"month": named, "dates": dates, "signed_up": _told(seated, least), "came": _told(came, least)}
        for named, dates, seated, came in session.execute(asked)
    ]


def _told(people: int, least: int) -> int | None:
    return people if people >= least else None
