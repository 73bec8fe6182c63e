"""Calendars of organisations that we read, what came of them, and what was noticed at each reading."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base
from services.kit.db import COLUMN_TYPES
from services.kit.errors import Conflict

READ = ("trying", "active")


class NotTriedYet(Conflict):
    """This calendar has not been read yet, so nobody knows what would come in. Please wait a moment."""


class TooManyFeeds(Conflict):
    """This organisation has ten calendars here already. Please leave one of them first."""


class NothingAsked(Conflict):
    """There is no question about this calendar to be answered."""


class Feed(Base):
    """An organisation's own calendar, read every hour once somebody has looked at what would come in.

    It is `trying` until it was read, `tried` when its preview waits for a word, then `active` or `paused`.
    """

    __tablename__ = "feeds"
    __table_args__ = (
        Index("ix_feeds_organisation_id", "organisation_id"),
        Index("ix_feeds_next_read_at", "next_read_at", postgresql_where=text("state IN ('trying', 'active')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    address: Mapped[str]
    only_words: Mapped[list[str]]
    only_categories: Mapped[list[str]]
    categories: Mapped[list[str]]
    district: Mapped[str | None]
    ahead_days: Mapped[int]
    publishes: Mapped[bool]
    shows_source: Mapped[bool]
    state: Mapped[str] = mapped_column(default="trying")
    version: Mapped[int] = mapped_column(default=1)
    preview: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What would come in, as long as nothing does."""
    question: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What somebody has to say before events are withdrawn."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_read_at: Mapped[datetime]
    read_whole_at: Mapped[datetime | None]
    last_read_at: Mapped[datetime | None]
    last_kind: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    def change(self, words: dict[str, Any], now: datetime) -> None:
        """Read this with other choices from now on; what is only tried is tried anew."""
        if words["address"] != self.address:
            self.failures = 0
        for name, value in words.items():
            setattr(self, name, value)
        self.state = "trying" if self.state == "tried" else self.state
        self.read_soon(now)
        self.grow(now)

    def confirm(self, now: datetime) -> None:
        """Let come in what the preview shows, from now on every hour."""
        if self.state == "trying":
            raise NotTriedYet
        self.state, self.preview = "active", None
        self.read_soon(now)
        self.grow(now)

    def pause(self, now: datetime) -> None:
        """Read this no more until somebody says so."""
        if self.state in {"trying", "tried"}:
            raise NotTriedYet
        self.state = "paused"
        self.grow(now)

    def read_soon(self, now: datetime) -> None:
        """Have this read whole with the next tick, whatever its server says of changes."""
        self.next_read_at, self.etag, self.last_modified = now, None, None

    def grow(self, now: datetime) -> None:
        """Become a new version."""
        self.version += 1
        self.changed_at = now


class FeedEvent(Base):
    """An event that came from a calendar, and by what it is known again when its UID changes.

    What somebody edited by hand is never overwritten: the event `is_detached`, or some of its dates are.
    """

    __tablename__ = "feed_events"
    __table_args__ = (Index("ix_feed_events_feed_id", "feed_id"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    uid: Mapped[str | None]
    title_key: Mapped[str]
    place_key: Mapped[str]
    starts_at: Mapped[datetime]
    content_hash: Mapped[str]
    missing: Mapped[int] = mapped_column(default=0)
    """In how many readings it was not there any more."""
    is_gone: Mapped[bool] = mapped_column(default=False)
    is_detached: Mapped[bool] = mapped_column(default=False)
    detached_dates: Mapped[list[datetime]] = mapped_column(ARRAY(COLUMN_TYPES[datetime]), default=list)


class FeedReading(Base):
    """What was noticed when a calendar was read, if it was worth a word."""

    __tablename__ = "feed_readings"
    __table_args__ = (Index("ix_feed_readings_feed_id_read_at", "feed_id", "read_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    read_at: Mapped[datetime]
    kind: Mapped[str]
    words: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
