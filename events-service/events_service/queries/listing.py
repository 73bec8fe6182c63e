"""The calendar's list: dates in a range, filtered, with counts for each filter; PostgreSQL makes the JSON.

Counting asks how many dates each event has in the range, from an index alone, and then looks at events only, of which
there are far fewer than dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_STATES = {each: each for each in ("draft", "published", "withdrawn")}
_IN_RANGE = "tstzrange(starts_at, until) && tstzrange(CAST(:begins_at AS timestamptz), CAST(:ends_at AS timestamptz))"
_CHOSEN = {
    "category": "events.categories && CAST(:category AS text[])",
    "district": "events.district = ANY(CAST(:district AS text[]))",
    "mode": "events.mode = ANY(CAST(:mode AS text[]))",
}
_WANTED = {
    # Words that are all too common leave nothing to search for.
    "q": "(numnode(public.search_query(:q)) = 0 OR events.search @@ public.search_query(:q))",
    "organisation_id": "events.organisation_id = :organisation_id",
    "with_children": "events.with_children = :with_children",
    "wheelchair": "(events.wheelchair = 'yes') = :wheelchair",
    "free": "events.is_free = :free",
}
# Each arm of `page` walks an index and ends early: what is coming in order, and the few that are going on. `IS TRUE`
# keeps the planner from turning the look-up into a join, for which it would sort everything.
_STATEMENT = """
WITH counted AS MATERIALIZED (
    SELECT event_id, count(*) AS dates FROM event_dates AS dates WHERE {in_range} GROUP BY event_id
), wanted AS MATERIALIZED (
    SELECT events.id, events.categories, events.district, events.mode, counted.dates,
           {category} AS in_category, {district} AS in_district, {mode} AS in_mode
    FROM counted JOIN events ON events.id = counted.event_id
    WHERE events.state = {state}{wanted}
), chosen AS MATERIALIZED (
    SELECT id FROM wanted WHERE in_category AND in_district AND in_mode
), page AS (
    (
        SELECT * FROM event_dates AS dates
        WHERE starts_at >= :begins_at{before_end} AND (event_id IN (SELECT id FROM chosen)) IS TRUE
        ORDER BY starts_at, id LIMIT :size + :offset
    ) UNION ALL (
        SELECT * FROM event_dates AS dates
        WHERE tstzrange(starts_at, until) @> CAST(:begins_at AS timestamptz) AND starts_at < :begins_at
        AND (event_id IN (SELECT id FROM chosen)) IS TRUE
    )
    ORDER BY starts_at, id LIMIT :size OFFSET :offset
)
SELECT json_build_object(
    'items', (
        SELECT coalesce(json_agg({item} ORDER BY page.starts_at, page.id), '[]')
        FROM page JOIN events ON events.id = page.event_id
        JOIN organisations ON organisations.id = events.organisation_id
    ),
    'total', (SELECT coalesce(sum(dates), 0) FROM wanted WHERE in_category AND in_district AND in_mode),
    'page', CAST(:page AS integer),
    'size', CAST(:size AS integer),
    'facets', json_build_object(
        'category', (SELECT coalesce(json_object_agg(key, dates), '{{}}') FROM (
            SELECT unnest(categories) AS key, sum(dates) AS dates FROM wanted WHERE in_district AND in_mode GROUP BY 1
        ) AS found),
        'district', (SELECT coalesce(json_object_agg(district, dates), '{{}}') FROM (
            SELECT district, sum(dates) AS dates FROM wanted
            WHERE in_category AND in_mode AND district IS NOT NULL GROUP BY 1
        ) AS found),
        'mode', (SELECT coalesce(json_object_agg(mode, dates), '{{}}') FROM (
            SELECT mode, sum(dates) AS dates FROM wanted WHERE in_category AND in_district GROUP BY 1
        ) AS found)
    )
)::text
"""
_FIELDS = {
    "event_id": "events.id",
    "date_id": "page.id",
    "starts_at": "page.starts_at",
    "ends_at": "page.ends_at",
    "organisation": (
        "json_build_object('id', organisations.id, 'slug', organisations.slug, 'name', organisations.name)"
    ),
    "is_series": "events.rule IS NOT NULL OR cardinality(events.further_starts) > 0",
}
_COLUMNS = (
    *("slug", "title", "summary", "all_day", "status", "status_note", "categories", "district", "venue", "mode"),
    *("cost", "with_children", "wheelchair", "languages"),
)
_ITEM = ", ".join(
    f"'{name}', {value}" for name, value in {**_FIELDS, **{each: f"events.{each}" for each in _COLUMNS}}.items()
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to see of the calendar; an empty list or nothing means any."""

    begins_at: datetime
    ends_at: datetime | None = None
    q: str | None = None
    category: Sequence[str] = ()
    district: Sequence[str] = ()
    mode: Sequence[str] = ()
    organisation_id: UUID | None = None
    with_children: bool | None = None
    wheelchair: bool | None = None
    free: bool | None = None
    state: str = "published"
    page: int = 1
    size: int = 20


def dates(session: Session, wish: Wish) -> bytes:
    """Return a page of dates with facet counts as JSON; each count has all filters applied but its own."""
    words = {name: list(value) if name in _CHOSEN else value for name, value in vars(wish).items()}
    found = session.scalar(text(_statement(wish)), {**words, "offset": (wish.page - 1) * wish.size})
    return str(found).encode()


def _statement(wish: Wish) -> str:
    chosen = {name: condition if getattr(wish, name) else "true" for name, condition in _CHOSEN.items()}
    wanted = [condition for name, condition in _WANTED.items() if getattr(wish, name) is not None]
    return _STATEMENT.format(
        in_range=_IN_RANGE if wish.ends_at else "until > :begins_at",
        before_end=" AND starts_at < :ends_at" if wish.ends_at else "",
        # Spelled out, so that the planner can prove that the partial index applies.
        state=f"'{_STATES[wish.state]}'",
        wanted="".join(f" AND {condition}" for condition in wanted),
        item=f"json_build_object({_ITEM})",
        **{name: _checked(condition) for name, condition in chosen.items()},
    )


def _checked(condition: str) -> str:
    """Return a condition that is false, not unknown, where the column is empty."""
    return condition if condition == "true" else f"coalesce({condition}, false)"
