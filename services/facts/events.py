"""What the calendar tells."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact, Part
from services.facts.wire import Personal


class EventDay(Part):
    """One date of an event. `date_id` stays the same when a date of a series moves.

    What is other than with the event is said of this date alone: `previous_start` is when it was meant to begin,
    `note` why it does not, `place` street and town, `online_link` where one joins.
    """

    date_id: UUID
    starts_at: datetime
    ends_at: datetime | None = None
    previous_start: datetime | None = None
    status: str | None = None
    note: str | None = None
    title_note: str | None = None
    mode: str | None = None
    venue: str | None = None
    place: str | None = None
    online_link: str | None = None


class EventScheduled(Fact, name="events.event_scheduled.v1", about="event"):
    """An event entered the public calendar.

    `starts_at` is the next date, `dates` are those to come, the next one first, sixty at most; single dates of a series
    that do not take place stand in `called_off` instead. `pictures` are ids at the directory. `is_news` is false when
    nobody should be alerted; it belongs to the event and stays as it is. `place` is street and town. `words` is what a
    person's own search words are looked up in. `external_id` is its id in the table it came with. `marks` is what
    it answers to each question that the calendar may be narrowed by (`services.kit.marks`).
    """

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
    summary: str = ""
    organisation_name: str | None = None
    place: str | None = None
    languages: tuple[str, ...] = ()
    with_children: bool = False
    wheelchair: str | None = None
    words: str = ""
    dates: tuple[EventDay, ...] = ()
    external_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    kind: str = "event"
    called_off: tuple[EventDay, ...] = ()
    pictures: tuple[UUID, ...] = ()
    online_link: str | None = None
    marks: tuple[str, ...] = ()
    what_to_bring: str | None = None


class EventChanged(Fact, name="events.event_changed.v1", about="event"):
    """A public event's words, dates, place or status changed; carries it whole, as it is now.

    `note` says why it does not take place as it was meant to.
    """

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
    published_at: datetime | None = None
    is_news: bool = False
    summary: str = ""
    organisation_name: str | None = None
    place: str | None = None
    languages: tuple[str, ...] = ()
    with_children: bool = False
    wheelchair: str | None = None
    words: str = ""
    dates: tuple[EventDay, ...] = ()
    external_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    kind: str = "event"
    called_off: tuple[EventDay, ...] = ()
    pictures: tuple[UUID, ...] = ()
    online_link: str | None = None
    marks: tuple[str, ...] = ()
    what_to_bring: str | None = None
    note: str | None = None


class EventCancelled(Fact, name="events.event_cancelled.v1", about="event"):
    """A public event will not take place, or was withdrawn from the calendar.

    `stays_visible` is true when its page goes on saying that it was cancelled.
    """

    event_id: UUID
    version: int
    note: str | None = None
    stays_visible: bool
    cancelled_at: datetime


class PicturesHeld(Fact, name="events.pictures_held.v1"):
    """Events, or drafts of events, go on showing some pictures, whether the public sees them or not; told every day."""

    pictures: tuple[UUID, ...]
    held_at: datetime


class SeatTaken(Fact, name="events.seat_taken.v1", about="seat"):
    """A person signed up for an event, or saved it to be reminded of it; told again when it changes.

    `date_id` names one date of a series; without it all dates are meant. `is_saved` is true for who only wants to be
    reminded, `reminds` false for who comes and does not: she hears only when the event changes. `leave_token` ends the
    reminders with one click and is good for nothing else; who has none can't be offered it, and her mails say nothing
    of it. Who was entered `by_hand` by others has asked for nothing, and hears no words of theirs.
    """

    seat_id: UUID
    version: int
    event_id: UUID
    date_id: UUID | None = None
    person_id: UUID
    email: Personal[str]
    name: Personal[str | None] = None
    language: str
    is_saved: bool = False
    leave_token: Personal[str | None] = None
    reminds: bool = True
    by_hand: bool = False
    taken_at: datetime


class SeatReleased(Fact, name="events.seat_released.v1", about="seat"):
    """A person does not come, or does not want to be reminded any more."""

    seat_id: UUID
    version: int
    event_id: UUID
    released_at: datetime
