"""What the calendar knows of organisations, and of who looks after them."""

from uuid import UUID

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base


class Organisation(Base):
    """What the calendar knows of an organisation: heard from the directory."""

    __tablename__ = "organisations"
    __table_args__ = (Index("ix_organisations_slug", "slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str | None]
    name: Mapped[str]
    is_public: Mapped[bool]
    # What it says is public before an editor has looked; nobody is trusted before the directory has said so.
    is_trusted: Mapped[bool] = mapped_column(default=False, server_default=false())


class Stewardship(Base):
    """Who may change an organisation's events: heard from the directory."""

    __tablename__ = "stewardships"
    __table_args__ = (Index("ix_stewardships_person_id_organisation_id", "person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    person_id: Mapped[UUID]
