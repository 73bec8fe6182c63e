"""What people say about records: that something is wrong, and whether it is still true."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from services.kit.errors import Conflict, Gone


class SettledAlready(Conflict):
    """Somebody has settled this already."""


class AnsweredAlready(Gone):
    """This has been answered already, with thanks."""


class Report(Base):
    """That somebody found something wrong on a page; her address, if she gave one, goes when it is settled."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_open", "sent_at", postgresql_where=text("settled_at IS NULL")),)

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


class FreshnessCheck(Base):
    """That those who look after a record were asked whether it is still true, and what came of it."""

    __tablename__ = "freshness_checks"
    __table_args__ = (
        Index("uq_freshness_checks_open", "subject_id", unique=True, postgresql_where=text("answered_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    organisation_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    # How many got the mail: none where nobody looks after an organisation that has no address.
    asked: Mapped[int]
    hides_on: Mapped[date]
    hidden_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]

    def settle(self, answer: str, now: datetime) -> None:
        """Note the answer; refused with `AnsweredAlready` a second time."""
        if self.answered_at:
            raise AnsweredAlready
        self.answered_at, self.answer = now, answer
