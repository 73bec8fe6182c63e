"""Records that are one with others: their old addresses lead to what they have become."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from directory_service.rules import RecordKind


class Merger(Base):
    """That a record has become one with another of its kind; its old name in addresses leads there."""

    __tablename__ = "mergers"
    __table_args__ = (UniqueConstraint("kind", "old_slug"),)

    old_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=RecordKind.ORGANISATION, server_default=RecordKind.ORGANISATION)
    old_slug: Mapped[str]
    # No foreign key, as it would name one table of three; no record is ever dropped.
    into_id: Mapped[UUID] = mapped_column(index=True)
    merged_by: Mapped[str] = mapped_column(index=True)
    merged_at: Mapped[datetime]
