"""Answers kept for a day, for those who send a request again; the door that uses them is `idempotency`."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.kit.db import KitBase

KEEP = timedelta(days=1)


class KeptAnswer(KitBase):
    """The answer to a POST that may be sent again."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[bytes | None]
    kept_at: Mapped[datetime]


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop answers that nobody asks for again."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.kept_at < now - KEEP))
