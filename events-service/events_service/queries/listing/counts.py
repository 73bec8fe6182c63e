"""How many dates there are, public or not, and how many each choice would show, counted in the rows.

Counting asks how many dates each event has in the range, from an index alone, and then looks at events only, of which
there are far fewer than dates.
"""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing.wishes import MODE, Wish

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
WITH counted AS MATERIALIZED (
    SELECT event_id, count(*) AS n FROM event_dates AS dates WHERE {in_range} GROUP BY event_id
), wanted AS MATERIALIZED (
    SELECT counted.n, events.categories, events.district, events.kind, {mode} AS mode, events.languages,
           events.with_children, events.wheelchair, events.is_free{flags}
    FROM counted JOIN events ON events.id = counted.event_id WHERE {fixed}
), chosen AS MATERIALIZED (
    SELECT * FROM wanted WHERE {all}
)
SELECT json_build_object(
    'total', (SELECT coalesce(sum(n), 0) FROM chosen), 'facets', json_build_object({facets})
)::text
"""
_FACET = """'{name}', (
    SELECT coalesce(json_object_agg(key, n), '{{}}') FROM (
        SELECT {key} AS key, sum(n) AS n FROM {rows} GROUP BY 1
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
        mode=MODE,
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
