"""What people agreed to, written down line by line; no line is ever changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules import content_hash

STEPS = ("requested", "mailed", "confirmed", "changed", "paused", "resumed", "withdrawn", "emptied")
CONSENT_WORDS = ("person_id", "request_id", "step", "happened_at", "wording_hash", "form", "chosen", "letter_id")


class KeptWording(Base):
    """A wording that somebody agreed to, kept as long as anybody's consent names it."""

    __tablename__ = "wordings"

    hash: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    first_used_at: Mapped[datetime]


class Consent(Base):
    """One line of the proof of what a person agreed to, and when; a trigger refuses to change or delete a line.

    Each carries the hash of the line before, so a change behind the trigger's back is found (`verify-consents`). A line
    can be emptied: then nobody knows any more whose it was, and the chain still holds. A later line names it, so that
    nobody empties one unseen.

    The steps: `requested` (wording, form and choice), `mailed` (which letter), `confirmed`, `changed` (the new choice),
    `paused` (until when), `resumed`, `withdrawn` (by what: a link, a page, a complaint), `emptied` (which lines, why).
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"step IN {STEPS}", "step"),
        Index("ix_consents_person_id", "person_id"),
        Index("ix_consents_request_id", "request_id", postgresql_where=text("request_id IS NOT NULL")),
    )

    # Counted, so that lines of the same moment keep their order.
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    # No foreign key: the proof outlives the person's row.
    person_id: Mapped[UUID | None]
    request_id: Mapped[UUID | None]
    step: Mapped[str]
    happened_at: Mapped[datetime]
    wording_hash: Mapped[str | None] = mapped_column(ForeignKey("wordings.hash"))
    form: Mapped[str | None]
    chosen: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    letter_id: Mapped[UUID | None]
    salt: Mapped[bytes | None]
    content_hash: Mapped[bytes]
    prev_hash: Mapped[bytes] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(unique=True)

    @property
    def words(self) -> dict[str, Any]:
        """Return what this line says, as it is hashed."""
        return {name: getattr(self, name) for name in CONSENT_WORDS}

    @property
    def is_emptied(self) -> bool:
        """Tell whether nobody knows any more what this line said."""
        return self.salt is None

    @property
    def is_true(self) -> bool:
        """Tell whether this line says what it said when it was written."""
        return self.salt is None or content_hash(self.salt, self.words) == self.content_hash
