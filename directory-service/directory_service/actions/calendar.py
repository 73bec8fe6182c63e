"""What the calendar tells, put down beside the organisations and projects it concerns."""

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service.models import EventOnPage
from services.facts.events import EventCancelled, EventChanged, EventScheduled

_COLUMNS = tuple(column.name for column in EventOnPage.__table__.columns)


def put_event_on_pages(session: Session, fact: EventScheduled | EventChanged) -> None:
    """Show an event on the pages of its organisation and its project, as it is now."""
    words = {name: getattr(fact, name) for name in _COLUMNS}
    session.execute(insert(EventOnPage).values(words).on_conflict_do_update(index_elements=["event_id"], set_=words))


def take_event_off_pages(session: Session, fact: EventCancelled) -> None:
    """Show that an event is cancelled, or show it no more."""
    this = EventOnPage.event_id == fact.event_id
    if fact.stays_visible:
        session.execute(update(EventOnPage).where(this).values(status="cancelled"))
    else:
        session.execute(delete(EventOnPage).where(this))
