"""The blocks that feeds are joined from, and the events that have none in their newest version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.models import Event, Organisation
from events_service.queries.listing.wishes import Wish

_BLOCKS = """
SELECT coalesce(string_agg(entry.block, '' ORDER BY events.starts_at, events.id), ''),
       array_agg(events.id ORDER BY events.starts_at) FILTER (WHERE entry.block IS NULL)
FROM events LEFT JOIN calendar_entries AS entry
ON entry.event_id = events.id AND entry.version = events.version AND entry.mark = :mark
WHERE {conditions} AND EXISTS (SELECT FROM event_dates AS dates WHERE dates.event_id = events.id AND {in_range})
"""
_OUTDATED = text("""
SELECT events.id FROM events LEFT JOIN calendar_entries AS entry
ON entry.event_id = events.id AND entry.version = events.version AND entry.mark = :mark
WHERE events.state = 'published' AND entry.event_id IS NULL LIMIT :at_most
""")


def blocks(session: Session, wish: Wish, mark: str) -> tuple[str, list[UUID]]:
    """Return the blocks of events that have a date somebody wishes for, and the ids of those that have no block yet."""
    asked = text(_BLOCKS.format(conditions=wish.conditions, in_range=wish.in_range))
    kept, missing = session.execute(asked, {**wish.given, "mark": mark}).one()
    return str(kept), list(missing or ())


def outdated(session: Session, mark: str, *, at_most: int) -> list[UUID]:
    """Return public events that have no block in their newest version."""
    return list(session.scalars(_OUTDATED, {"mark": mark, "at_most": at_most}))


def whole(session: Session, event_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return events whole, with the names of their organisations."""
    columns = [column for column in Event.__table__.columns if column.name not in {"search", "search_words"}]
    asked = (
        select(*columns, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(Event.id.in_(event_ids))
        .order_by(Event.starts_at, Event.id)
    )
    return [dict(row) for row in session.execute(asked).mappings()]
