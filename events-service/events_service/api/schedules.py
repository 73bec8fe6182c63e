"""The door for those who are writing about an event: which dates it would have."""

from typing import Any

from events_service.api.asking import zone
from events_service.queries.dates import MOST_SHOWN
from events_service.rules.changed_dates import shown
from events_service.rules.schedule import Schedule, Span
from events_service.schemas.dates import LaidOutSchema, ScheduleWords
from services.kit import clock
from services.kit.auth import caller, public
from services.kit.doors import Doors
from services.kit.limiting import limit_by_network

doors = Doors("schedules", __name__, url_prefix="/v1", description="Which dates an event would have.")


@doors.post("/schedules")
@doors.arguments(ScheduleWords)
@doors.response(200, LaidOutSchema)
@public
def lay_out(words: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Lay out the dates that an event would have; nothing of it is kept."""
    if not caller().person_id and not caller().is_editor:
        limit_by_network("schedule")
    schedule = Schedule.of(words, zone())
    spans, goes_on = schedule.to_come(now=clock.now())
    laid_out = {"dates": [_date(span) for span in spans[:MOST_SHOWN]], "total": len(spans), "goes_on": goes_on}
    return laid_out, {"Cache-Control": "private, no-store"}


def _date(span: Span) -> dict[str, Any]:
    return {
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "original_start": span.original_start if span.original_start != span.starts_at else None,
        "status": span.status,
        "change": shown(span.change) if span.change else None,
    }
