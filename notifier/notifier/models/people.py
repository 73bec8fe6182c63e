"""Whom to tell of what: a projection of what profiles-service tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notifier.models.base import Base


class Term(Base):
    """A category, district or language as a small number, so that interests stay small."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(SmallInteger, Identity(), primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]


class Recipient(Base):
    """A person as the notifier knows her: a projection of what profiles-service tells.

    Who only ever gets letters has no address here; each letter brings its own.
    """

    __tablename__ = "recipients"
    __table_args__ = (
        # Who once got a letter and nothing since.
        Index("ix_recipients_strangers", "updated_at", postgresql_where=text("email IS NULL AND NOT subscribed")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(unique=True)
    email: Mapped[str | None]
    name: Mapped[str | None]
    language: Mapped[str]
    subscribed: Mapped[bool]
    newsletter: Mapped[bool]
    reminders: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    paused_until: Mapped[datetime | None]
    manage_token: Mapped[str | None]
    leave_token: Mapped[str | None]
    updated_at: Mapped[datetime]


class Interest(Base):
    """One combination of kind, category and district that a person wants to hear of; 0 stands for any.

    `needs` holds bits, and above them the number of the narrowing that holds besides: few have one, and for the others
    the index alone still says all.
    """

    __tablename__ = "interests"
    __table_args__ = (
        # Answers every matching query without touching the table.
        Index(
            "ix_interests_match",
            "category",
            "kind",
            "district",
            "recipient_id",
            postgresql_include=["cadence", "needs", "language", "since", "words"],
        ),
    )

    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("recipients.id", ondelete="CASCADE"), primary_key=True
    )
    interest_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    category: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    district: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cadence: Mapped[int] = mapped_column(SmallInteger)
    needs: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str | None]
    since: Mapped[datetime]


class Narrowing(Base):
    """What an interest asks for beside what its own columns say: marks, by the question that they answer."""

    __tablename__ = "narrowings"

    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("recipients.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSONB)
    unwanted: Mapped[list[str]] = mapped_column(ARRAY(Text))
