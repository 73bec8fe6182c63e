"""What came back: reports of mails that did not arrive, complaints, and what they say about an address."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.models.base import Base


class BounceEvent(Base):
    """A report as it came in, kept before anything is done about it; `message_hash` keeps it from counting twice.

    Without a valid return path nobody knows whose mail it is about, and nothing is done. `next_at` is when to look for
    its mail again, which is not written down yet; `laid_aside` says why a report could not be acted on.
    """

    __tablename__ = "bounce_events"
    __table_args__ = (
        Index("ix_bounce_events_waiting", "id", postgresql_where=text("acted_at IS NULL")),
        Index("ix_bounce_events_received_at", "received_at"),
        Index("ix_bounce_events_recipient_id", "recipient_id", postgresql_where=text("recipient_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    notification_id: Mapped[int | None] = mapped_column(BigInteger)
    recipient_id: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str]
    words: Mapped[str]
    received_at: Mapped[datetime]
    acted_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    laid_aside: Mapped[str | None]


class AddressScore(Base):
    """How often mails to an address failed without being hopeless: a point a day at the most, and fewer again later."""

    __tablename__ = "address_scores"

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(SmallInteger)
    scored_on: Mapped[date]
    decayed_at: Mapped[datetime]


class PolicyRefusal(Base):
    """How often in an hour a lane's mails were refused because of who we are, and how the last one was put."""

    __tablename__ = "policy_refusals"

    lane: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    words: Mapped[str]
