"""What has become another in the directory: heard from it, and remembered for whoever still names the old one."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base


class Succession(Base):
    """That an organisation, a project or an offer has become another; that one is the last that is known of."""

    __tablename__ = "successors"
    __table_args__ = (Index("ix_successors_into_id", "into_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    into_id: Mapped[UUID]
