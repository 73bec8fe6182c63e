"""How people sign in, and where they are signed in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules import CODE_TRIES


class SignIn(Base):
    """A sign-in that was asked for: open until its code or its link is used, too often guessed, or too old."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_expires_at", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    code_proof: Mapped[bytes]
    tries: Mapped[int] = mapped_column(default=0)
    language: Mapped[str]
    next: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Tell whether the right code or link would still do."""
        return self.used_at is None and self.tries < CODE_TRIES and now < self.expires_at


class OpenSession(Base):
    """A device on which somebody is signed in; its secret is known to that device alone."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_last_used_at", "last_used_at"), Index("ix_sessions_created_at", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    device: Mapped[str | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    passkey_at: Mapped[datetime | None]
