"""The version of everything public, and figures about it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.kit.db import Database

_FIGURES = text("""
SELECT (
    SELECT count(*) FROM events WHERE state = 'published'
    AND EXISTS (SELECT FROM event_dates WHERE event_id = events.id AND until > :now)
) AS events, (
    SELECT count(*) FROM event_dates AS dates JOIN events ON events.id = dates.event_id
    WHERE dates.starts_at >= :begins AND dates.starts_at < :ends
    AND events.state = 'published' AND events.status <> 'cancelled'
) AS dates_this_year
""")


_YEARS = text("""
SELECT CAST(extract(year FROM dates.starts_at AT TIME ZONE :zone) AS integer) AS year, count(*) AS dates
FROM event_dates AS dates JOIN events ON events.id = dates.event_id AND events.state = 'published'
WHERE dates.starts_at < :now GROUP BY 1 ORDER BY 1 DESC
""")


def version(database: Database) -> str:
    """Return the version of everything public; every request for a list asks for it."""
    return str(database.value("SELECT version FROM catalogue"))


def figures(session: Session, *, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return how many public events are still to come, and how many dates lie in this year, cancelled ones left out."""
    year = now.astimezone(zone).year
    begins, ends = (datetime.combine(date(each, 1, 1), time(), zone) for each in (year, year + 1))
    return dict(session.execute(_FIGURES, {"now": now, "begins": begins, "ends": ends}).mappings().one())


def years(session: Session, *, now: datetime, zone: ZoneInfo) -> list[dict[str, int]]:
    """Return how many dates of public events began in each year until now, the latest year first."""
    return [dict(row) for row in session.execute(_YEARS, {"now": now, "zone": str(zone)}).mappings()]
