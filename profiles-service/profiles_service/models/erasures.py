"""Erasures of people, and what each service has said of them: numbers alone, and nothing of whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base

SERVICES = ("profiles-service", "directory-service", "events-service", "notifier")
"""Who has to confirm an erasure."""


class Erasure(Base):
    """That somebody was erased at her wish; done once every service has confirmed it."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_open", "asked_at", postgresql_where=text("done_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class ErasurePart(Base):
    """What one service has forgotten for an erasure, and what stays there: how many things of each kind."""

    __tablename__ = "erasure_parts"

    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasures.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    erased: Mapped[dict[str, int]] = mapped_column(JSONB)
    stays: Mapped[dict[str, int]] = mapped_column(JSONB)
    forgotten_at: Mapped[datetime]
