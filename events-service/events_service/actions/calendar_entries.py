"""Events as blocks of a calendar: kept in the version they were made from, made anew when that is an old one."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries import calendar_entries as queries
from events_service.queries.listing.wishes import Wish
from events_service.rules.calendars import joined
from events_service.rules.entries import Publisher, block

_A_ROUND = 500
_KEEP = text("""
    INSERT INTO calendar_entries (event_id, version, block, mark)
    SELECT made.*, :mark
    FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS integer[]), CAST(:blocks AS text[])) AS made
    ON CONFLICT (event_id) DO UPDATE SET version = excluded.version, block = excluded.block, mark = excluded.mark
""")


def feed(session: Session, wish: Wish, *, name: str, publisher: Publisher) -> bytes:
    """Return all events that have a date somebody wishes for, each with all of its dates."""
    kept, missing = queries.blocks(session, wish, publisher.mark)
    made = [block(event, publisher) for event in queries.whole(session, missing)] if missing else []
    return joined(name, "".join([kept, *made]), publisher.city.time_zone)


def single(session: Session, event_id: UUID, *, name: str, publisher: Publisher) -> bytes:
    """Return one event with all of its dates."""
    (event,) = queries.whole(session, [event_id])
    return joined(name, block(event, publisher), publisher.city.time_zone)


def keep_entries(session: Session, *, publisher: Publisher) -> int:
    """Keep the blocks of public events that were changed since; returns of how many."""
    events = queries.whole(session, queries.outdated(session, publisher.mark, at_most=_A_ROUND))
    if events:
        session.execute(
            _KEEP,
            {
                "mark": publisher.mark,
                "ids": [event["id"] for event in events],
                "versions": [event["version"] for event in events],
                "blocks": [block(event, publisher) for event in events],
            },
        )
    return len(events)


def forget_entries(session: Session, organisation_id: UUID) -> None:
    """Drop the blocks of an organisation's events: they name it as it was called."""
    session.execute(_FORGET, {"organisation_id": organisation_id})


_FORGET = text("""
    DELETE FROM calendar_entries USING events
    WHERE events.id = calendar_entries.event_id AND events.organisation_id = :organisation_id
""")
