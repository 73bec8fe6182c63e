"""Calendars of organisations: which are due, what came from them, and what was noticed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, select, text
from sqlalchemy.orm import Session

from events_service.models import Event, EventDate, Feed, FeedEvent, FeedReading
from events_service.models.feeds import READ
from events_service.rules.feeds.comparing import Known
from services.kit.errors import NotFound
from services.kit.vocabulary import fold

_SHOWN = 100
_CLAIM = text("""
UPDATE feeds SET next_read_at = :again_at WHERE id = (
    SELECT id FROM feeds WHERE state IN ('trying', 'active') AND next_read_at <= :now
    ORDER BY next_read_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
""")
_LEASE = timedelta(minutes=5)


class NoSuchFeed(NotFound):
    """There is no such calendar."""


def feed(session: Session, feed_id: UUID, *, to_change: bool = False) -> Feed:
    """Return a calendar; one that is about to be changed lets others wait."""
    found = session.get(Feed, feed_id, with_for_update=to_change or None)
    if found is None:
        raise NoSuchFeed
    return found


def feeds_of(session: Session, organisation_id: UUID | None) -> list[Feed]:
    """Return an organisation's calendars, or all of them, those first that somebody has to look at."""
    asked = select(Feed).order_by(Feed.question.is_(None), Feed.failures.desc(), Feed.created_at)
    return list(
        session.scalars(asked if organisation_id is None else asked.where(Feed.organisation_id == organisation_id))
    )


def claim_due(session: Session, *, now: datetime) -> Feed | None:
    """Take the calendar that has been due for longest; for some minutes nobody else takes it."""
    feed_id = session.scalar(_CLAIM, {"now": now, "again_at": now + _LEASE})
    return session.get(Feed, feed_id) if feed_id else None


def still_read(session: Session, feed_id: UUID) -> Feed | None:
    """Return a calendar that was fetched meanwhile, if it is still to be read."""
    found = session.get(Feed, feed_id, with_for_update=True)
    return found if found and found.state in READ else None


def known_events(session: Session, feed_id: UUID, *, now: datetime) -> list[Known]:
    """Return what came from a calendar, and whether it is still to take place."""
    comes = exists().where(EventDate.event_id == FeedEvent.event_id, EventDate.until > now).label("comes")
    names = [name for name in Known.__dataclass_fields__ if name != "comes"]
    asked = select(*(getattr(FeedEvent, name) for name in names), comes).where(FeedEvent.feed_id == feed_id)
    return [Known(**row) for row in session.execute(asked).mappings()]


def own_events(
    session: Session, organisation_id: UUID, starts: Iterable[datetime], *, but: UUID
) -> set[tuple[str, str, datetime]]:
    """Return by title, place and beginning what an organisation has in the calendar, except from one of its feeds."""
    from_it = exists().where(FeedEvent.event_id == Event.id, FeedEvent.feed_id == but)
    asked = select(Event.title, Event.venue, Event.starts_at).where(
        and_(Event.organisation_id == organisation_id, Event.starts_at.in_(list(starts)), Event.state != "withdrawn"),
        ~from_it,
    )
    return {(fold(title), fold(venue or ""), starts_at) for title, venue, starts_at in session.execute(asked)}


def events_to_change(session: Session, event_ids: Iterable[UUID]) -> dict[UUID, Event]:
    """Return events that are about to be changed."""
    asked = select(Event).where(Event.id.in_(list(event_ids))).order_by(Event.id).with_for_update()
    return {event.id: event for event in session.scalars(asked)}


def past_starts(session: Session, event_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, list[datetime]]:
    """Return when events took place already."""
    asked = select(EventDate.event_id, EventDate.starts_at).where(
        EventDate.event_id.in_(list(event_ids)), EventDate.until <= now
    )
    found: dict[UUID, list[datetime]] = {}
    for event_id, starts_at in session.execute(asked.order_by(EventDate.starts_at)):
        found.setdefault(event_id, []).append(starts_at)
    return found


def events_left(session: Session, feed_id: UUID) -> list[UUID]:
    """Return events that still follow a calendar."""
    asked = select(FeedEvent.event_id).where(FeedEvent.feed_id == feed_id)
    return list(session.scalars(asked.where(~FeedEvent.is_detached, ~FeedEvent.is_gone)))


def origin(session: Session, event_id: UUID) -> FeedEvent | None:
    """Return from which calendar an event came, if from any."""
    return session.get(FeedEvent, event_id, with_for_update=True)


def followed(session: Session, event_id: UUID) -> tuple[FeedEvent, Feed] | None:
    """Return from which calendar an event came, and that calendar, to be looked at only."""
    asked = select(FeedEvent, Feed).join(Feed, Feed.id == FeedEvent.feed_id).where(FeedEvent.event_id == event_id)
    found = session.execute(asked).one_or_none()
    return (found[0], found[1]) if found else None


def readings(session: Session, feed_id: UUID) -> list[FeedReading]:
    """Return what was noticed at a calendar's readings, the last first."""
    asked = select(FeedReading).where(FeedReading.feed_id == feed_id)
    return list(session.scalars(asked.order_by(FeedReading.read_at.desc()).limit(_SHOWN)))
