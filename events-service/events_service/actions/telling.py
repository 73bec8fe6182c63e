"""What the calendar tells the other services, each time with the event whole, as it is now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from events_service.models import Event
from events_service.queries.events import next_dates
from events_service.rules.schedule import Span
from services.facts.events import EventCancelled, EventChanged, EventScheduled
from services.kit import outbox


def tell_scheduled(session: Session, events: Sequence[Event], *, now: datetime, news: set[UUID]) -> None:
    """Tell that events entered the public calendar; only those named are news to anybody."""
    for event, span in _with_next_dates(session, events, now):
        fact = EventScheduled(**_words(event, span), published_at=now, is_news=event.id in news)
        outbox.record(session, fact, now=now)


def tell_changed(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Tell how public events are now."""
    for event, span in _with_next_dates(session, events, now):
        outbox.record(session, EventChanged(**_words(event, span), changed_at=now), now=now)


def tell_cancelled(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Tell that events will not take place, or have left the public calendar."""
    for event in events:
        fact = EventCancelled(
            event_id=event.id,
            version=event.version,
            note=event.status_note,
            stays_visible=event.is_published,
            cancelled_at=now,
        )
        outbox.record(session, fact, now=now)


def _with_next_dates(session: Session, events: Sequence[Event], now: datetime) -> list[tuple[Event, Span]]:
    """Return events with the date to tell, and note when that will be over, so that the next one is told then."""
    spans = next_dates(session, [event.id for event in events], now=now) if events else {}
    told = [(event, spans.get(event.id, Span(event.starts_at, event.ends_at))) for event in events]
    for event, span in told:
        event.told_until = span.until if event.is_series and span.until > now else None
    return told


def _words(event: Event, span: Span) -> dict[str, Any]:
    same = (
        "version",
        "slug",
        "title",
        "organisation_id",
        "project_id",
        "district",
        "venue",
        "mode",
        "status",
        "all_day",
    )
    return {
        "event_id": event.id,
        **{name: getattr(event, name) for name in same},
        "categories": tuple(event.categories),
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
    }
