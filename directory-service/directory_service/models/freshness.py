"""Whether records are still true: who was asked, and what came of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from services.kit.errors import Gone


class AnsweredAlready(Gone):
    """This has been answered already, with thanks."""


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
