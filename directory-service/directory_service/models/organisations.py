"""Organisations: groups, associations, companies, public bodies."""

from typing import Any

from sqlalchemy import Computed, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import PLAIN, Base, Located, Record, found_by, indexes_of_a_list, sorted_by


class Organisation(Record, Located, Base):
    """A group, an association, a company or a public body that does something for the climate."""

    __tablename__ = "organisations"
    __table_args__ = (
        *indexes_of_a_list(__tablename__),
        Index("ix_organisations_marks", "marks", postgresql_using="gin"),
        Index("ix_organisations_spot", "lat", "lon"),
        Index("ix_organisations_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
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
