"""Events of the calendar, as the directory knows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base


class EventOnPage(Base):
    """An event of the calendar as pages of organisations and projects show it: a projection of what events tells."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_organisation_id_starts_at", "organisation_id", "starts_at"),
        Index("ix_events_project_id_starts_at", "project_id", "starts_at"),
        Index("ix_events_pictures", "pictures", postgresql_using="gin"),
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
    # What it is found by; `until` is the end of its last date that was told.
    external_id: Mapped[str | None]
    summary: Mapped[str]
    words: Mapped[str]
    organisation_name: Mapped[str | None]
    categories: Mapped[list[str]]
    languages: Mapped[list[str]]
    with_children: Mapped[bool]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    published_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    # Shown by an event, so everybody sees them, and they are not forgotten.
    pictures: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
