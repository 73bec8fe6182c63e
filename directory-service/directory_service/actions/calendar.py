"""What the calendar tells, put down beside the organisations and projects it concerns, and found with all else."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.models import EventOnPage
from directory_service.queries.mergers import become_of
from services.facts.events import EventCancelled, EventChanged, EventScheduled

_DERIVED = frozenset({"until"})
_COLUMNS = tuple(column.name for column in EventOnPage.__table__.columns if column.name not in _DERIVED)


def put_event_on_pages(session: Session, fact: EventScheduled | EventChanged) -> None:
    """Show an event on the pages of its organisation and its project, and find it, as it is now."""
    words: dict[str, Any] = {name: getattr(fact, name) for name in _COLUMNS} | {"until": _until(fact)}
    # Whoever told it may not know yet what its organisation or its project has become.
    words["organisation_id"] = become_of(session, fact.organisation_id)
    words["project_id"] = become_of(session, fact.project_id) if fact.project_id else None
    words |= {"categories": list(fact.categories), "languages": list(fact.languages)}
    words |= {"pictures": list(fact.pictures)}
    session.execute(insert(EventOnPage).values(words).on_conflict_do_update(index_elements=["event_id"], set_=words))
    note_change(session)


def take_event_off_pages(session: Session, fact: EventCancelled) -> None:
    """Show that an event is cancelled, or show it no more."""
    this = EventOnPage.event_id == fact.event_id
    if fact.stays_visible:
        session.execute(update(EventOnPage).where(this).values(status="cancelled"))
    else:
        session.execute(delete(EventOnPage).where(this))
    note_change(session)


def _until(fact: EventScheduled | EventChanged) -> datetime:
    """Return the end of the last date that is known."""
    dates = [day.ends_at or day.starts_at for day in fact.dates]
    return max([fact.ends_at or fact.starts_at, *dates])
