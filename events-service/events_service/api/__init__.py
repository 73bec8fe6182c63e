"""The HTTP doors of the calendar."""

from events_service.api import events, imports, listing

DOORS = [listing.doors, events.doors, imports.doors]
