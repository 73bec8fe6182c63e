"""Digests, when their windows close."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.actions import digesting, novelties
from notifier.tasks.worker import find_people, worker, zone


# Looking twice a minute also finds windows that were missed.
@worker.every(seconds=30)
def close_windows(session: Session, now: datetime) -> None:
    """Write the daily and weekly digests that are due."""
    for notification_id in digesting.close_windows(session, zone=zone(), now=now):
        find_people(session, notification_id)


@worker.every(seconds=86_400)
def forget_portions(session: Session, now: datetime) -> None:
    """Forget what stood in old digests."""
    digesting.forget_portions(session, now=now)


@worker.every(seconds=86_400)
def forget_novelties(session: Session, now: datetime) -> None:
    """Forget what no forecast looks at any more."""
    novelties.forget_novelties(session, now=now)
