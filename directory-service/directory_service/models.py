"""The tables: what citizens look for, who may edit it, and what was brought in from elsewhere.

Categories stand as an array on each row, so that a list needs no join for them. `search` and `sorts_by` are kept by
PostgreSQL itself, from functions made in the first migration.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Computed, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from directory_service.rules import State
from services.kit.db import COLUMN_TYPES, metadata
from services.kit.errors import Conflict, Stale
from services.kit.imports import SentIn


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


# Inserted rows are not read back: nobody looks at what PostgreSQL keeps beside them.
_PLAIN: dict[str, Any] = {"eager_defaults": False}


class Record:
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
    categories: Mapped[list[str]]
    keywords: Mapped[list[str]]
    # The names of its categories and its district: people look for these words.
    topics: Mapped[str]
    confirmed_on: Mapped[date | None]
    is_news: Mapped[bool] = mapped_column(default=True)

    @property
    def is_public(self) -> bool:
        """Tell whether citizens see this."""
        return self.state == State.PUBLISHED

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


class Located:
    """Where something is."""

    street: Mapped[str | None]
    post_code: Mapped[str | None]
    town: Mapped[str | None]
    district: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]


def _found_by(title: str) -> Computed:
    return Computed(f"public.search_words({title}, keywords, topics, summary, description)", persisted=True)


def _sorted_by(title: str) -> Computed:
    return Computed(f"public.sort_words({title})", persisted=True)


def _indexes_of_a_list(table: str) -> tuple[Index, ...]:
    """Return the indexes of a public list: its two orders, its words, and its categories."""
    public = text("state = 'published'")
    return (
        Index(f"ix_{table}_newest", text("published_at DESC"), "sorts_by", "id", postgresql_where=public),
        Index(f"ix_{table}_sorted", "sorts_by", "id", postgresql_where=public),
        Index(f"ix_{table}_search", "search", postgresql_using="gin"),
        Index(f"ix_{table}_categories", "categories", postgresql_using="gin"),
    )


class Organisation(Record, Located, Base):
    """A group, an association, a company or a public body that does something for the climate."""

    __tablename__ = "organisations"
    __table_args__ = _indexes_of_a_list(__tablename__)
    __mapper_args__ = _PLAIN

    name: Mapped[str]
    kind: Mapped[str]
    website: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    contact_person: Mapped[str | None]
    opening_hours: Mapped[str | None]
    accessibility: Mapped[str | None]
    languages: Mapped[list[str]]
    founded: Mapped[int | None]
    trusted: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None]
    licence: Mapped[str | None]
    search: Mapped[str] = mapped_column(TSVECTOR, _found_by("name"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(_sorted_by("name"), deferred=True)


class Stewardship(Base):
    """That a person may edit an organisation's things; the row stays when she no longer may, for its version."""

    __tablename__ = "stewardships"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID]
    version: Mapped[int]
    appointed_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]


class Project(Record, Located, Base):
    """Something an organisation does with others for a while."""

    __tablename__ = "projects"
    __table_args__ = (*_indexes_of_a_list(__tablename__), Index("ix_projects_organisation_id", "organisation_id"))
    __mapper_args__ = _PLAIN

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str]
    status: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    goals: Mapped[str | None]
    results: Mapped[str | None]
    target_groups: Mapped[str | None]
    funding: Mapped[str | None]
    joinable: Mapped[bool | None]
    website: Mapped[str | None]
    contact_person: Mapped[str | None]
    search: Mapped[str] = mapped_column(TSVECTOR, _found_by("title"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(_sorted_by("title"), deferred=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ProjectPartner(Base):
    """That another organisation takes part in a project, and how."""

    __tablename__ = "project_partners"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    position: Mapped[int]
    role: Mapped[str | None]


class Offer(Record, Located, Base):
    """A way to help, once or for long."""

    __tablename__ = "offers"
    __table_args__ = (
        *_indexes_of_a_list(__tablename__),
        Index("ix_offers_organisation_id", "organisation_id"),
        Index("ix_offers_project_id", "project_id"),
    )
    __mapper_args__ = _PLAIN

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str]
    commitment: Mapped[str]
    effort: Mapped[str | None]
    hours: Mapped[float | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    places: Mapped[int | None]
    previous_knowledge: Mapped[str | None]
    target_groups: Mapped[str | None]
    minimum_age: Mapped[int | None]
    certificate_of_conduct: Mapped[bool | None]
    certificate_note: Mapped[str | None]
    training: Mapped[str | None]
    insurance: Mapped[str | None]
    expense_allowance: Mapped[str | None]
    languages: Mapped[list[str]]
    with_children: Mapped[bool | None]
    alone_or_group: Mapped[list[str]]
    wheelchair: Mapped[str | None]
    accessibility: Mapped[str | None]
    public_transport: Mapped[str | None]
    remote: Mapped[bool] = mapped_column(default=False)
    contact_email: Mapped[str | None]
    contact_person: Mapped[str | None]
    valid_until: Mapped[date | None]
    search: Mapped[str] = mapped_column(TSVECTOR, _found_by("title"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(_sorted_by("title"), deferred=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    project: Mapped[Project | None] = relationship(lazy="raise")


class EventOnPage(Base):
    """An event of the calendar as pages of organisations and projects show it: a projection of what events tells."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_organisation_id_starts_at", "organisation_id", "starts_at"),
        Index("ix_events_project_id_starts_at", "project_id", "starts_at"),
    )

    # No foreign keys: what is told arrives in any order.
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    project_id: Mapped[UUID | None]
    slug: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    mode: Mapped[str]
    venue: Mapped[str | None]
    district: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    all_day: Mapped[bool]


class Import(SentIn, Base):
    """A table of organisations, projects or offers that an editor sent in."""


class Catalogue(Base):
    """One row whose version rises with every change to what the lists show; answers are kept under it."""

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
