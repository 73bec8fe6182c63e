"""The Celery door: facts heard, people found, lanes drained."""

from notifier.tasks import facts, newsletters, sending
from notifier.tasks.worker import outfit, worker

__all__ = ["facts", "newsletters", "outfit", "sending", "worker"]
