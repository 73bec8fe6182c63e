"""Events and their dates, and what one event may do."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base
from services.kit.abacus import Counted
from services.kit.db import COLUMN_TYPES
from services.kit.errors import Conflict

# The function is made by the first migration: German word stems, and Baeume found by Bäume.
_SEARCHED = Computed("public.search_words(title, search_words, description)", persisted=True)
_FACETS = [
    *("categories", "district", "mode", "organisation_id", "with_children", "wheelchair", "is_free", "kind"),
    *("languages", "access", "project_id", "age_from", "age_to", "lat", "lon"),
]
# Inserted rows are not read back: nobody looks at what PostgreSQL makes for its search.
_PLAIN: dict[str, Any] = {"eager_defaults": False}


class AlreadyPublished(Conflict):
    """This event is in the public calendar already."""


class NotPublished(Conflict):
    """This event is not in the public calendar."""


class AlreadyCancelled(Conflict):
    """This event has been cancelled already."""


class Event(Counted, Base):
    """Something that takes place, once or again and again; `is_news` is false for what came in quietly."""

    __tablename__ = "events"
    __mapper_args__ = _PLAIN
    __table_args__ = (
        Index("ix_events_search", "search", postgresql_using="gin"),
        # What facets are counted from: all they need, without the long texts.
        Index("ix_events_facets", "id", postgresql_include=_FACETS, postgresql_where=text("state = 'published'")),
        Index("ix_events_organisation_id", "organisation_id"),
        Index("ix_events_contact", text("lower(contact)"), postgresql_where=text("contact IS NOT NULL")),
        Index("ix_events_laid_out_until", "laid_out_until", postgresql_where=text("laid_out_until IS NOT NULL")),
        Index("ix_events_told_until", "told_until", postgresql_where=text("told_until IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    co_organiser_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    project_id: Mapped[UUID | None]
    offer_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    description: Mapped[str | None]
    easy_read: Mapped[str | None]
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    website: Mapped[str | None]
    source: Mapped[str | None]
    """Where it was found, if it came from another calendar."""
    categories: Mapped[list[str]]
    mode: Mapped[str]
    venue: Mapped[str | None]
    street: Mapped[str | None]
    post_code: Mapped[str | None]
    town: Mapped[str | None]
    district: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    public_transport: Mapped[str | None]
    online_link: Mapped[str | None]
    status: Mapped[str]
    status_note: Mapped[str | None]
    previous_start: Mapped[datetime | None]
    registration: Mapped[str]
    registration_from: Mapped[datetime | None]
    registration_until: Mapped[datetime | None]
    registration_link: Mapped[str | None]
    places: Mapped[int | None]
    waiting_list: Mapped[bool]
    booked_up: Mapped[bool]
    cost: Mapped[str | None]
    what_to_bring: Mapped[str | None]
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    target_groups: Mapped[str | None]
    with_children: Mapped[bool | None]
    wheelchair: Mapped[str | None]
    access: Mapped[list[str]]
    accessibility: Mapped[str | None]
    languages: Mapped[list[str]]
    contact: Mapped[str | None]
    contact_person: Mapped[str | None]
    keywords: Mapped[list[str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    all_day: Mapped[bool]
    rule: Mapped[str | None]
    further_starts: Mapped[list[datetime]] = mapped_column(ARRAY(COLUMN_TYPES[datetime]))
    left_out: Mapped[list[datetime]] = mapped_column(ARRAY(COLUMN_TYPES[datetime]))
    changed_dates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    summary: Mapped[str | None]
    is_free: Mapped[bool | None]
    search_words: Mapped[str]
    search: Mapped[Any] = mapped_column(TSVECTOR, _SEARCHED, deferred=True)
    state: Mapped[str] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    first_published_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    withdrawn_with_organisation: Mapped[bool] = mapped_column(default=False)
    laid_out_until: Mapped[datetime | None]
    told_until: Mapped[datetime | None]
    dates_passed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often it was told anew only because another date comes next."""
    is_news: Mapped[bool] = mapped_column(default=True)

    @property
    def is_published(self) -> bool:
        """Tell whether everybody may see this."""
        return self.state == "published"

    @property
    def told_version(self) -> int:
        """Return the version that facts carry: it grows with each date that passes, too, and this one does not."""
        return self.version + self.dates_passed

    @property
    def is_series(self) -> bool:
        """Tell whether this has more than one date."""
        return bool(self.rule or self.further_starts)

    def publish(self, now: datetime) -> None:
        """Put this into the public calendar; only the first time can be news."""
        if self.is_published:
            raise AlreadyPublished
        if self.first_published_at:
            self.is_news = False
        self.state, self.published_at = "published", now
        self.first_published_at = self.first_published_at or now
        self.withdrawn_with_organisation = False
        self.grow(now)

    def withdraw(self, now: datetime) -> None:
        """Take this out of the public calendar."""
        if not self.is_published:
            raise NotPublished
        self.state, self.told_until = "withdrawn", None
        self.grow(now)

    def cancel(self, note: str | None, now: datetime) -> None:
        """Say that this will not take place; its page stays."""
        if not self.is_published:
            raise NotPublished
        if self.status == "cancelled":
            raise AlreadyCancelled
        self.status, self.status_note = "cancelled", note
        self.grow(now)

    def change(self, columns: dict[str, Any], now: datetime, *, is_seen: bool = False) -> bool:
        """Replace the words of this event; tells whether any is different.

        What has left with its organisation comes back with it only as it left, or with what `is_seen` or trusted.
        """
        different = {name: value for name, value in columns.items() if getattr(self, name) != value}
        for name, value in different.items():
            setattr(self, name, value)
        if different:
            self.withdrawn_with_organisation = self.withdrawn_with_organisation and is_seen
            self.grow(now)
        return bool(different)

    def grow(self, now: datetime) -> None:
        """Become a new version."""
        self.version += 1
        self.changed_at = now


