"""Dates for files: whole lists, and the newest events that have a date in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing import cards
from events_service.queries.listing.cards import FIELDS
from events_service.queries.listing.wishes import Wish, placed, spot

MOST = 5_000
_IN_A_FEED = 100
_WHOLE: Mapping[str, str] = {
    **FIELDS,
    **{name: placed("page", name) for name in ("street", "post_code", "town")},
    "website": "events.website",
    "changed_at": "events.changed_at",
    "published_at": "events.published_at",
}
_ASKED = cards.asking(_WHOLE)
_NEWEST = f"""
SELECT {{item}} FROM events JOIN organisations ON organisations.id = events.organisation_id
CROSS JOIN LATERAL (
    SELECT dates.* FROM event_dates AS dates {spot("dates")}
    WHERE dates.event_id = events.id AND {{in_range}} AND {{conditions}} ORDER BY dates.starts_at, dates.id LIMIT 1
) AS page {spot("page")}
ORDER BY events.published_at DESC, events.id LIMIT :most
"""


def whole(session: Session, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Return dates in the order of a list, each with all that a file says."""
    found = cards.cards(session, numbers, _ASKED)
    return [orjson.loads(found[number]) for number in numbers if number in found]


def newest(session: Session, wish: Wish) -> list[dict[str, Any]]:
    """Return the events that were published last and have a date in a list, each with the first of them."""
    asked = _NEWEST.format(item=cards.item(_WHOLE), in_range=wish.in_range, conditions=wish.conditions)
    return list(session.execute(text(asked), {**wish.given, "most": _IN_A_FEED}).scalars())
