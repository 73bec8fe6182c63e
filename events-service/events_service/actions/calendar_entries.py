"""Events as blocks of a calendar: kept in the version they were made from, made anew when that is an old one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.models import Event
from events_service.queries import calendar_entries as queries
from events_service.rules.calendars import KeptBlocks, joined
from events_service.rules.entries import Publisher, block

_A_ROUND = 500
# Whoever is being renamed meanwhile is waited for, and what was made under the old name is not kept.
_KEEP = text("""
    INSERT INTO calendar_entries (event_id, version, block, mark)
    SELECT made.event_id, made.version, made.block, :mark
    FROM unnest(
        CAST(:ids AS uuid[]), CAST(:versions AS integer[]), CAST(:blocks AS text[]), CAST(:names AS text[])
    ) AS made(event_id, version, block, name)
    JOIN events ON events.id = made.event_id
    JOIN organisations ON organisations.id = events.organisation_id AND organisations.name = made.name
    ORDER BY made.event_id FOR SHARE OF organisations
    ON CONFLICT (event_id) DO UPDATE SET version = excluded.version, block = excluded.block, mark = excluded.mark
""")


def feed(session: Session, touched: Mapping[int, int], kept: KeptBlocks, *, name: str, publisher: Publisher) -> bytes:
    """Return events, each with all of its dates, given by their numbers and the transactions that touched them last."""
    blocks = kept.find(touched)
    if missing := touched.keys() - blocks.keys():
        blocks |= kept.keep(_blocks(session, missing, publisher))
    in_order = (blocks[number] for number in touched if number in blocks)
    return joined(name, in_order, publisher.city.time_zone)


def _blocks(session: Session, numbers: Iterable[int], publisher: Publisher) -> dict[int, tuple[int, bytes]]:
    """Return the blocks of events by their numbers, and what they were made of; those that are not kept are made."""
    rows = queries.blocks(session, numbers, publisher.mark)
    found = {row.number: (row.touched, row.block.encode()) for row in rows if row.block is not None}
    missing = [row.number for row in rows if row.block is None]
    events = queries.whole(session, Event.number.in_(missing)) if missing else []
    return found | {event["number"]: (event["touched"], block(event, publisher).encode()) for event in events}


def single(session: Session, event_id: UUID, *, name: str, publisher: Publisher) -> bytes:
    """Return one event with all of its dates."""
    (event,) = queries.whole(session, Event.id == event_id)
    return joined(name, [block(event, publisher).encode()], publisher.city.time_zone)


def keep_entries(session: Session, *, publisher: Publisher) -> int:
    """Keep the blocks of public events that were changed since; returns of how many."""
    outdated = queries.outdated(session, publisher.mark, at_most=_A_ROUND)
    events = queries.whole(session, Event.id.in_(outdated))
    if events:
        session.execute(
            _KEEP,
            {
                "mark": publisher.mark,
                "ids": [event["id"] for event in events],
                "versions": [event["version"] for event in events],
                "blocks": [block(event, publisher) for event in events],
                "names": [event["organisation_name"] for event in events],
            },
        )
    return len(events)


def forget_entries(session: Session, organisation_id: UUID) -> None:
    """Drop the blocks of an organisation's events, and let no process keep them: they name it as it was called."""
    session.execute(_FORGET, {"organisation_id": organisation_id})


_FORGET = text("""
    WITH theirs AS MATERIALIZED (
        SELECT id FROM events WHERE organisation_id = :organisation_id ORDER BY id FOR NO KEY UPDATE
    ), kept AS MATERIALIZED (
        SELECT event_id FROM calendar_entries WHERE event_id IN (SELECT id FROM theirs) ORDER BY event_id FOR UPDATE
    ), forgotten AS (
        DELETE FROM calendar_entries USING kept WHERE calendar_entries.event_id = kept.event_id
    ) UPDATE events SET touched = touched FROM theirs WHERE events.id = theirs.id
""")
