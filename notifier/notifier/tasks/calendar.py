"""What the notifier hears of the calendar: events to announce, to remind of, and to warn of when they change."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.actions import announcing, attending, following_events, noticing, reminding
from notifier.rules import Topic
from notifier.tasks.worker import find_people, times, worker, zone
from services.facts.events import EventCancelled, EventChanged, EventScheduled, SeatReleased, SeatTaken
from services.kit import clock


@worker.hears(EventScheduled)
def announce_event(session: Session, fact: EventScheduled) -> None:
    """Tell those whom a new event fits, and remind those who come to it."""
    find_people(session, announcing.announce_event(session, fact, now=clock.now()))
    following_events.keep_event(session, fact, zone=zone(), now=clock.now())


@worker.hears(EventChanged)
def take_change(session: Session, fact: EventChanged) -> None:
    """Bring an event up to date, and see to it that those who know of it hear of what is different."""
    find_people(session, announcing.announce_event(session, fact, now=clock.now()))
    following_events.keep_event(session, fact, zone=zone(), now=clock.now())


@worker.hears(EventCancelled)
def take_cancellation(session: Session, fact: EventCancelled) -> None:
    """Stop telling people of an event, and tell those who know of it that it does not take place."""
    how = announcing.CANCELLED if fact.stays_visible else announcing.WITHDRAWN
    announcing.withdraw(session, Topic.EVENT, fact.event_id, how=how, now=clock.now())
    find_people(session, noticing.cancel_event(session, fact, now=clock.now()))


@worker.hears(SeatTaken)
def take_seat(session: Session, fact: SeatTaken) -> None:
    """Remember who comes to an event, to remind her of it."""
    attending.take_seat(session, fact, zone=zone(), now=clock.now())


@worker.hears(SeatReleased)
def release_seat(session: Session, fact: SeatReleased) -> None:
    """Forget who does not come."""
    attending.release_seat(session, fact.seat_id)


@worker.every(seconds=30)
def remind(session: Session, now: datetime) -> None:
    """Remind people of what takes place soon."""
    for notification_id in reminding.remind_due(session, now=now):
        find_people(session, notification_id)


@worker.every(seconds=30)
def tell_changes(session: Session, now: datetime) -> None:
    """Tell people what has changed, once nobody has changed it again for a while."""
    for notification_id in noticing.tell_changes(session, now=now):
        find_people(session, notification_id)


@worker.every(seconds=86_400)
def forget_attendances(session: Session, now: datetime) -> None:
    """Forget who came to what is long over."""
    attending.forget_past(session, days=times()["registration_days"], now=now)
