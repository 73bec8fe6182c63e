"""The Celery door: facts heard, and things done on time."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory_service.actions import calendar
from directory_service.models import Import
from directory_service.settings import Settings
from services.facts.events import EventCancelled, EventChanged, EventScheduled
from services.kit import imports
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("directory-service")


@worker.hears(EventScheduled)
def show_the_event(session: Session, fact: EventScheduled) -> None:
    """Show a new event on the pages of its organisation and its project."""
    calendar.put_event_on_pages(session, fact)


@worker.hears(EventChanged)
def correct_the_event(session: Session, fact: EventChanged) -> None:
    """Show a changed event as it is now."""
    calendar.put_event_on_pages(session, fact)


@worker.hears(EventCancelled)
def take_the_event_off(session: Session, fact: EventCancelled) -> None:
    """Show that an event is cancelled, or show it no more."""
    calendar.take_event_off_pages(session, fact)


@worker.every(seconds=3600)
def forget_old_tables(session: Session, now: datetime) -> None:
    """Drop tables that were sent in long ago."""
    imports.forget_old(session, Import, now=now)
