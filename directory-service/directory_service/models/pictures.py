"""Pictures, each in three sizes; which record shows them stands in its words, and is reviewed with them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base


class Picture(Base):
    """A picture that somebody sent for an organisation."""

    __tablename__ = "pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    sent_by: Mapped[str] = mapped_column(index=True)
    sent_at: Mapped[datetime]
    # When the calendar has last said that something of its own shows it.
    held_at: Mapped[datetime | None]


class PictureFile(Base):
    """One size of a picture, as WebP."""

    __tablename__ = "picture_files"

    picture_id: Mapped[UUID] = mapped_column(ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes]
