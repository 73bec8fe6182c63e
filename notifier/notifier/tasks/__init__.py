"""The Celery door: facts heard, people found, lanes drained."""

from notifier.tasks import bounces, calendar, daily_figures, digests, facts, newsletters, privacy, sending
from notifier.tasks.worker import outfit, worker

__all__ = [
    "bounces",
    "calendar",
    "daily_figures",
    "digests",
    "facts",
    "newsletters",
    "outfit",
    "privacy",
    "sending",
    "worker",
]
