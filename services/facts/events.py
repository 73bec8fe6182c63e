"""What the calendar tells."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact


class EventScheduled(Fact, name="events.event_scheduled.v1", about="event"):
    """An event entered the public calendar."""

    event_id: UUID
    version: int
    slug: str
    title: str
    organisation_id: UUID
    project_id: UUID | None = None
    categories: tuple[str, ...]
    district: str | None = None
    venue: str | None = None
    mode: str
    status: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    published_at: datetime
    is_news: bool = True


class EventChanged(Fact, name="events.event_changed.v1", about="event"):
    """A public event's words, dates, place or status changed; carries it whole, as it is now."""

    event_id: UUID
    version: int
    slug: str
    title: str
    organisation_id: UUID
    project_id: UUID | None = None
    categories: tuple[str, ...]
    district: str | None = None
    venue: str | None = None
    mode: str
    status: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    changed_at: datetime


class EventCancelled(Fact, name="events.event_cancelled.v1", about="event"):
    """A public event will not take place, or was withdrawn from the calendar.

    `stays_visible` is true when its page goes on saying that it was cancelled.
    """

    event_id: UUID
    version: int
    note: str | None = None
    stays_visible: bool
    cancelled_at: datetime
