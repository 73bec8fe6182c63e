"""Ideas and searches for companions, and the links by which their authors look after them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from directory_service.models.base import Base
from directory_service.rules.ideas import LOOKED_AFTER, WITHDRAWABLE, IdeaState
from services.kit.errors import Conflict, Stale


class IdeaOver(Conflict):
    """This idea is not on the board any more, and cannot be changed."""


class Idea(Base):
    """What somebody would like to do, or with whom; its words are those that were approved last, once it was public."""

    __tablename__ = "ideas"
    __table_args__ = (
        Index("ix_ideas_newest", text("published_at DESC"), "id", postgresql_where=text("state = 'published'")),
        Index("ix_ideas_ends_on", "ends_on", postgresql_where=text("state = 'published'")),
        Index("ix_ideas_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index("ix_ideas_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
        Index("ix_ideas_over", "changed_at", postgresql_where=text("state <> 'published'")),
        Index(
            "uq_ideas_project_draft_id",
            "project_draft_id",
            unique=True,
            postgresql_where=text("project_draft_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # None until citizens have seen it.
    slug: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    description: Mapped[str | None]
    categories: Mapped[list[str]]
    district: Mapped[str | None]
    contact_name: Mapped[str]
    contact: Mapped[str | None]
    # Whose it is: an address that was, or is to be, confirmed; or somebody with an account.
    email: Mapped[str | None]
    person_id: Mapped[UUID | None]
    language: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    ends_on: Mapped[date | None]
    # When its author was asked whether it is to stay.
    asked_at: Mapped[datetime | None]
    project_draft_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))

    @property
    def is_public(self) -> bool:
        """Tell whether it stands on the board."""
        return self.state == IdeaState.PUBLISHED

    def expect(self, version: int) -> None:
        """Refuse with `Stale` when somebody else was faster."""
        if self.version != version:
            raise Stale

    def check_looked_after(self) -> None:
        """Refuse with `IdeaOver` what its author cannot change any more."""
        if self.state not in LOOKED_AFTER:
            raise IdeaOver

    def check_withdrawable(self) -> None:
        """Refuse with `IdeaOver` what its author cannot take back any more."""
        if self.state not in WITHDRAWABLE:
            raise IdeaOver

    def reword(self, words: Mapping[str, Any], now: datetime) -> None:
        """Put these words in the place of those that stand there."""
        for name, value in words.items():
            setattr(self, name, value)
        self.touch(now)

    def publish(self, *, slug: str, ends_on: date, now: datetime) -> None:
        """Put it on the board until a day."""
        self.state, self.slug, self.published_at = IdeaState.PUBLISHED, slug, now
        self.stay(ends_on, now)

    def stay(self, ends_on: date, now: datetime) -> None:
        """Let it stand on the board until a later day."""
        self.state, self.ends_on, self.asked_at = IdeaState.PUBLISHED, ends_on, None
        self.touch(now)

    def end(self, state: IdeaState, now: datetime) -> None:
        """Take it off the board, or let nobody look at it."""
        self.state = state
        self.touch(now)

    def touch(self, now: datetime) -> None:
        """Note that something changed."""
        self.version = (self.version or 1) + 1
        self.changed_at = now


class IdeaLink(Base):
    """The secret of a link in a mail to an author: for which idea it was made, and for what."""

    __tablename__ = "idea_links"
    __table_args__ = (Index("ix_idea_links_idea_id", "idea_id"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    made_at: Mapped[datetime]
