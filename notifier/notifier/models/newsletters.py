"""What editors write to many: drafts, and what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notifier.models.base import Base
from notifier.rules.newsletters import NewsletterState


class Newsletter(Base):
    """A newsletter: its words by language, whom it is for, and how far it has come.

    Once it starts its words are copied into a notification, so what goes out can't change under way.
    """

    __tablename__ = "newsletters"
    __table_args__ = (
        Index("ix_newsletters_scheduled_at", "scheduled_at", postgresql_where=text("state = 1")),
        Index("ix_newsletters_sending", "id", postgresql_where=text("state = 2")),
        Index("ix_newsletters_started_at", "started_at", postgresql_where=text("started_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSONB)
    audience: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int]
    written_by: Mapped[UUID | None]
    changed_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    scheduled_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    notification_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("notifications.id"))

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may read it: from the moment its first mail may be out, unless it was cancelled."""
        return self.started_at is not None and self.state != NewsletterState.CANCELLED

    def touch(self, editor_id: UUID | None, *, now: datetime) -> None:
        """Note that it changed, and by whom."""
        self.version += 1
        self.changed_by = editor_id
        self.changed_at = now


class NewsletterItem(Base):
    """Something of the city that a newsletter shows, as it was when the editor took it in."""

    __tablename__ = "newsletter_items"

    newsletter_id: Mapped[UUID] = mapped_column(ForeignKey("newsletters.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    what: Mapped[str]
    object_id: Mapped[UUID]
    shown: Mapped[dict[str, Any]] = mapped_column(JSONB)
