"""People found, lanes drained, and what was left gone on with. Tasks carry ids and lanes, never mails."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.actions import counting, expanding, recovering, resolving, writing_letters
from notifier.models import Batch, Notification
from notifier.rules import BatchState, Lane, NotificationState, goes_to_many
from notifier.sending import engine
from notifier.tasks.worker import EXPAND, QUEUES, find_people, outfit, places, ring_lane, worker
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger


@worker.job(name="notifier.expand", queue=EXPAND)
def expand(database: Database, notification_id: int) -> None:
    """Find the people of a notification, range by range, and let all senders of its lane begin with the first."""
    more = True
    while more:
        with database.transaction() as session:
            more = expanding.expand(session, notification_id, now=clock.now())
            found = session.scalars(select(Notification.lane).where(Notification.id == notification_id)).all()
        for lane in map(Lane, found):
            for _ in range(places(lane)):
                worker.ring("notifier.drain", queue=QUEUES[lane], lane=int(lane))


@worker.job(name="notifier.drain", longest=engine.LONGEST_DRAIN)
def drain(database: Database, lane: int) -> None:
    """Send what is due in a lane, for about a minute, in one of the places the lane has.

    Cut off after a dot, it would leave a mail in doubt: so it is asked to end, and hears that between two mails.
    """
    wanted = Lane(lane)
    name = "bulk" if goes_to_many(wanted) else wanted.name.lower()
    with database.slot(f"drain.{name}", places(wanted)) as free, worker.ending.not_cut_off():
        sent = engine.drain(outfit(), wanted) if free else 0
    if sent:
        # Whoever was rung for while the last place was being left found it taken.
        worker.ring("notifier.drain", queue=QUEUES[wanted], lane=int(wanted))


@worker.every(seconds=5)
def sweep(session: Session, now: datetime) -> None:
    """Go on with what was left: unfinished fan-outs, lanes with mails that are due, leases nobody will give back."""
    recovering.free_expired_leases(session, now=now)
    for notification_id in session.scalars(
        select(Notification.id).where(Notification.state == NotificationState.EXPANDING)
    ):
        find_people(session, notification_id)
    due = (
        select(Batch.lane)
        .join(Notification)
        .where(Batch.state == BatchState.WAITING, Batch.next_at <= now, Notification.state != NotificationState.PAUSED)
        .distinct()
    )
    for lane in session.scalars(due):
        ring_lane(session, Lane(lane))


@worker.every(seconds=60)
def resend_overdue(session: Session, now: datetime) -> None:
    """Send again what stayed unknown for too long, where a second copy is better than none."""
    resolving.resend_overdue(session, after=timedelta(minutes=worker.settings.unknown_minutes), now=now)


@worker.every(seconds=60)
def settle_notifications(session: Session, now: datetime) -> None:
    """Count over what is done with: everyone in exactly one final state."""
    for notification_id in counting.settle_notifications(session, now=now):
        logger().error("notification_miscounted", notification=notification_id)


@worker.every(seconds=600)
def forget_letters(session: Session, now: datetime) -> None:
    """Empty letters that nobody will send any more."""
    writing_letters.forget_letters(session, now=now)


@worker.job(name="notifier.recover", every=5)
def recover(database: Database) -> None:
    """Settle what senders left that were killed on this machine."""
    engine.recover_abandoned(database, worker.settings.journals)
