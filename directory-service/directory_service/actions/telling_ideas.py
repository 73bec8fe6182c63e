"""What the directory tells of ideas, so that people can join their authors without knowing an address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import Idea
from directory_service.rules.ideas import IdeaState
from services.facts.directory import IdeaPublished, IdeaWithdrawn
from services.kit import outbox


def tell_idea(session: Session, idea: Idea, *, now: datetime) -> None:
    """Tell that an idea stands on the board as it is now, and who is asked about it."""
    fact = IdeaPublished(
        idea_id=idea.id,
        version=idea.version,
        slug=idea.slug or "",
        title=idea.title,
        contact_name=idea.contact_name,
        contact_email=idea.email,
        person_id=idea.person_id,
        published_at=idea.published_at or now,
    )
    outbox.record(session, fact, now=now)


def tell_idea_withdrawn(session: Session, idea_id: UUID, version: int, *, now: datetime) -> None:
    """Tell that an idea does not stand on the board any more."""
    outbox.record(session, IdeaWithdrawn(idea_id=idea_id, version=version, withdrawn_at=now), now=now)


def tell_ideas_again(session: Session, *, now: datetime) -> int:
    """Tell once more of all that stands on the board; return how much that is."""
    found = session.scalars(select(Idea).where(Idea.state == IdeaState.PUBLISHED)).all()
    for idea in found:
        tell_idea(session, idea, now=now)
    return len(found)
