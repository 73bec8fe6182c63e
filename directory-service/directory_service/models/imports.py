"""Tables that were sent in, and where records came from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from services.kit.imports import SentIn


class Import(SentIn, Base):
    """A table of organisations, projects or offers that an editor sent in.

    One with a source is that source's whole list if it says so: what it does not hold any more is gone there.
    """

    source: Mapped[str | None]
    is_whole: Mapped[bool] = mapped_column(default=False, server_default="false")


class ImportProgress(Base):
    """How far the taking over of a table has come; written in transactions of its own, so that others see it."""

    __tablename__ = "import_progress"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    done: Mapped[int]
    total: Mapped[int]
    broken_off: Mapped[bool] = mapped_column(default=False)
    noted_at: Mapped[datetime]


class Provenance(Base):
    """Under which id somebody else knows a record of ours; a record may be known under several.

    Hidden is what its source does not want shown at the moment: nobody is looked for, the time is over, or it is gone.
    """

    __tablename__ = "provenances"
    __table_args__ = (
        Index("ix_provenances_kind_source", "kind", "source"),
        Index("ix_provenances_record_id", "record_id"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    record_id: Mapped[UUID | None]
    is_hidden: Mapped[bool]
    seen_at: Mapped[datetime]
