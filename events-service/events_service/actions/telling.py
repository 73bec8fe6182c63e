"""What the calendar tells the other services, each time with the event whole, as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from events_service.models import Event
from events_service.queries.dates import days_to_come, next_dates
from events_service.queries.events import organisation_names
from events_service.rules.changed_dates import mode_of
from events_service.rules.schedule import Span
from events_service.rules.words import ACCESS
from services.facts.events import EventCancelled, EventChanged, EventDay, EventScheduled, SeatReleased, SeatTaken
from services.kit import outbox
from services.kit.marks import marks_of


def tell_scheduled(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Tell that events entered the public calendar."""
    for event, words in _told(session, events, now):
        outbox.record(session, EventScheduled(**words, published_at=event.published_at or now), now=now)


def tell_changed(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Tell how public events are now."""
    for event, words in _told(session, events, now):
        fact = EventChanged(**words, note=event.status_note, published_at=event.published_at, changed_at=now)
        outbox.record(session, fact, now=now)


def tell_cancelled(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Tell that events will not take place, or have left the public calendar."""
    for event in events:
        fact = EventCancelled(
            event_id=event.id,
            version=event.told_version,
            note=event.status_note,
            stays_visible=event.is_published,
            cancelled_at=now,
        )
        outbox.record(session, fact, now=now)


def tell_seat_taken(session: Session, seat: SeatTaken, *, now: datetime) -> None:
    """Tell that somebody signed up for an event, or saved it."""
    outbox.record(session, seat, now=now)


def tell_seat_released(session: Session, seat: SeatReleased, *, now: datetime) -> None:
    """Tell that somebody does not come, or wants no more reminders."""
    outbox.record(session, seat, now=now)


def _told(session: Session, events: Sequence[Event], now: datetime) -> list[tuple[Event, dict[str, Any]]]:
    """Return events with what is told of them, and note when the date told will be over, so that the next one is."""
    if not events:
        return []
    ids = [event.id for event in events]
    spans, days = next_dates(session, ids, now=now), days_to_come(session, ids, now=now)
    off = days_to_come(session, ids, called_off=True, now=now)
    names = organisation_names(session, {event.organisation_id for event in events})
    told = []
    for event in events:
        span = spans.get(event.id, Span(event.starts_at, event.ends_at))
        event.told_until = span.until if event.is_series and span.until > now else None
        dates = {
            **{"starts_at": span.starts_at, "ends_at": span.ends_at},
            **{"dates": told_days(days.get(event.id, ())), "called_off": told_days(off.get(event.id, ()))},
        }
        told.append((event, {**_words(event), **dates, "organisation_name": names.get(event.organisation_id)}))
    return told


def told_days(rows: Iterable[RowMapping]) -> tuple[EventDay, ...]:
    """Return dates as they are told, each with what is other about it."""
    return tuple(_day(row, row["change"] or {}) for row in rows)


def _day(row: RowMapping, change: Mapping[str, Any]) -> EventDay:
    return EventDay(
        date_id=row["date_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        previous_start=row["original_start"],
        status=row["status"],
        note=change.get("status_note"),
        title_note=change.get("title_note"),
        mode="online" if row["status"] == "moved_online" else change.get("mode"),
        venue=change.get("venue"),
        place=place_of(change.get("street"), change.get("town")),
        online_link=change.get("online_link"),
    )


def place_of(street: str | None, town: str | None) -> str | None:
    """Return street and town as one line, as far as they are known."""
    return ", ".join(filter(None, [street, town])) or None


def _words(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "version": event.told_version,
        **{name: getattr(event, name) for name in _SAME},
        "mode": mode_of(event.mode, event.status, {}),
        "categories": tuple(event.categories),
        "languages": tuple(event.languages),
        "summary": event.summary or "",
        "place": place_of(event.street, event.town),
        "pictures": tuple(UUID(str(each["id"])) for each in event.pictures),
        "with_children": bool(event.with_children),
        "marks": _marks(event),
        "words": " ".join(filter(None, [event.search_words, event.description])),
    }


def _marks(event: Event) -> tuple[str, ...]:
    """Return what an event answers to the questions that the calendar is narrowed by; what it has, one by one."""
    return marks_of(
        {
            "category": event.categories,
            "district": event.district,
            "event_kind": event.kind,
            "mode": mode_of(event.mode, event.status, {}),
            "language": event.languages,
            "with_children": event.with_children,
            "wheelchair": None if event.wheelchair is None else event.wheelchair == "yes",
            "free": event.is_free,
            "organisation": str(event.organisation_id),
            "project": str(event.project_id) if event.project_id else None,
            **{f"access_{each}": each in event.access for each in ACCESS.values()},
        }
    )


_SAME = (
    "slug",
    "title",
    "organisation_id",
    "project_id",
    "district",
    "venue",
    "status",
    "all_day",
    "wheelchair",
    "is_news",
    "external_id",
    "kind",
    "online_link",
    "what_to_bring",
    "lat",
    "lon",
)
