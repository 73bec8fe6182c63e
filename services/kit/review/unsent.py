"""Drafts that nobody sends, or sends again: their writers are told in time, and then they are forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from services.kit.letters import Note, notice_person
from services.kit.review.models import Written
from services.kit.review.rules import Origin, RevisionState

_TOLD_BEFORE = timedelta(days=14)
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """For how many days a service keeps drafts that nobody touches, and by which clocks it names the last one."""

    table: type[Written]
    days: int
    zone: ZoneInfo


def warn_of_unsent(session: Session, keeping: Keeping, *, now: datetime) -> int:
    """Tell the writers of drafts that were not touched for long when those are forgotten; return of how many."""
    table, kept = keeping.table, timedelta(days=keeping.days)
    old = (table.changed_at < now - kept + _TOLD_BEFORE, table.warned_at.is_(None))
    listed = select(table).where(*_unsent(table), *old).order_by(table.changed_at).limit(_AT_ONCE)
    found = session.scalars(listed.with_for_update(skip_locked=True)).all()
    for draft in found:
        draft.warned_at = now
        _tell(session, draft, keeping, now)
    return len(found)


def forget_unsent(session: Session, keeping: Keeping, *, now: datetime) -> None:
    """Forget drafts whose time is over, and of which their writers were told in time, and refused suggestions."""
    table = keeping.table
    old = table.changed_at < now - timedelta(days=keeping.days)
    session.execute(delete(table).where(*_unsent(table), old, table.warned_at < now - _TOLD_BEFORE))
    session.execute(delete(table).where(_never_made(table), table.origin == Origin.SUGGESTION, old))


def _unsent(table: type[Written]) -> tuple[ColumnElement[bool], ...]:
    return (or_(table.state == RevisionState.DRAFT, _never_made(table)), table.origin != Origin.SUGGESTION)


def _never_made(table: type[Written]) -> ColumnElement[bool]:
    """Return what is true of words that were refused, so that there is no record in whose history they could stay."""
    return and_(table.state == RevisionState.REFUSED, table.subject_id.is_(None))


def _tell(session: Session, draft: Any, keeping: Keeping, now: datetime) -> None:
    if draft.person_id:
        # Never sooner than two weeks from now, however long the clock stood still.
        over = max(draft.changed_at + timedelta(days=keeping.days), now + _TOLD_BEFORE)
        slots = {"title": draft.title, "day": over.astimezone(keeping.zone).date().isoformat()}
        note = Note(template="unsent_draft", slots=slots, pages={"link": f"/eintragen/entwurf/{draft.id}"})
        notice_person(session, draft.person_id, note, now=now)
