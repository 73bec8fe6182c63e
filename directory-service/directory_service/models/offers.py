"""Ways to help."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory_service.models.base import (
    PLAIN,
    Base,
    Located,
    Owned,
    found_by,
    indexes_of_a_list,
    indexes_of_a_title,
    plain_words,
    sorted_by,
)
from directory_service.models.organisations import Organisation
from directory_service.models.projects import Project
from directory_service.rules import Gift


def _said_yes(words: str) -> Computed:
    return Computed(f"public.said_yes({words})", persisted=True)


class Offer(Owned, Located, Base):
    """A way to help, once or for long."""

    __tablename__ = "offers"
    __table_args__ = (
        *indexes_of_a_list(__tablename__),
        *indexes_of_a_title(__tablename__),
        Index("ix_offers_organisation_id", "organisation_id"),
        Index("ix_offers_project_id", "project_id"),
        Index("ix_offers_email_key", text("lower(contact_email)"), postgresql_where=text("contact_email IS NOT NULL")),
    )
    __mapper_args__ = PLAIN

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str]
    commitment: Mapped[str]
    gives: Mapped[str] = mapped_column(default=Gift.TIME, server_default=Gift.TIME)
    effort: Mapped[str | None]
    hours: Mapped[float | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # On the city's clocks; only beside a day.
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
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
    # What the free words above come to; kept by PostgreSQL, for filters and their counts alone.
    has_training: Mapped[bool | None] = mapped_column(_said_yes("training"), deferred=True)
    is_insured: Mapped[bool | None] = mapped_column(_said_yes("insurance"), deferred=True)
    pays_expenses: Mapped[bool | None] = mapped_column(_said_yes("expense_allowance"), deferred=True)
    needs_knowledge: Mapped[bool | None] = mapped_column(_said_yes("previous_knowledge"), deferred=True)
    has_transport: Mapped[bool | None] = mapped_column(_said_yes("public_transport"), deferred=True)
    search: Mapped[str] = mapped_column(TSVECTOR, found_by("title"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(sorted_by("title"), deferred=True)
    title_words: Mapped[str] = mapped_column(plain_words("title"), deferred=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    project: Mapped[Project | None] = relationship(lazy="raise")
