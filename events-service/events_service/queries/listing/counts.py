"""How many dates there are, public or not, and how many each choice would show, counted in the rows."""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing.wishes import Wish, spot

_KEYS = {
    "category": "unnest(categories)",
    "district": "district",
    "kind": "kind",
    "mode": "mode",
    "language": "unnest(languages)",
    "with_children": "with_children",
    "wheelchair": "wheelchair = 'yes'",
    "free": "is_free",
}
_STATEMENT = """
WITH wanted AS MATERIALIZED (
    SELECT events.categories, spot.district, events.kind, spot.mode, events.languages,
           events.with_children, events.wheelchair, events.is_free{flags}
    FROM event_dates AS dates JOIN events ON events.id = dates.event_id {spot} WHERE {in_range} AND {fixed}
), chosen AS MATERIALIZED (
    SELECT * FROM wanted WHERE {all}
)
SELECT json_build_object('total', (SELECT count(*) FROM chosen), 'facets', json_build_object({facets}))::text
"""
_FACET = """'{name}', (
    SELECT coalesce(json_object_agg(key, n), '{{}}') FROM (
        SELECT {key} AS key, count(*) AS n FROM {rows} GROUP BY 1
    ) AS found WHERE key IS NOT NULL
)"""


def counted_in_rows(session: Session, wish: Wish) -> dict[str, Any]:
    """Return the total and the facets of a list; each facet has all filters applied but its own."""
    found: dict[str, Any] = json.loads(session.execute(text(statement(wish)), wish.given).scalar_one())
    return found


def statement(wish: Wish) -> str:
    """Return what is asked of the database."""
    flags = {name: f"in_{name}" for name in wish.chosen}
    return _STATEMENT.format(
        in_range=wish.in_range,
        spot=spot("dates"),
        fixed=wish.fixed,
        flags="".join(f", {fits} AS in_{name}" for name, fits in wish.chosen.items()),
        all=" AND ".join(flags.values()) or "true",
        facets=", ".join(_FACET.format(name=name, key=key, rows=_rows(flags, name)) for name, key in _KEYS.items()),
    )


def _rows(flags: dict[str, str], name: str) -> str:
    """Return the rows in which a facet is counted: those that all filters leave, or all but its own."""
    if name not in flags:
        return "chosen"
    others = [flag for each, flag in flags.items() if each != name]
    return f"wanted WHERE {' AND '.join(others)}" if others else "wanted"
