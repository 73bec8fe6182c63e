"""The version of everything public."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base


class Catalogue(Base):
    """The version of everything public: one row, written anew by whatever changes a list.

    It is not counted but drawn, so that a restored backup never gives an old version to new words.
    """

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[UUID]
    # Rises when events are deleted by hand, which nobody could tell from the rows that are left.
    emptied: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
