"""Counting the figures of the days that are over."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.queries.daily_figures import BEGINNING, FIGURES
from notifier.tasks.worker import worker, zone
from services.kit.daily.counting import count_missing_days


@worker.every(seconds=300)
def count_the_days(session: Session, now: datetime) -> None:
    """Count the figures of the days that are over."""
    count_missing_days(session, FIGURES, beginning=BEGINNING, zone=zone(), now=now)
