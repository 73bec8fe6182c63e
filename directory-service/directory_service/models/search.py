"""What the search reads: one row for all that can be found, the words there are, and what people say for what is meant.

Entries and vocabulary are kept by triggers that the migrations make, with every change and in its transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Computed, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base


class SearchEntry(Base):
    """Something public that can be found: an offer, an event, an organisation or a project."""

    __tablename__ = "search_entries"
    __table_args__ = (
        Index("ix_search_entries_words", "words", postgresql_using="gin"),
        Index("ix_search_entries_heads", "heads", postgresql_using="gin"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str | None]
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str | None]
    categories: Mapped[list[str]]
    district: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    starts_at: Mapped[datetime | None]
    # When the last date of an event is over; all else is found until it is withdrawn.
    until: Mapped[datetime | None]
    # Of events and projects.
    status: Mapped[str | None]
    published_at: Mapped[datetime | None]
    organisation_name: Mapped[str | None]
    organisation_slug: Mapped[str | None]
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    # The words of title, keywords and topics alone, so that the best of a common word come first.
    heads: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class SearchWord(Base):
    """A word that stands in something public, or did: as it is written, and its stem."""

    __tablename__ = "search_vocabulary"
    __table_args__ = (
        Index("ix_search_vocabulary_lexeme", "lexeme"),
        Index(
            "ix_search_vocabulary_parts", "lexeme", postgresql_using="gin", postgresql_ops={"lexeme": "gin_trgm_ops"}
        ),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]
    lexeme: Mapped[str]
    entries: Mapped[int]


class Synonym(Base):
    """That people say one thing and mean another; both may be several words."""

    __tablename__ = "search_synonyms"

    said: Mapped[str] = mapped_column(primary_key=True)
    meant: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    stems: Mapped[list[str]] = mapped_column(Computed("public.stems(said)", persisted=True))
    lexemes: Mapped[list[str]] = mapped_column(Computed("public.lexemes(meant)", persisted=True))
