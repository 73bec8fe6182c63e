"""A page of a list: which dates it has; and of what is not public, found in the rows, what is said of them."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing.cards import FIELDS, item
from events_service.queries.listing.wishes import Wish, spot

_LOOKED_UP = f"""
WITH page AS (
    SELECT dates.* FROM event_dates AS dates JOIN events ON events.id = dates.event_id {spot("dates")}
    WHERE {{conditions}} AND {{in_range}} ORDER BY starts_at{{way}}, dates.number{{way}} LIMIT :size OFFSET :offset
)
SELECT coalesce(json_agg({{item}} ORDER BY page.starts_at{{way}}, page.number{{way}}), '[]')::text
FROM page JOIN events ON events.id = page.event_id JOIN organisations ON organisations.id = events.organisation_id
{spot("page")}
"""


@dataclass(frozen=True)
class Page:
    """Which dates of a list: from which on, how many, the next or the latest first."""

    number: int = 1
    size: int = 20
    latest_first: bool = False

    @property
    def offset(self) -> int:
        """Return how many dates come before this page."""
        return (self.number - 1) * self.size


def looked_up(session: Session, wish: Wish, page: Page) -> str:
    """Return a page of dates as JSON, whether they are public or not."""
    way = " DESC" if page.latest_first else ""
    parts = {"conditions": wish.conditions, "in_range": wish.in_range, "way": way, "item": item(FIELDS)}
    given = {**wish.given, "size": page.size, "offset": page.offset}
    return str(session.execute(text(_LOOKED_UP.format(**parts)), given).scalar_one())
