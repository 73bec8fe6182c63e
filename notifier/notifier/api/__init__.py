"""The HTTP door: what people were told, and what became of it."""

from notifier.api import archive, bounces, forecasts, newsletters, notifications, posting, readers, standing

DOORS = [
    bounces.doors,
    notifications.doors,
    newsletters.doors,
    posting.doors,
    readers.doors,
    archive.doors,
    standing.doors,
    forecasts.doors,
]
