"""Projects, and who takes part in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
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


class Project(Owned, Located, Base):
    """Something an organisation does with others for a while."""

    __tablename__ = "projects"
    __table_args__ = (
        *indexes_of_a_list(__tablename__),
        *indexes_of_a_title(__tablename__),
        Index("ix_projects_organisation_id", "organisation_id"),
    )
    __mapper_args__ = PLAIN

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
    search: Mapped[str] = mapped_column(TSVECTOR, found_by("title"), deferred=True)
    sorts_by: Mapped[str] = mapped_column(sorted_by("title"), deferred=True)
    title_words: Mapped[str] = mapped_column(plain_words("title"), deferred=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


_UNANSWERED = "confirmed_at IS NULL AND refused_at IS NULL"


class ProjectPartner(Base):
    """That another organisation takes part in a project, and how; citizens see it once it is confirmed.

    What was refused stays, so that whoever names it again does not ask again.
    """

    __tablename__ = "project_partners"
    __table_args__ = (Index("ix_project_partners_asked", "asked_at", postgresql_where=text(_UNANSWERED)),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    position: Mapped[int]
    role: Mapped[str | None]
    # For code that knows nothing of questions, the migration lets it be now by itself; whoever does says what it is.
    confirmed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


class PartnerLetter(Base):
    """When those who look after an organisation were last written to about a project that names it.

    It outlasts being named: who is dropped and named again is asked again, but not by mail all the time. A letter that
    waits, to be written together with others, has no day yet.
    """

    __tablename__ = "partner_letters"
    __table_args__ = (Index("ix_partner_letters_organisation_id", "organisation_id", "written_at"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    written_at: Mapped[datetime | None]
