"""What people find wrong on a page."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from services.kit.errors import Conflict


class SettledAlready(Conflict):
    """Somebody has settled this already."""


class Report(Base):
    """That somebody found something wrong on a page; her address, if she gave one, goes when it is settled."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_open", "sent_at", postgresql_where=text("settled_at IS NULL")),
        Index("ix_reports_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
        Index("ix_reports_settled_by", "settled_by", postgresql_where=text("settled_by IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    path: Mapped[str]
    kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    title: Mapped[str]
    text: Mapped[str]
    email: Mapped[str | None]
    sent_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    note: Mapped[str | None]

    def settle(self, *, by: str, note: str | None, now: datetime) -> None:
        """Note that this was looked into, and forget whose word it was."""
        if self.settled_at:
            raise SettledAlready
        self.settled_at, self.settled_by, self.note, self.email = now, by, note, None
