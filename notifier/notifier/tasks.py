"""The Celery door: facts heard, people found, lanes drained. Tasks carry ids and lanes, never mails."""

from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.actions import announcing, expanding, recipients, sending
from notifier.models import Batch, Notification
from notifier.queries.ledger import figures
from notifier.rules import BatchState, Lane, NotificationState
from notifier.sending import engine
from notifier.sending.writing import Writer
from notifier.settings import Settings
from services.city import read_city
from services.facts.directory import OfferPublished, OfferWithdrawn
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit import clock
from services.kit.db import Database
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("notifier")
# A queue for each lane: letters never wait behind alerts.
QUEUES = {lane: f"notifier.send.{lane.name.lower()}" for lane in Lane}
worker.queues = tuple(QUEUES.values())
worker.figures |= figures()


@worker.hears(OfferPublished)
def announce_offer(session: Session, fact: OfferPublished) -> None:
    """Tell those whom a new offer fits."""
    notification_id = announcing.announce_offer(session, fact, now=clock.now())
    if notification_id is not None:
        worker.after_commit(session, "notifier.expand", notification_id=notification_id)


@worker.hears(OfferWithdrawn)
def withdraw_offer(session: Session, fact: OfferWithdrawn) -> None:
    """Stop telling people of an offer that is no longer there."""
    announcing.withdraw_offer(session, fact.offer_id)


@worker.hears(InterestsChanged)
def take_interests(session: Session, fact: InterestsChanged) -> None:
    """Take note of what a person wants to hear of."""
    recipients.take_interests(session, fact, now=clock.now())


@worker.hears(SubscriberLeft)
def let_go(session: Session, fact: SubscriberLeft) -> None:
    """Forget a person who left, and cancel what waits for her."""
    recipients.let_go(session, fact.person_id, now=clock.now())


@worker.hears(LetterRequested)
def accept_letter(session: Session, fact: LetterRequested) -> None:
    """Write one letter to one person."""
    announcing.accept_letter(session, fact, now=clock.now())
    ring_lane(session, Lane.LETTERS)


@worker.job(name="notifier.expand")
def expand(database: Database, notification_id: int) -> None:
    """Find the people of a notification, range by range, and let all senders begin with the first."""
    more = True
    while more:
        with database.transaction() as session:
            more = expanding.expand(session, notification_id, now=clock.now())
        for _ in range(worker.settings.slots):
            worker.ring("notifier.drain", queue=QUEUES[Lane.ALERTS], lane=Lane.ALERTS)


@worker.job(name="notifier.drain", longest=engine.LONGEST_DRAIN)
def drain(database: Database, lane: int) -> None:
    """Send what is due in a lane, for about a minute, in one of the places the lane has.

    Cut off after a dot, it would leave a mail in doubt: so it is asked to end, and hears that between two mails.
    """
    places = 1 if lane == Lane.LETTERS else worker.settings.slots
    with database.slot(f"drain.{lane}", places) as free, worker.ending.not_cut_off():
        if free:
            engine.drain(outfit(), Lane(lane))


@worker.every(seconds=5)
def sweep(session: Session, now: datetime) -> None:
    """Go on with what was left: unfinished fan-outs, lanes with mails that are due, leases nobody will give back."""
    sending.free_expired_leases(session, now=now)
    for notification_id in session.scalars(
        select(Notification.id).where(Notification.state == NotificationState.EXPANDING)
    ):
        worker.after_commit(session, "notifier.expand", notification_id=notification_id)
    due = select(Batch.lane).where(Batch.state == BatchState.WAITING, Batch.next_at <= now).distinct()
    for lane in session.scalars(due):
        ring_lane(session, Lane(lane))


@worker.every(seconds=600)
def forget_letters(session: Session, now: datetime) -> None:
    """Empty letters that nobody will send any more."""
    sending.forget_letters(session, now=now)


@worker.job(name="notifier.recover", every=5)
def recover(database: Database) -> None:
    """Settle what senders left that were killed on this machine."""
    engine.recover_abandoned(database, worker.settings.journals)


def ring_lane(session: Session, lane: Lane) -> None:
    """Ask for a lane to be drained once the transaction is kept."""
    worker.after_commit(session, "notifier.drain", queue=QUEUES[lane], lane=int(lane))


@cache
def outfit() -> engine.Outfit:
    """Return what this process sends with."""
    settings = worker.settings
    writer = Writer(read_city(settings.city), site_url=settings.site_url, message_key=settings.message_key)
    return engine.Outfit(
        worker.database, writer, settings.smtp_url, settings.journals, settings.wave, worker.ending.is_asked
    )
