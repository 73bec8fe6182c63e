"""Drafts and revisions of records, and the texts that editors refuse them with."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from services.kit.review.models import Written


class Revision(Written, Base):
    """Words for an organisation, a project or an offer."""


class TextBlock(Base):
    """A text that editors use again and again when they refuse something."""

    __tablename__ = "text_blocks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
