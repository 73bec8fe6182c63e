"""What people want to hear about; what somebody asked for waits in `subscription_requests` until she confirms."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules import REQUEST_LASTS, Choice, Wish
from services.kit.errors import Gone

_NO_WORDS = text("'{}'")
WISH_COLUMNS = tuple(Wish.__dataclass_fields__)


class RequestOver(Gone):
    """This link has run out. Please subscribe once more; we will send you a new one."""


class HasLeft(Gone):
    """This subscription has ended. Please subscribe once more if you want to hear from us again."""


class Subscription(Base):
    """What a person who confirmed hears from us; it stays, empty, when she leaves, so that facts keep their order."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'left')", "state"),
        Index("ix_subscriptions_left_at", "left_at", postgresql_where=text("state = 'left'")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    name: Mapped[str | None]
    language: Mapped[str]
    newsletter: Mapped[bool]
    reminders: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failing_reason: Mapped[str | None]
    confirmed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Tell whether this person wants to hear from us."""
        return self.state == "active"

    def confirm(self, choice: Choice, now: datetime) -> None:
        """Take in what was confirmed; what was confirmed earlier stays, unless she has left since."""
        stayed = self.state == "active"
        self.newsletter = choice.newsletter or (stayed and self.newsletter)
        self.name = choice.name or (self.name if stayed else None)
        self.reminders = choice.reminders or (stayed and self.reminders)
        self.state, self.language, self.confirmed_at, self.left_at = "active", choice.language, now, None
        # Who orders anew wants to hear from us, and has just read a mail.
        self.paused_until, self.failing_since, self.failing_reason = None, None, None
        self.note_change(now)

    def change(self, choice: Choice, now: datetime) -> None:
        """Take in what the person changed; refused with `HasLeft` after she left."""
        if not self.is_active:
            raise HasLeft
        self.newsletter, self.reminders, self.language = choice.newsletter, choice.reminders, choice.language
        self.note_change(now)

    def pause(self, until: datetime | None, now: datetime) -> None:
        """Let nothing be written before a moment, or end that; refused with `HasLeft` after the person left."""
        if not self.is_active:
            raise HasLeft
        self.paused_until = until
        self.note_change(now)

    def note_failure(self, reason: str, at: datetime) -> None:
        """Note that mails to this person do not arrive; the first time counts."""
        self.failing_since, self.failing_reason = self.failing_since or at, reason

    def leave(self, now: datetime) -> None:
        """End the subscription."""
        self.state, self.left_at, self.newsletter, self.name = "left", now, False, None
        self.paused_until = None
        self.note_change(now)

    def note_change(self, now: datetime) -> None:
        """Note that this is another subscription now, so that hearers know the newer one."""
        self.version += 1
        self.changed_at = now


class Interest(Base):
    """One thing a person wants to hear about, since a moment: what was published before is not told.

    What is published before `paused_until` is not told either.
    """

    __tablename__ = "interests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[list[str]] = mapped_column(ARRAY(Text))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    commitment: Mapped[str | None]
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    with_children: Mapped[bool]
    wheelchair: Mapped[bool]
    remote: Mapped[bool]
    language: Mapped[str | None]
    text: Mapped[str | None]
    wanted: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_WORDS)
    unwanted: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_WORDS)
    cadence: Mapped[str]
    paused_until: Mapped[datetime | None]
    since: Mapped[datetime]

    @property
    def wish(self) -> Wish:
        """Return what is wanted, without the row."""
        return Wish.of({name: getattr(self, name) for name in WISH_COLUMNS})


class SubscriptionRequest(Base):
    """What somebody asked for in a person's name; nothing comes of it until that person confirms."""

    __tablename__ = "subscription_requests"
    __table_args__ = (Index("ix_subscription_requests_requested_at", "requested_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSONB)
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    @property
    def choice(self) -> Choice:
        """Return what was asked for."""
        return Choice.of(self.chosen)

    def confirm(self, now: datetime) -> bool:
        """Note the confirmation, and tell whether it is the first; refused with `RequestOver` after 14 days."""
        if now - self.requested_at > REQUEST_LASTS:
            raise RequestOver
        first = self.confirmed_at is None
        self.confirmed_at = self.confirmed_at or now
        return first


class LinkRequest(Base):
    """Somebody asked for the link to manage what an address gets; answered outside the request.

    So the answer takes the same time whether or not anybody is known at the address.
    """

    __tablename__ = "link_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email_key: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    requested_at: Mapped[datetime]
