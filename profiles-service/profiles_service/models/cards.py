"""The cards of contact persons, and what others see of them.

`shown_cards` has a row for each audience that sees a card, made anew by every change: lists, searches and counts read
it alone, so a hidden word is not there to be found.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from profiles_service.models.base import Base
from profiles_service.rules.cards import WORDS, Level, Viewer, seen
from services.kit.errors import Stale

_AUDIENCES = (str(Level.PUBLIC), str(Level.SIGNED_IN))


class Card(Base):
    """What a person says of herself, all of it hidden until she shows it; `shown` tells of each field to whom."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("ix_cards_withdrawn_at", "withdrawn_at", postgresql_where=text("withdrawn_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    shown: Mapped[dict[str, str]] = mapped_column(JSONB)
    # Whether its owner wants search engines to list what is public.
    is_listed: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    pronoun: Mapped[str | None]
    portrait_id: Mapped[UUID | None]
    about: Mapped[str | None]
    organisation_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    role: Mapped[str | None]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    gives: Mapped[list[str]] = mapped_column(ARRAY(Text))
    gives_text: Mapped[str | None]
    looks_for: Mapped[list[str]] = mapped_column(ARRAY(Text))
    looks_for_text: Mapped[str | None]
    district: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]
    changed_at: Mapped[datetime]

    @property
    def words(self) -> dict[str, Any]:
        """Return all that the card says."""
        return {word: getattr(self, word) for word in WORDS}

    def seen_by(self, viewer: Viewer) -> dict[str, Any] | None:
        """Return what somebody sees of this card, or nothing where it does not exist for her."""
        return seen(self.words, self.shown, viewer, withdrawn=self.withdrawn_at is not None)

    def check_version(self, expected: int) -> None:
        """Refuse with `Stale` when the card was changed in the meantime."""
        if self.version != expected:
            raise Stale


class ShownCard(Base):
    """What one audience sees of a card, and nothing else."""

    __tablename__ = "shown_cards"
    __table_args__ = (
        CheckConstraint(f"audience IN {_AUDIENCES}", "audience"),
        Index("ix_shown_cards_sorted", "audience", "sorts_by", "card_id"),
        Index("ix_shown_cards_district", "audience", "district"),
        *(
            Index(f"ix_shown_cards_{name}", name, postgresql_using="gin")
            for name in ("categories", "gives", "looks_for", "languages", "organisation_ids", "search")
        ),
    )

    card_id: Mapped[UUID] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sorts_by: Mapped[str]
    organisation_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    gives: Mapped[list[str]] = mapped_column(ARRAY(Text))
    looks_for: Mapped[list[str]] = mapped_column(ARRAY(Text))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    district: Mapped[str | None]
    said: Mapped[str]
    search: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("to_tsvector('german', said)", persisted=True), nullable=False, deferred=True
    )


class Portrait(Base):
    """One size of the picture on a card, as WebP; it goes with the card."""

    __tablename__ = "portraits"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    body: Mapped[bytes]
