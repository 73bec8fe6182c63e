"""The blocks that feeds are joined from, and the events that have none in their newest version."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, text
from sqlalchemy.orm import Session

from events_service.models import Event, Organisation
from services.kit.db import as_array

_BLOCKS = text("""
SELECT events.number, events.touched, entry.block FROM events LEFT JOIN calendar_entries AS entry
ON entry.event_id = events.id AND entry.version = events.version AND entry.mark = :mark
WHERE events.number = ANY(CAST(:numbers AS bigint[]))
""")
_OUTDATED = text("""
SELECT events.id FROM events LEFT JOIN calendar_entries AS entry
ON entry.event_id = events.id AND entry.version = events.version AND entry.mark = :mark
WHERE events.state = 'published' AND entry.event_id IS NULL LIMIT :at_most
""")


def blocks(session: Session, numbers: Iterable[int], mark: str) -> Sequence[Row[tuple[int, int, str | None]]]:
    """Return events by their numbers: which transaction touched them last, and the block of their newest version."""
    return session.execute(_BLOCKS, {"numbers": as_array(numbers), "mark": mark}).all()


def outdated(session: Session, mark: str, *, at_most: int) -> list[UUID]:
    """Return public events that have no block in their newest version."""
    return list(session.scalars(_OUTDATED, {"mark": mark, "at_most": at_most}))


def whole(session: Session, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return events whole, with the names of their organisations."""
    columns = [column for column in Event.__table__.columns if column.name not in {"search", "search_words"}]
    asked = (
        select(*columns, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(condition)
        .order_by(Event.starts_at, Event.id)
    )
    return [dict(row) for row in session.execute(asked).mappings()]
