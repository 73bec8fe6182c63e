"""What people were told of besides one thing each, and the calendar as reminders need it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from notifier.models.base import Base


class Told(Base):
    """That a notification to many tells of a thing beside its own, as a newsletter does of what it shows.

    Who was told stands in the ledger, once for each mail; so here it is one row for each thing, not for each person.
    """

    __tablename__ = "told"
    __table_args__ = (Index("ix_told_object_id", "object_id"),)

    notification_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notifications.id"), primary_key=True)
    object_id: Mapped[UUID] = mapped_column(primary_key=True)


class ThingGone(Base):
    """Something of the city that is `cancelled` or `withdrawn`, until it is there again; newsletters may show it."""

    __tablename__ = "things_gone"

    object_id: Mapped[UUID] = mapped_column(primary_key=True)
    how: Mapped[str]
    since: Mapped[datetime]


class Novelty(Base):
    """What was new of late, with all that an interest may ask for: so that a forecast looks at nothing larger.

    Written by `actions.novelties` from the notification that tells of it.
    """

    __tablename__ = "novelties"
    __table_args__ = (Index("ix_novelties_since", "since"),)

    notification_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
    categories: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    kinds: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    districts: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    languages: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    provides: Mapped[int] = mapped_column(SmallInteger)
    marks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lexemes: Mapped[str] = mapped_column(TSVECTOR)


class DigestWindow(Base):
    """A window that was closed; `notification_id` is empty when there was nothing to tell anybody.

    A window that was missed is closed together with the one after it.
    """

    __tablename__ = "digest_windows"

    cadence: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    closes_at: Mapped[datetime] = mapped_column(primary_key=True)
    notification_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("notifications.id"))


class Portion(Base):
    """What one person's digest holds: the notifications of the things it tells of, and how many there were for her."""

    __tablename__ = "portions"
    __table_args__ = (Index("ix_portions_recipient_id", "recipient_id"),)

    notification_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    items: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    total: Mapped[int] = mapped_column(server_default="0")


class Event(Base):
    """An event as the calendar told it last.

    `told` is what people know of it while a change waits to be told to them, at `change_due_at`.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_change_due_at", "change_due_at", postgresql_where=text("change_due_at IS NOT NULL")),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    is_on: Mapped[bool]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    change_due_at: Mapped[datetime | None]


class Reminder(Base):
    """When people are to be reminded of one date of an event, and from when on it is too late for that."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_due", "remind_at", postgresql_where=text("NOT is_done")),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.event_id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    lead: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    date_id: Mapped[UUID | None]
    ends_at: Mapped[datetime | None]
    remind_at: Mapped[datetime]
    late_at: Mapped[datetime]
    is_done: Mapped[bool]


class Attendance(Base):
    """That somebody comes to an event, or saved it; without `date_id` to all of its dates.

    `reminds` is false for who comes and wants to hear of changes only. Who was entered `by_hand` by others
    hears no words of theirs. She need not be a subscriber, so what her mails need stands here.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        Index("ix_attendances_event_id_recipient_id", "event_id", "recipient_id"),
        Index("ix_attendances_recipient_id", "recipient_id"),
        Index("ix_attendances_email_key", text("lower(email)")),
    )

    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    date_id: Mapped[UUID | None]
    recipient_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("recipients.id", ondelete="CASCADE"))
    email: Mapped[str]
    name: Mapped[str | None]
    language: Mapped[str]
    leave_token: Mapped[str | None]
    is_saved: Mapped[bool]
    reminds: Mapped[bool] = mapped_column(server_default=text("true"))
    by_hand: Mapped[bool] = mapped_column(server_default=text("false"))
    since: Mapped[datetime]
