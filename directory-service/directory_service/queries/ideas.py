"""Questions about ideas: what stands on the board, and what a link from a mail opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Label, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from directory_service.models import Idea, IdeaLink, Project, Revision
from directory_service.queries.listing import named
from directory_service.rules import State
from directory_service.rules.ideas import CONFIRMED_WITHIN, IDEA, SEEN, WORDS, IdeaState, LinkPurpose
from services.kit import paging
from services.kit.errors import NotFound
from services.kit.privacy.forgotten import check_still_here
from services.kit.review.rules import Origin, RevisionState
from services.kit.review.suggesting import NoSuchLink
from services.kit.secret_links import token_hash

FACETS = ("kind", "category", "district")
_ORDERS: Mapping[str, Sequence[Any]] = {
    "newest": (Idea.published_at.desc(), Idea.id),
    "title": (func.lower(Idea.title), Idea.id),
}


class NoSuchIdea(NotFound):
    """There is no such idea on the board."""


def ideas(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of the board, with how many ideas each further choice would leave."""
    facets = {name: _counted(session, asked, name) for name in FACETS}
    return paging.read_page(session, listed(asked), asked, facets=facets)


def listed(asked: Mapping[str, Any]) -> Select[Idea]:
    """Return what the board holds for a question, in its order."""
    order = _ORDERS[asked["sort"] or "newest"]
    return select(Idea).where(Idea.state == IdeaState.PUBLISHED, *_chosen(asked)).order_by(*order)


def _chosen(asked: Mapping[str, Any], *, but: str = "") -> list[ColumnElement[bool]]:
    categories = [Idea.categories.contains([each]) for each in asked["category"]]
    chosen: dict[str, ColumnElement[bool] | None] = {
        "kind": Idea.kind.in_(asked["kind"]) if asked["kind"] else None,
        "category": or_(*categories) if categories else None,
        "district": Idea.district.in_(asked["district"]) if asked["district"] else None,
    }
    return [condition for name, condition in chosen.items() if condition is not None and name != but]


def _counted(session: Session, asked: Mapping[str, Any], name: str) -> dict[str, int]:
    columns: dict[str, SQLColumnExpression[Any]] = {
        "kind": Idea.kind,
        "category": func.unnest(Idea.categories),
        "district": Idea.district,
    }
    key: Label[Any] = columns[name].label("key")
    rows = select(key).where(Idea.state == IdeaState.PUBLISHED, *_chosen(asked, but=name)).subquery()
    counted = select(rows.c.key, func.count()).where(rows.c.key.is_not(None)).group_by(rows.c.key)
    return dict(session.execute(counted).all())


def idea(session: Session, ref: str) -> Idea:
    """Return an idea that citizens see, by its id or slug; refused with `NoSuchIdea`."""
    found = session.scalar(select(Idea).where(named(Idea, ref), Idea.state.in_(SEEN)))
    if found is None:
        raise NoSuchIdea
    return found


def project_of(session: Session, found: Idea) -> Project | None:
    """Return the project that an idea has become, if citizens see it."""
    if found.project_id is None:
        return None
    return session.scalar(select(Project).where(Project.id == found.project_id, Project.state == State.PUBLISHED))


def idea_of(session: Session, project_id: UUID) -> Idea | None:
    """Return the idea that has become a project, if citizens see it."""
    became = (Idea.project_id == project_id, Idea.state == IdeaState.BECAME_PROJECT)
    return session.scalar(select(Idea).where(*became).order_by(Idea.published_at).limit(1))


def linked_id(session: Session, token: str, purpose: LinkPurpose, *, now: datetime) -> UUID:
    """Return the id of the idea that a link opens for a purpose; refused with `NoSuchLink`."""
    asked = select(IdeaLink.idea_id).where(IdeaLink.token_hash == token_hash(token), IdeaLink.purpose == purpose)
    if purpose == LinkPurpose.CONFIRM:
        asked = asked.where(IdeaLink.made_at > now - CONFIRMED_WITHIN)
    found = session.scalar(asked)
    if found is None:
        check_still_here(session, token_hash(token))
        raise NoSuchLink
    return found


def own_idea(session: Session, token: str, *, now: datetime) -> Idea:
    """Return the idea that its author's link opens; refused with `NoSuchLink`."""
    return session.get_one(Idea, linked_id(session, token, LinkPurpose.OWN, now=now))


def idea_to_change(session: Session, idea_id: UUID) -> tuple[Idea, Revision | None]:
    """Return an idea that nobody else changes, and its author's words that wait; refused with `NoSuchIdea`.

    What waits is locked first, as whoever approves it does, so that neither waits for the other.
    """
    whole = {"populate_existing": True}
    waits = _authors_words(idea_id).where(Revision.state == RevisionState.WAITING)
    waiting = session.scalar(waits.with_for_update().execution_options(**whole))
    found = session.get(Idea, idea_id, with_for_update=True)
    if found is None:
        raise NoSuchIdea
    return found, waiting


def latest_words(session: Session, idea_id: UUID) -> Revision | None:
    """Return what its author wrote last, if that waits for the editors or was sent back."""
    newest = _authors_words(idea_id).order_by(Revision.changed_at.desc()).limit(1)
    found = session.scalar(newest)
    return found if found and found.state in (RevisionState.WAITING, RevisionState.REFUSED) else None


def _authors_words(idea_id: UUID) -> Select[Revision]:
    own = (Revision.subject_id == idea_id, Revision.kind == IDEA, Revision.origin == Origin.SUGGESTION)
    return select(Revision).where(*own)


def words_of(found: Idea) -> dict[str, Any]:
    """Return what stands in an idea."""
    return {name: getattr(found, name) for name in WORDS}
