"""The HTTP door: what people were told, and what became of it."""

from notifier.api import archive, bounces, forecasts, newsletters, notifications, posting, readers, standing
from notifier.queries.daily_figures import FIGURES
from services.kit.daily.doors import daily_doors

DOORS = [
    bounces.doors,
    notifications.doors,
    newsletters.doors,
    posting.doors,
    readers.doors,
    archive.doors,
    standing.doors,
    forecasts.doors,
    daily_doors(FIGURES),
]
