"""Who looks after an organisation, and who is invited to."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from directory_service.rules import StewardRole
from services.kit.errors import Gone


class Stewardship(Base):
    """That a person may edit an organisation's things; the row stays when she no longer may, for its version."""

    __tablename__ = "stewardships"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID]
    version: Mapped[int]
    role: Mapped[str] = mapped_column(default=StewardRole.OWNER, server_default=StewardRole.OWNER)
    # As the invitation named her; profiles knows more.
    name: Mapped[str | None]
    appointed_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]


class InvitationOver(Gone):
    """This invitation was used already, withdrawn, or is too old. Please ask for a new one."""


class Invitation(Base):
    """That somebody is invited by mail to look after an organisation; who she is goes as soon as nobody can accept."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_organisation_id", "organisation_id"),
        Index("ix_invitations_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
        Index("ix_invitations_invited_by", "invited_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str | None]
    name: Mapped[str | None]
    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    invited_by: Mapped[str]
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody may still accept."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at

    def check_open(self, now: datetime) -> None:
        """Refuse with `InvitationOver` what nobody may accept any more."""
        if not self.is_open(now):
            raise InvitationOver

    def accept(self, now: datetime) -> None:
        """Note that somebody took over."""
        self.check_open(now)
        self.accepted_at, self.email, self.name = now, None, None

    def withdraw(self, now: datetime) -> None:
        """Let nobody accept this any more."""
        self.check_open(now)
        self.withdrawn_at, self.email, self.name = now, None, None
