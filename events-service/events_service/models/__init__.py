"""The calendar's tables, and what one row may do."""

from events_service.models.base import Base
from events_service.models.catalogue import Catalogue
from events_service.models.events import (
    AlreadyCancelled,
    AlreadyPublished,
    CalendarEntry,
    CoOrganiserAnswer,
    CoOrganiserLetter,
    Event,
    EventDate,
    NotPublished,
    Showing,
)
from events_service.models.feeds import Feed, FeedEvent, FeedReading
from events_service.models.imports import Import
from events_service.models.organisations import Organisation, Stewardship
from events_service.models.registrations import Registration, Roll, SignUp
from events_service.models.revisions import Revision
from events_service.models.successors import Succession

__all__ = [
    "AlreadyCancelled",
    "AlreadyPublished",
    "Base",
    "CalendarEntry",
    "Catalogue",
    "CoOrganiserAnswer",
    "CoOrganiserLetter",
    "Event",
    "EventDate",
    "Feed",
    "FeedEvent",
    "FeedReading",
    "Import",
    "NotPublished",
    "Organisation",
    "Registration",
    "Revision",
    "Roll",
    "Showing",
    "SignUp",
    "Stewardship",
    "Succession",
]
