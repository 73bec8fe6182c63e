"""People: a row for each mail address, whether she signed in or only subscribed; and what she looks after."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules import address_key

EDITOR, ADMINISTRATOR = "editor", "administrator"


class Person(Base):
    """Somebody with a mail address; with an account as soon as she has signed in or was given one."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_editors", "id", postgresql_where=text("'editor' = ANY (roles)")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    language: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    account_since: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @classmethod
    def at(cls, email: str, *, language: str, now: datetime) -> "Person":
        """Return a new person, known by nothing but an address."""
        return cls(id=uuid4(), email=email, email_key=address_key(email), language=language, roles=[], created_at=now)

    def open_account(self, *, name: str | None = None, now: datetime) -> None:
        """Give this person an account, unless she has one; a name she has stays."""
        self.account_since = self.account_since or now
        self.name = self.name or name

    @property
    def is_administrator(self) -> bool:
        """Tell whether this person decides about the editorial team."""
        return ADMINISTRATOR in self.roles

    def appoint(self, role: str) -> None:
        """Let this person edit, and as an administrator also decide who else does."""
        self.roles = [ADMINISTRATOR, EDITOR] if role == ADMINISTRATOR else [EDITOR]

    def dismiss(self) -> None:
        """Let this person act for the city no longer."""
        self.roles = []


class Stewardship(Base):
    """What the directory told us: this person may edit that organisation's things."""

    __tablename__ = "stewardships"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # No foreign key: the directory may appoint somebody before we know her.
    person_id: Mapped[UUID] = mapped_column(index=True)
    organisation_id: Mapped[UUID] = mapped_column(index=True)
    organisation_name: Mapped[str]
    since: Mapped[datetime]
