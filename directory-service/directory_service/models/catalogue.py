"""Under which version the answers of the lists are kept."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base


class Catalogue(Base):
    """One row whose version rises with every change to what the lists show; answers are kept under it."""

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    # Rises when records are deleted by hand, which nobody could tell from the rows that are left.
    emptied: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
