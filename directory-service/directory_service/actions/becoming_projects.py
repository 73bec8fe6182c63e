"""An idea becomes a project: a draft is filled with it, and once citizens see that, the idea leads there."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.actions.idea_letters import Board, tell_became_project
from directory_service.actions.telling_ideas import tell_idea_withdrawn
from directory_service.models import Idea, Project, Revision
from directory_service.queries.ideas import NoSuchIdea, idea_to_change, linked_id, words_of
from directory_service.rules import RecordKind
from directory_service.rules.ideas import RENEWABLE, IdeaState, LinkPurpose, project_words
from services.kit.errors import Conflict, Forbidden
from services.kit.review.desk import Desk
from services.kit.review.drafts import Beginning, begin_draft
from services.kit.review.rules import RevisionState


class NotYourIdea(Forbidden):
    """Only whoever had this idea, and the editors, can make a project of it."""


class ProjectBegun(Conflict):
    """Somebody is writing a project from this idea already."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which idea is to be a project of which organisation; with the author's link, if whoever asks has it."""

    idea_id: UUID
    organisation_id: UUID
    link: str | None = None


def begin_project(session: Session, wish: Wish, *, desk: Desk) -> Revision:
    """Begin the draft of a project with the words of an idea, for one who may write for that organisation."""
    idea, _ = idea_to_change(session, wish.idea_id)
    _check_author(session, idea, wish, desk)
    if idea.state not in RENEWABLE:
        raise NoSuchIdea
    if idea.project_draft_id and _is_being_written(session, idea.project_draft_id):
        raise ProjectBegun
    words = project_words(words_of(idea))
    beginning = Beginning(kind=RecordKind.PROJECT, subject_id=None, organisation_id=wish.organisation_id, words=words)
    draft: Revision = begin_draft(session, beginning, desk=desk)
    idea.project_draft_id = draft.id
    idea.touch(desk.now)
    session.flush()
    return draft


def _check_author(session: Session, idea: Idea, wish: Wish, desk: Desk) -> None:
    """Refuse with `NotYourIdea` who is neither its author nor an editor; with `NoSuchLink` who has a wrong link."""
    if desk.caller.is_editor or (idea.person_id and idea.person_id == desk.caller.person_id):
        return
    if not wish.link or linked_id(session, wish.link, LinkPurpose.OWN, now=desk.now) != idea.id:
        raise NotYourIdea


def _is_being_written(session: Session, draft_id: UUID) -> bool:
    draft = session.get(Revision, draft_id)
    return draft is not None and draft.state in (RevisionState.DRAFT, RevisionState.WAITING)


def note_become_project(session: Session, draft_id: UUID, project: Project, *, board: Board) -> None:
    """Let the idea that a project was begun from lead to it, once citizens see that."""
    idea_id = session.scalar(select(Idea.id).where(Idea.project_draft_id == draft_id))
    if idea_id is None or not project.is_public:
        return
    idea, waiting = idea_to_change(session, idea_id)
    if idea.state not in RENEWABLE:
        return
    # How to reach whoever had it was for the board; the project has contacts of its own.
    idea.project_id, idea.contact = project.id, None
    idea.end(IdeaState.BECAME_PROJECT, board.now)
    tell_idea_withdrawn(session, idea.id, idea.version, now=board.now)
    if waiting:
        session.delete(waiting)
    tell_became_project(session, idea, project.slug, board=board)
    note_change(session)
