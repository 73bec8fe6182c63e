"""The version of everything public, and figures about it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

# Asked by every request for a list: as text it costs half of what the ORM would.
_VERSION = text("SELECT version FROM catalogue")
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


def version(session: Session) -> str:
    """Return the version of everything public."""
    return str(session.execute(_VERSION).scalar_one())


def figures(session: Session, *, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return how many public events are still to come, and how many dates lie in this year, cancelled ones left out."""
    year = now.astimezone(zone).year
    begins, ends = (datetime.combine(date(each, 1, 1), time(), zone) for each in (year, year + 1))
    return dict(session.execute(_FIGURES, {"now": now, "begins": begins, "ends": ends}).mappings().one())
