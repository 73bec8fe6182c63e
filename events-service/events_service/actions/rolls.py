"""Looking after rolls on time: events that changed, offers that ran out, lines that are over, lists to be erased."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from events_service.actions import seating
from events_service.actions.seat_letters import Post
from events_service.actions.seating import table_of
from events_service.models import EventDate, Registration, Roll
from events_service.queries import registrations as queries
from events_service.queries import rolls as roll_queries
from events_service.rules.registrations import HOLDING, STILL_WAITING, Door, Seating
from services.kit.logs import logger

_A_ROUND = 100
_RESTS = timedelta(minutes=10)


def look_after(session: Session, *, post: Post, now: datetime) -> bool:
    """Let the roll whose turn it is follow its event, and people move up; tells whether there was one.

    Only one, for whoever held several would hold up, or be held up by, those who change events.
    """
    found = roll_queries.roll_to_look_after(session, now=now)
    if found is None:
        return False
    _or_rest(session, found.id, lambda: _look_after(session, found, post, now), now=now)
    return True


def _look_after(session: Session, found: Roll, post: Post, now: datetime) -> None:
    table = table_of(session, found.event_id, found.id, post=post, now=now)
    table.roll.looked_at = now
    if table.door in STILL_WAITING:
        seating.move_up(table)
    else:
        seating.end_line(table, "cancelled" if table.door == Door.CANCELLED else "closed")


def end_offer(session: Session, *, post: Post, now: datetime) -> bool:
    """Take back the seat that waited longest for a yes it did not get in time; tells whether there was one.

    The next in the line is offered it. Only one, as with `look_after`.
    """
    over = Registration.state == Seating.OFFERED, Registration.offer_until <= now
    asked = select(Registration, Roll).join(Roll, Roll.id == Registration.roll_id).where(*over, roll_queries.awake(now))
    row = session.execute(asked.order_by(Registration.offer_until).limit(1)).first()
    if row is None:
        return False
    late, roll = row
    _or_rest(session, roll.id, lambda: _end_offer(session, late.id, roll, post, now), now=now)
    return True


def _end_offer(session: Session, registration_id: UUID, roll: Roll, post: Post, now: datetime) -> None:
    table = table_of(session, roll.event_id, roll.id, post=post, now=now)
    registration = queries.registration(session, registration_id)
    # She may have accepted while we waited for the roll.
    if registration.state == Seating.OFFERED and registration.offer_until and registration.offer_until <= now:
        seating.release(table, registration, Seating.EXPIRED, "seat_expired")


def erase_lists(session: Session, *, keep_days: int, now: datetime) -> int:
    """Erase who came to what is long over; how many they were remains. Returns how many lists."""
    before = now - timedelta(days=keep_days)
    # A course may go on after the last date that was known when its roll was made.
    goes_on = exists().where(Roll.date_id.is_(None), EventDate.event_id == Roll.event_id, EventDate.until >= before)
    old = (
        select(Roll.id)
        .where(Roll.erased_at.is_(None), Roll.over_at < before, ~goes_on, roll_queries.awake(now))
        .limit(_A_ROUND)
        .with_for_update(skip_locked=True)
    )
    roll_ids = session.scalars(old).all()
    for roll_id in roll_ids:
        _or_rest(session, roll_id, partial(_erase, session, roll_id, now), now=now)
    reminders = queries.old_reminders(before)
    session.execute(delete(Registration).where(Registration.id.in_(reminders)))
    return len(roll_ids)


def _erase(session: Session, roll_id: UUID, now: datetime) -> None:
    session.execute(update(Roll).where(Roll.id == roll_id).values(**_counts(session, roll_id), erased_at=now))
    session.execute(delete(Registration).where(Registration.roll_id == roll_id))


def _or_rest(session: Session, roll_id: UUID, deed: Callable[[], None], *, now: datetime) -> None:
    """Do something about a roll; if that fails, it rests, for those behind it have to have their turn."""
    try:
        with session.begin_nested():
            deed()
    except OperationalError:
        raise
    except Exception:
        logger().exception("roll_rests", roll_id=str(roll_id))
        session.execute(update(Roll).where(Roll.id == roll_id).values(rests_until=now + _RESTS))


def _counts(session: Session, roll_id: UUID) -> dict[str, int]:
    seated = func.coalesce(func.sum(Registration.people).filter(Registration.state.in_(HOLDING)), 0)
    came = func.coalesce(func.sum(Registration.people).filter(Registration.came.is_(True)), 0)
    left_out = (Seating.WAITING, Seating.LEFT_OUT)
    waiting = func.coalesce(func.sum(Registration.people).filter(Registration.state.in_(left_out)), 0)
    row = session.execute(select(seated, came, waiting).where(Registration.roll_id == roll_id)).one()
    return {"people_seated": row[0], "people_came": row[1], "people_waiting": row[2]}
