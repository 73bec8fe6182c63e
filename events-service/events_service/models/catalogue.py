"""The version of everything public."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base


class Catalogue(Base):
    """The version of everything public: one row, written anew by whatever changes a list.

    It is not counted but drawn, so that a restored backup never gives an old version to new words.
    """

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[UUID]
