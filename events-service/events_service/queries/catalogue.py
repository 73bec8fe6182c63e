"""The version of everything public, and figures about it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.models import Catalogue

_FIGURES = text("""
SELECT count(DISTINCT events.id) FILTER (WHERE dates.until > :now) AS events,
       count(*) FILTER (WHERE dates.starts_at >= :begins AND dates.starts_at < :ends AND events.status <> 'cancelled')
           AS dates_this_year
FROM events JOIN event_dates AS dates ON dates.event_id = events.id
WHERE events.state = 'published' AND dates.until > :begins
""")


def version(session: Session) -> str:
    """Return the version of everything public."""
    return str(session.scalar(select(Catalogue.version)))


def figures(session: Session, *, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return how many public events are still to come, and how many dates lie in this year, cancelled ones left out."""
    year = now.astimezone(zone).year
    begins, ends = (datetime.combine(date(each, 1, 1), time(), zone) for each in (year, year + 1))
    return dict(session.execute(_FIGURES, {"now": now, "begins": begins, "ends": ends}).mappings().one())
