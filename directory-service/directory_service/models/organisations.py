"""Organisations, and who looks after them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import PLAIN, Base, Located, Record, found_by, indexes_of_a_list, sorted_by
from directory_service.rules import StewardRole


class Organisation(Record, Located, Base):
    """A group, an association, a company or a public body that does something for the climate."""

    __tablename__ = "organisations"
    __table_args__ = (
        *indexes_of_a_list(__tablename__),
        Index("ix_organisations_marks", "marks", postgresql_using="gin"),
        Index("ix_organisations_spot", "lat", "lon"),
    )
    __mapper_args__ = PLAIN

    name: Mapped[str]
    kind: Mapped[str]
    website: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    contact_person: Mapped[str | None]
    opening_hours: Mapped[str | None]
    accessibility: Mapped[str | None]
    languages: Mapped[list[str]]
    # Where else it is; the first place stands in the columns of its own.
    addresses: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    founded: Mapped[int | None]
    trusted: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None]
    licence: Mapped[str | None]
    search: Mapped[str] = mapped_column(TSVECTOR, found_by("name"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(sorted_by("name"), deferred=True)
    # By what it may be another one, as `rules/duplicates.py` says; kept by PostgreSQL.
    marks: Mapped[list[str]] = mapped_column(
        Computed("public.identity_marks(name, street, website, email)", persisted=True), deferred=True
    )


class Stewardship(Base):
    """That a person may edit an organisation's things; the row stays when she no longer may, for its version."""

    __tablename__ = "stewardships"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID]
    version: Mapped[int]
    role: Mapped[str] = mapped_column(default=StewardRole.OWNER, server_default=StewardRole.OWNER)
    # As the invitation named her; profiles knows more.
    name: Mapped[str | None]
    appointed_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
