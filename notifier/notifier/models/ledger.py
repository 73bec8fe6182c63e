"""What is to be told, and for every person what became of it.

A notification is expanded into batches of recipients by one statement per range of ids. A person's row in the ledger
(`deliveries`) is written when her mail is about to go out; until then she is pending in a batch that is not done. So
queueing a million people costs little more than finding them, and the ledger still answers for everyone.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notifier.models.base import Base

_LETTERS = text("topic = 8 AND content -> 'email' IS NOT NULL")


class Notification(Base):
    """Something to tell people. `dedupe_key` keeps it from being told twice, whatever happens.

    Once all its batches are done it is counted over: `missing` is how many people it was for are in no final state.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_expanding", "id", postgresql_where=text("state = 0")),
        Index("ix_notifications_object", "object_id"),
        Index("ix_notifications_news", "created_at", postgresql_where=text("topic IN (3, 4, 5, 6)")),
        Index(
            "ix_notifications_with_people",
            "created_at",
            postgresql_where=text("people_forgotten_at IS NULL AND settled_at IS NOT NULL"),
        ),
        # Letters that are not emptied yet, by whom they go to.
        Index("ix_notifications_letters_to", text("lower(content ->> 'email')"), postgresql_where=_LETTERS),
        Index("ix_notifications_expires_at", "expires_at"),
        Index("ix_notifications_unsettled", "id", postgresql_where=text("settled_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    topic: Mapped[int] = mapped_column(SmallInteger)
    lane: Mapped[int] = mapped_column(SmallInteger)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    object_id: Mapped[UUID]
    object_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    facets: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[int] = mapped_column(SmallInteger)
    fanout_cursor: Mapped[int] = mapped_column(BigInteger)
    fanout_until: Mapped[int] = mapped_column(BigInteger)
    fanned_out: Mapped[int]
    since: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    missing: Mapped[int] = mapped_column(server_default="0")
    # Since when it says how many got it, and no longer who.
    people_forgotten_at: Mapped[datetime | None]


class Batch(Base):
    """A few hundred recipients of one notification, sent by one process at a time.

    `fence` rises with each lease: a process that lost its lease can write nothing any more.
    """

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_due", "lane", "next_at", postgresql_where=text("state = 0")),
        Index("ix_batches_leased", "lease_until", postgresql_where=text("state = 1")),
        Index("ix_batches_open", "first_id", "last_id", postgresql_where=text("state <> 2")),
    )

    notification_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notifications.id"), primary_key=True)
    first_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last_id: Mapped[int] = mapped_column(BigInteger)
    recipients: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    lane: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[datetime]
    lease_owner: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int]


class Delivery(Base):
    """The ledger: one row for each person and notification, for ever unique."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_committed", "lease_owner", postgresql_where=text("state = 2")),
        Index("ix_deliveries_recipient", "recipient_id"),
        Index("ix_deliveries_unknown", "updated_at", postgresql_where=text("state = 8")),
    )

    notification_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    lane: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[int] = mapped_column(SmallInteger)
    attempt: Mapped[int] = mapped_column(SmallInteger)
    lease_owner: Mapped[UUID | None]
    next_at: Mapped[datetime | None]
    smtp_code: Mapped[int | None] = mapped_column(SmallInteger)
    enhanced: Mapped[str | None]
    reply: Mapped[str | None]
    updated_at: Mapped[datetime]


class LaneRest(Base):
    """A lane whose mail server failed, and until when it rests."""

    __tablename__ = "lane_rests"

    lane: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    failures: Mapped[int]
    until: Mapped[datetime]
    reason: Mapped[str]


class DomainRest(Base):
    """A receiving domain that refuses what a lane sends for what we are, and until when it is left in peace."""

    __tablename__ = "domain_rests"

    lane: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    domain: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    reason: Mapped[str]


class Suppression(Base):
    """An address that must not be written to; only its hash, so that it survives the person being forgotten."""

    __tablename__ = "suppressions"

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]
