"""What all tables of the directory stand on, and what all of its records have in common.

Categories stand as an array on each row, so that a list needs no join for them. `search` and `sorts_by` are kept by
PostgreSQL itself, from functions made in the first migration.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import Computed, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from directory_service.rules import State
from services.kit.abacus import Counted
from services.kit.db import COLUMN_TYPES, metadata
from services.kit.errors import Conflict, Stale


class AlreadyPublished(Conflict):
    """This is public already."""


class NotPublished(Conflict):
    """This is not public, so it cannot be withdrawn."""


class Base(DeclarativeBase):
    """The directory's tables."""

    metadata = metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **COLUMN_TYPES,
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


# What was public once; spelt out, so that the planner knows the partial indexes apply.
TOLD_AS_CHANGED = "published_at IS NOT NULL AND state <> 'draft'"
# Inserted rows are not read back: nobody looks at what PostgreSQL keeps beside them.
PLAIN: dict[str, Any] = {"eager_defaults": False}
_OPS_OF_PICTURES = {"pictures": "jsonb_path_ops"}


class Record(Counted):
    """What all things of the directory have: two names, a state, a version, and words to be found by.

    `is_news` is false for what came in quietly, with a table.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    summary: Mapped[str | None]
    description: Mapped[str | None]
    easy_read: Mapped[str | None]
    categories: Mapped[list[str]]
    keywords: Mapped[list[str]]
    # The names of its categories and its district: people look for these words.
    topics: Mapped[str]
    confirmed_on: Mapped[date | None]
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    is_news: Mapped[bool] = mapped_column(default=True)

    @property
    def is_public(self) -> bool:
        """Tell whether citizens see this."""
        return self.state == State.PUBLISHED

    @property
    def picture(self) -> dict[str, Any] | None:
        """Return the picture that lists show, the first one."""
        return next(iter(self.pictures), None)

    def expect(self, version: int) -> None:
        """Refuse with `Stale` when somebody else was faster."""
        if self.version != version:
            raise Stale

    def publish(self, now: datetime) -> None:
        """Show this to citizens."""
        if self.is_public:
            raise AlreadyPublished
        self.state = State.PUBLISHED
        self.published_at = now
        self.touch(now)

    def withdraw(self, now: datetime) -> None:
        """Show this to citizens no more."""
        if not self.is_public:
            raise NotPublished
        self.state = State.WITHDRAWN
        self.touch(now)

    def reword(self, words: Mapping[str, Any], now: datetime) -> None:
        """Put these words in the place of those that stand there."""
        for name, value in words.items():
            setattr(self, name, value)
        self.touch(now)

    def touch(self, now: datetime) -> None:
        """Note that something changed."""
        self.version += 1
        self.changed_at = now


class Owned(Record):
    """What belongs to an organisation, and is hidden and shown again with it."""

    # Only while the organisation is hidden, and nobody but editors and trusted stewards has said anything since.
    withdrawn_with_organisation: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    def come_back(self, now: datetime) -> None:
        """Show this to citizens again as it left them, as no news."""
        self.state, self.withdrawn_with_organisation = State.PUBLISHED, False
        self.touch(now)


class Located:
    """Where something is."""

    street: Mapped[str | None]
    post_code: Mapped[str | None]
    town: Mapped[str | None]
    district: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]


def found_by(title: str) -> Computed:
    """Return the column of the words that a record is found by."""
    return Computed(f"public.search_words({title}, keywords, topics, summary, description)", persisted=True)


def sorted_by(title: str) -> Computed:
    """Return the column that puts records in the order of their titles."""
    return Computed(f"public.sort_words({title})", persisted=True)


def plain_words(title: str) -> Computed:
    """Return the column of a title's words without spellings, by which records may be one."""
    return Computed(f"public.plain_words({title})", persisted=True)


def indexes_of_a_title(table: str) -> tuple[Index, ...]:
    """Return the indexes by which titles are found that are like another: by their letters, and by their words."""
    ops, words = {"title_words": "gin_trgm_ops"}, text("string_to_array(title_words, ' ')")
    return (
        Index(f"ix_{table}_title_words", "title_words", postgresql_using="gin", postgresql_ops=ops),
        Index(f"ix_{table}_each_word", words, postgresql_using="gin"),
    )


def indexes_of_a_list(table: str) -> tuple[Index, ...]:
    """Return the indexes of a public list: its two orders, the order of its changes, its categories, its pictures."""
    # With the numbers that the tallies know, a list is walked without a look at its rows.
    walked: dict[str, Any] = {"postgresql_where": text("state = 'published'"), "postgresql_include": ["number"]}
    return (
        Index(f"ix_{table}_newest", text("published_at DESC"), "sorts_by", "id", **walked),
        Index(f"ix_{table}_sorted", "sorts_by", "id", **walked),
        Index(f"ix_{table}_changes", "changed_at", "id", postgresql_where=text(TOLD_AS_CHANGED)),
        Index(f"ix_{table}_categories", "categories", postgresql_using="gin"),
        Index(f"ix_{table}_pictures", "pictures", postgresql_using="gin", postgresql_ops=_OPS_OF_PICTURES),
    )
