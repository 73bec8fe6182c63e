"""The HTTP door: what people were told, and what became of it."""

from notifier.api import notifications

DOORS = [notifications.doors]