class EventDate(Base):
    """One date of an event. `until` is its end, or a guess where none is known; lists know it by its `number`.

    A date that was changed alone says in `change` what is other than with its event, and keeps its id when it moves:
    `original_start` is when it was meant to begin. One that is elsewhere, or online, is counted by a number of its own
    among those of events, kept by a trigger.
    """

    __tablename__ = "event_dates"
    __table_args__ = (
        Index("uq_event_dates_event_id_starts_at", "event_id", "starts_at", unique=True),
        # The list's order.
        Index("ix_event_dates_starts_at", "starts_at", "id"),
        # Which events have dates to come, and how many, from the index alone; and in a range, or going on.
        Index("ix_event_dates_until", "until", "event_id"),
        Index("ix_event_dates_long", "until", postgresql_where=text("until - starts_at > interval '30 days'")),
        Index("ix_event_dates_span", text("tstzrange(starts_at, until)"), postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True, deferred=True)
    own_number: Mapped[int | None] = mapped_column(BigInteger, deferred=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    until: Mapped[datetime]
    original_start: Mapped[datetime | None]
    status: Mapped[str | None]
    change: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class CoOrganiserAnswer(Base):
    """What an organisation says to being named as a co-organiser; without an answer it is not shown."""

    __tablename__ = "co_organiser_answers"
    __table_args__ = (
        Index("ix_co_organiser_answers_organisation_id", "organisation_id", postgresql_where=text("agreed")),
    )

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    agreed: Mapped[bool]
    answered_at: Mapped[datetime]


class CoOrganiserLetter(Base):
    """When those who look after an organisation were asked by mail about an event that names it: once."""

    __tablename__ = "co_organiser_letters"
    __table_args__ = (Index("ix_co_organiser_letters_organisation_id", "organisation_id", "written_at"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    written_at: Mapped[datetime]


class Showing(Base):
    """That an organisation wants to show another's event in its own calendar, and what that one says to it.

    Who thinks better of it and asks once more is the same row: nobody is written to twice.
    """

    __tablename__ = "showings"
    __table_args__ = (
        Index("ix_showings_organisation_id", "organisation_id", postgresql_where=text("wanted AND agreed")),
        Index("ix_showings_open", "event_id", postgresql_where=text("wanted AND agreed IS NULL")),
    )

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
    agreed: Mapped[bool | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class CalendarEntry(Base):
    """An event as a block of a calendar: the version it was made from, and the mark of who made it."""

    __tablename__ = "calendar_entries"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    mark: Mapped[str]
    block: Mapped[str]
