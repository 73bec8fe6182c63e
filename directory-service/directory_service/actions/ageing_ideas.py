"""What time does to ideas: their authors are asked in time, the board forgets what nobody renews, and so do we."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.actions.idea_letters import Board, ask_whether_it_stays
from directory_service.actions.telling_ideas import tell_idea_withdrawn
from directory_service.models import Idea, IdeaLink, Revision
from directory_service.rules.ideas import ASKED_BEFORE, CONFIRMED_WITHIN, IDEA, IdeaState, asked_end
from services.kit.review.rules import RevisionState

_AT_ONCE = 500
_PUBLIC = Idea.state == IdeaState.PUBLISHED


def ask_authors(session: Session, *, board: Board) -> int:
    """Ask the authors of ideas that end within two weeks whether they are to stay; return of how many."""
    ending = (_PUBLIC, Idea.ends_on <= board.today + ASKED_BEFORE, Idea.asked_at.is_(None))
    listed = select(Idea).where(*ending).order_by(Idea.ends_on).limit(_AT_ONCE)
    found = session.scalars(listed.with_for_update(skip_locked=True)).all()
    for idea in found:
        idea.asked_at, idea.ends_on = board.now, asked_end(idea.ends_on or board.today, board.today)
        ask_whether_it_stays(session, idea, board=board)
    if found:
        note_change(session)
    return len(found)


def end_ideas(session: Session, *, board: Board) -> int:
    """Take off the board what nobody renewed, and whose author was asked in time; return how much."""
    asked = Idea.asked_at < board.now - ASKED_BEFORE + timedelta(days=1)
    over = update(Idea).where(_PUBLIC, Idea.ends_on < board.today, asked)
    said = {"state": IdeaState.EXPIRED, "version": Idea.version + 1, "changed_at": board.now}
    ended = session.execute(over.values(**said).returning(Idea.id, Idea.version)).all()
    for idea_id, version in ended:
        tell_idea_withdrawn(session, idea_id, version, now=board.now)
    if ended:
        note_change(session)
    return len(ended)


def forget_ideas(session: Session, *, days: int, now: datetime) -> None:
    """Forget ideas nobody confirmed, and those that have not been on the board for so many days: all that was said.

    Of one that became a project stays what leads to that; who had it is forgotten too.
    """
    unconfirmed = (Idea.state == IdeaState.UNCONFIRMED, Idea.sent_at < now - CONFIRMED_WITHIN)
    session.execute(delete(Idea).where(*unconfirmed))
    over = (Idea.changed_at < now - timedelta(days=days), ~_waits())
    gone = (Idea.state.in_([IdeaState.WAITING, IdeaState.EXPIRED, IdeaState.WITHDRAWN]), *over)
    became = (Idea.state == IdeaState.BECAME_PROJECT, *over)
    session.execute(delete(Revision).where(Revision.kind == IDEA, _of_those(*gone) | _of_those(*became)))
    session.execute(delete(Idea).where(*gone))
    session.execute(delete(IdeaLink).where(IdeaLink.idea_id.in_(select(Idea.id).where(*became))))
    nobody = {"email": None, "person_id": None, "contact": None, "contact_name": ""}
    session.execute(update(Idea).where(*became, Idea.contact_name != "").values(**nobody))


def _waits() -> ColumnElement[bool]:
    there = (Revision.subject_id == Idea.id, Revision.kind == IDEA, Revision.state == RevisionState.WAITING)
    return exists().where(*there)


def _of_those(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return Revision.subject_id.in_(select(Idea.id).where(*conditions))
