"""Contact requests: whom one may ask, who asked, who was asked, and each step with its time."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules import ACTORS, ANSWERS, REASONS, STATES, next_state
from profiles_service.rules.cards import AUDIENCES, Level

_ANSWERED = text("answer_email IS NOT NULL")


class ContactSubject(Base):
    """What one may ask about: an offer, an organisation or an idea, as the directory told; it stays when withdrawn.

    For a person there is an empty row as soon as somebody asked her: what she is called stands on her card alone.
    """

    __tablename__ = "contact_subjects"
    __table_args__ = (
        Index("ix_contact_subjects_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    slug: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(index=True)
    organisation_name: Mapped[str]
    email: Mapped[str | None]
    # For figures alone.
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    district: Mapped[str | None]
    is_public: Mapped[bool]


class ContactRequest(Base):
    """Somebody's wish to be put in touch; once it is erased only its states and times are left."""

    __tablename__ = "contact_requests"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"answer IN {ANSWERS}", "answer"),
        CheckConstraint(f"reason IN {REASONS}", "reason"),
        CheckConstraint(f"asked_as IN {tuple(map(str, AUDIENCES))}", "asked_as"),
        CheckConstraint("organisation_id IS NULL OR person_id IS NULL", "whom"),
        ForeignKeyConstraint(["subject_kind", "subject_id"], ["contact_subjects.kind", "contact_subjects.id"]),
        Index("ix_contact_requests_subject", "subject_kind", "subject_id", "forwarded_at"),
        Index(
            "ix_contact_requests_person_id",
            "person_id",
            "requested_at",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index("ix_contact_requests_organisation", "organisation_id", "requested_at"),
        Index(
            "ix_contact_requests_shown",
            "requested_at",
            postgresql_where=text("verified_at IS NOT NULL AND erased_at IS NULL"),
        ),
        Index("ix_contact_requests_state", "state", "requested_at", postgresql_where=text("state <> 'closed'")),
        Index("ix_contact_requests_to_erase", "closed_at", postgresql_where=text("erased_at IS NULL")),
        Index("ix_contact_requests_answered_by", text("lower(answer_email)"), postgresql_where=_ANSWERED),
        Index("ix_contact_requests_email_key", "email_key", postgresql_where=text("email_key IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    organisation_id: Mapped[UUID | None]
    # Whose card it is, where a person was asked.
    person_id: Mapped[UUID | None]
    # As whom she who asks sees cards: she hears of a person as long as that one shows herself to such as her.
    asked_as: Mapped[str] = mapped_column(default=Level.PUBLIC.value)
    language: Mapped[str]
    name: Mapped[str | None]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    message: Mapped[str | None]
    shares_address: Mapped[bool]
    wording_hash: Mapped[str] = mapped_column(ForeignKey("wordings.hash"))
    state: Mapped[str]
    held_for: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    answer: Mapped[str | None]
    answer_text: Mapped[str | None]
    answer_email: Mapped[str | None]
    reason: Mapped[str | None]
    requested_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    forwarded_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    outcome_asked_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def outcome(self) -> str | None:
        """Return what became of it, as soon as that is known; nothing also where an editor passed it on to nobody."""
        if self.settled_at is None:
            return None
        return "not_placed" if self.reason else "placed"

    @property
    def shown_email(self) -> str | None:
        """Return the address of who asks, if she agreed that it be shown and was told to come."""
        return self.email if self.shares_address and self.answer == "meet" else None

    def do(self, deed: str, *, by: str, now: datetime) -> "ContactStep":
        """Take one step, and return the line to be kept of it; refused where the table of states does not allow it."""
        self.state = next_state(self.state, deed)
        if moment := _MOMENTS.get(self.state):
            setattr(self, moment, now)
        return ContactStep(request_id=self.id, state=self.state, by=by, reason=self.reason, happened_at=now)

    def erase(self, now: datetime) -> None:
        """Forget who asked, and every word that was written."""
        for name in _PERSONAL:
            setattr(self, name, None)
        self.erased_at = now


_MOMENTS = {
    "verified": "verified_at",
    "forwarded": "forwarded_at",
    "answered": "answered_at",
    "placed": "settled_at",
    "not_placed": "settled_at",
    "closed": "closed_at",
}
_PERSONAL = ("name", "email", "email_key", "message", "answer_text", "answer_email", "person_id")
ERASED: dict[str, Any] = dict.fromkeys(_PERSONAL)
"""What is left of the personal words of a request that was erased."""


class ContactRecipient(Base):
    """Somebody who was asked: a steward, a contact person, who had an idea, or an organisation's own mailbox."""

    __tablename__ = "contact_recipients"
    __table_args__ = (
        UniqueConstraint(
            "request_id", "person_id", name="uq_contact_recipients_whom", postgresql_nulls_not_distinct=True
        ),
        Index("ix_contact_recipients_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index("ix_contact_recipients_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("contact_requests.id", ondelete="CASCADE"))
    # No foreign key: a person may be erased while a request of her organisation goes on.
    person_id: Mapped[UUID | None]
    email: Mapped[str | None]


class ContactStep(Base):
    """One step in the life of a request, with nothing personal in it: what figures are made of."""

    __tablename__ = "contact_steps"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"by IN {ACTORS}", "by"),
        Index("ix_contact_steps_happened_at", "happened_at", "state"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("contact_requests.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]
    by: Mapped[str]
    reason: Mapped[str | None]
    happened_at: Mapped[datetime]
