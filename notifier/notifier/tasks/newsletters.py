"""Newsletters that are due, and those that are done."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.actions import posting
from notifier.queries import newsletters
from notifier.tasks.worker import find_people, worker


@worker.every(seconds=5)
def start_newsletters(session: Session, now: datetime) -> None:
    """Start each newsletter whose time has come, and close those that have gone out to everybody."""
    for row in newsletters.due(session, now=now):
        posting.start(session, row, now=now)
        find_people(session, row.notification_id)
    posting.close_sent(session)
