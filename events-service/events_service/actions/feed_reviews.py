"""What a calendar brings that nobody lets in unseen: it waits for the editors, and what became of its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from events_service.actions.recording import KIND, put_down, record_urgent, words_before
from events_service.models import Event, Feed, Revision
from events_service.queries.revisions import open_revisions
from events_service.rules.changed_dates import with_times
from events_service.rules.said import AT_ONCE, DERIVED, said
from services.kit.review.history import Author
from services.kit.review.rules import Deed, Origin, RevisionState

_NAME = "calendar"
_NOT_WRITTEN = DERIVED | {"source"}


@dataclass(frozen=True)
class Waiting:
    """An event as a calendar has it by now, and what citizens see of it so far; nothing if they do not see it."""

    event: Event
    words: Mapping[str, Any]
    base: Mapping[str, Any]


def lay_before(session: Session, feed: Feed, waiting: Sequence[Waiting], *, zone: ZoneInfo, now: datetime) -> None:
    """Put into the editors' queue what a calendar brings; what somebody is writing about meanwhile is hers."""
    there = open_revisions(session, [each.event.id for each in waiting]) if waiting else {}
    for each in waiting:
        known = there.get(each.event.id)
        if known is None:
            known = _new(feed, each, now)
            session.add(known)
        elif known.origin != Origin.FEED or known.state != RevisionState.WAITING:
            continue
        else:
            known.base, known.base_version = dict(each.base), each.event.version
        known.write(said(_written(each.words), zone), now)
        if known.state != RevisionState.WAITING:
            known.queue(now)


def split(event: Event, columns: Mapping[str, Any], zone: ZoneInfo) -> tuple[dict[str, Any], Waiting | None]:
    """Return what changes in a public event at once, and what has to wait if anything has.

    Of single dates only their times change at once: what else is said of them are words as any others.
    """
    at_once = {name: columns[name] for name in AT_ONCE if name in columns}
    at_once["changed_dates"] = with_times(columns["changed_dates"], event.changed_dates)
    later = {name: word for name, word in columns.items() if name not in AT_ONCE and name not in DERIVED}
    base = words_before(event, _written(later), zone)
    if at_once["changed_dates"] != columns["changed_dates"]:
        later["changed_dates"] = columns["changed_dates"]
        base |= said({"changed_dates": at_once["changed_dates"]}, zone)
    is_other = any(getattr(event, name) != word for name, word in later.items() if name not in _NOT_WRITTEN)
    return at_once, Waiting(event, later, base) if is_other else None


def no_longer_wait(session: Session, event_ids: Iterable[UUID]) -> None:
    """Take back from the editors what its calendar does not have any more."""
    own = (Revision.origin == Origin.FEED, Revision.state == RevisionState.WAITING)
    session.execute(delete(Revision).where(Revision.subject_id.in_(list(event_ids)), *own))


def note_taken_over(session: Session, feed: Feed, event_ids: Iterable[UUID], *, now: datetime) -> None:
    """Put down that events are as their calendar says."""
    put_down(session, event_ids, Deed.TAKEN_OVER, Author(name=_NAME, origin=Origin.FEED, now=now, source=feed.address))


def note_unseen(
    session: Session, feed: Feed, changed: Iterable[tuple[Event, dict[str, Any], dict[str, Any]]], *, now: datetime
) -> None:
    """Put down what a calendar changed at once in public events, before and after, for editors to look at."""
    author = Author(name=_NAME, origin=Origin.FEED, now=now, source=feed.address)
    for event, before, after in changed:
        record_urgent(session, event, before, after, author)


def note_vanished(session: Session, event_ids: Iterable[UUID], *, now: datetime) -> None:
    """Put down that events left with their calendar."""
    put_down(session, event_ids, Deed.WITHDRAWN, Author(name=_NAME, origin=Origin.FEED, now=now))


def _new(feed: Feed, waiting: Waiting, now: datetime) -> Revision:
    return Revision(
        kind=KIND,
        subject_id=waiting.event.id,
        organisation_id=waiting.event.organisation_id,
        base=dict(waiting.base),
        base_version=waiting.event.version,
        origin=Origin.FEED,
        source=feed.address,
        made_by=_NAME,
        made_at=now,
        version=0,
    )


def _written(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: word for name, word in words.items() if name not in _NOT_WRITTEN}
