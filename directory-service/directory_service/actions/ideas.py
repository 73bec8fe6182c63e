"""What may be done with ideas: sent by anybody, confirmed and looked after by a link, taken down by editors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.idea_letters import (
    Board,
    ask_to_confirm,
    author_of,
    tell_received,
    tell_taken_down,
)
from directory_service.actions.telling_ideas import tell_idea, tell_idea_withdrawn
from directory_service.models import Idea, IdeaOver, Revision
from directory_service.queries.ideas import idea_to_change, linked_id, words_of
from directory_service.rules.ideas import IDEA, RENEWABLE, RESERVED_SLUGS, IdeaState, LinkPurpose, end_of
from services.kit.errors import Malformed
from services.kit.review.history import BY_LINK
from services.kit.review.rules import Origin, as_json
from services.kit.tokens import Caller


class AddressMissing(Malformed):
    """Please say at which address we can ask you, or sign in."""


def send_idea(session: Session, words: Mapping[str, Any], *, caller: Caller, board: Board) -> Idea:
    """Keep somebody's idea: until a mail to her address is answered, or, if she has signed in, for the editors.

    An editor may bring what somebody has told her who reads no mails: its author is asked nothing then.
    """
    said = dict(words)
    email, language = said.pop("email"), said.pop("language")
    if email is None and caller.person_id is None and not caller.is_editor:
        raise AddressMissing
    idea = Idea(
        state=IdeaState.UNCONFIRMED,
        email=email,
        person_id=None if email else caller.person_id,
        language=language,
        sent_at=board.now,
        changed_at=board.now,
        **said,
    )
    session.add(idea)
    session.flush()
    if email:
        ask_to_confirm(session, idea, board=board)
    else:
        _receive(session, idea, by=caller.name, board=board)
    return idea


def confirm_idea(session: Session, token: str, *, board: Board) -> Idea:
    """Put an idea before the editors whose author followed the link in her mail; twice is once."""
    idea, _ = idea_to_change(session, linked_id(session, token, LinkPurpose.CONFIRM, now=board.now))
    if idea.state == IdeaState.UNCONFIRMED:
        _receive(session, idea, by=BY_LINK.name, board=board)
    return idea


def _receive(session: Session, idea: Idea, *, by: str, board: Board) -> None:
    idea.end(IdeaState.WAITING, board.now)
    _lay_before_editors(session, idea, None, words_of(idea), by=by, now=board.now)
    tell_received(session, idea, board=board)


def _lay_before_editors(
    session: Session, idea: Idea, waiting: Revision | None, words: Mapping[str, Any], *, by: str, now: datetime
) -> None:
    if waiting is None:
        base = as_json(words_of(idea)) if idea.is_public else {}
        about = {"kind": IDEA, "subject_id": idea.id, "base": base, "base_version": idea.version}
        waiting = Revision(**about, origin=Origin.SUGGESTION, made_by=by, made_at=now, version=0, **author_of(idea))
        session.add(waiting)
    waiting.write(as_json(words), now)
    waiting.queue(now)
    session.flush()


def change_own_idea(session: Session, token: str, words: Mapping[str, Any], *, expected: int, board: Board) -> Idea:
    """Lay an author's new words before the editors; until they approve them, what stood there stays."""
    idea, waiting = idea_to_change(session, linked_id(session, token, LinkPurpose.OWN, now=board.now))
    idea.check_looked_after()
    idea.expect(expected)
    _lay_before_editors(session, idea, waiting, words, by=BY_LINK.name, now=board.now)
    idea.touch(board.now)
    session.flush()
    return idea


def renew_own_idea(session: Session, token: str, *, board: Board) -> Idea:
    """Let an idea stay on the board for another 90 days, or come back to it; refused with `IdeaOver`."""
    idea, _ = idea_to_change(session, linked_id(session, token, LinkPurpose.OWN, now=board.now))
    if idea.state not in RENEWABLE:
        raise IdeaOver
    idea.stay(end_of(board.today), board.now)
    tell_idea(session, idea, now=board.now)
    note_change(session)
    return idea


def withdraw_own_idea(session: Session, token: str, *, board: Board) -> Idea:
    """Take an idea back, wherever it stands; said twice, nothing more happens."""
    idea, waiting = idea_to_change(session, linked_id(session, token, LinkPurpose.OWN, now=board.now))
    if idea.state != IdeaState.WITHDRAWN:
        idea.check_withdrawable()
        _take_off(session, idea, waiting, board.now)
    return idea


def take_idea_down(session: Session, idea_id: UUID, reason: str, *, board: Board) -> Idea:
    """Take an idea off the board as an editor; its author hears why."""
    idea, waiting = idea_to_change(session, idea_id)
    if not idea.is_public:
        raise IdeaOver
    _take_off(session, idea, waiting, board.now)
    tell_taken_down(session, idea, reason, board=board)
    return idea


def _take_off(session: Session, idea: Idea, waiting: Revision | None, now: datetime) -> None:
    was_public = idea.is_public
    idea.end(IdeaState.WITHDRAWN, now)
    if waiting:
        session.delete(waiting)
    if was_public:
        tell_idea_withdrawn(session, idea.id, idea.version, now=now)
        note_change(session)


def put_idea(session: Session, idea: Idea, words: Mapping[str, Any], *, board: Board, shows: bool) -> Idea:
    """Let an idea say what an editor approves, and stand on the board; refused with `IdeaOver`."""
    idea.check_looked_after()
    idea.reword(words, board.now)
    if shows and not idea.is_public:
        idea.publish(slug=idea.slug or _free_slug(session, idea.title), ends_on=end_of(board.today), now=board.now)
    if idea.is_public:
        tell_idea(session, idea, now=board.now)
        note_change(session)
    return idea


def _free_slug(session: Session, title: str) -> str:
    slug = new_slug(session, Idea, title)
    return slug if slug not in RESERVED_SLUGS else new_slug(session, Idea, f"{IDEA} {title}")
