"""The HTTP doors of the calendar."""

from events_service.api import (
    calendars,
    co_organisers,
    events,
    exports,
    feeds,
    imports,
    listing,
    registrations,
    rolls,
    schedules,
    showings,
)
from events_service.queries.daily_figures import FIGURES
from services.kit.daily.doors import daily_doors
from services.kit.review import doors as revisions
from services.kit.review import history_doors as history

DOORS = [
    listing.doors,
    events.doors,
    schedules.doors,
    co_organisers.doors,
    showings.doors,
    registrations.doors,
    rolls.doors,
    calendars.doors,
    exports.doors,
    imports.doors,
    feeds.doors,
    revisions.doors,
    history.doors,
    daily_doors(FIGURES),
]
