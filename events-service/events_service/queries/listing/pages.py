"""A page of dates; PostgreSQL makes the JSON.

Where much fits, the dates are walked in their order, and each is looked at until the page is full. Where little fits,
that walk would be long: then the events are looked up first, and their dates sorted. Either way the cost does not grow
with the calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing.wishes import Wish

MUCH = 4000
"""From so many dates on they are walked."""

# OFFSET 0 keeps the planner from turning the look-up into a join, for which it would sort everything.
_WALK = """
(
    SELECT dates.* FROM event_dates AS dates
    CROSS JOIN LATERAL (SELECT FROM events WHERE events.id = dates.event_id AND {conditions} OFFSET 0) AS event
    WHERE starts_at >= :begins_at{before_end}{of_length} ORDER BY starts_at{way}, dates.id{way} LIMIT :size + :offset
) UNION ALL (
    SELECT dates.* FROM event_dates AS dates
    CROSS JOIN LATERAL (SELECT FROM events WHERE events.id = dates.event_id AND {conditions} OFFSET 0) AS event
    WHERE tstzrange(starts_at, until) @> CAST(:begins_at AS timestamptz) AND starts_at < :begins_at{of_length}
)
"""
_LOOK_UP = """
SELECT dates.* FROM (SELECT id FROM events WHERE {conditions} OFFSET 0) AS event
JOIN event_dates AS dates ON dates.event_id = event.id WHERE until > :begins_at{before_end}{of_length}
"""
_STATEMENT = """
WITH page AS (SELECT * FROM ({dates}) AS dates ORDER BY starts_at{way}, id{way} LIMIT :size OFFSET :offset)
SELECT coalesce(json_agg({item} ORDER BY page.starts_at{way}, page.id{way}), '[]')::text
FROM page JOIN events ON events.id = page.event_id JOIN organisations ON organisations.id = events.organisation_id
"""
# Where a date is counts as a whole, see `changed_dates`.
PLACED = "CASE WHEN page.change ? 'venue' THEN page.change {of} '{name}' ELSE events.{name} END"
# What has moved online is online, whatever was planned; see `changed_dates`.
MODE = """CASE WHEN {date}.status = 'moved_online' THEN 'online' ELSE coalesce(
    {date}.change ->> 'mode', CASE WHEN events.status = 'moved_online' THEN 'online' ELSE events.mode END
) END"""
FIELDS = {
    "event_id": "events.id",
    "date_id": "page.id",
    "starts_at": "page.starts_at",
    "ends_at": "page.ends_at",
    "original_start": "page.original_start",
    "title_note": "page.change ->> 'title_note'",
    "status": "coalesce(page.status, events.status)",
    "status_note": "CASE WHEN page.status IS NULL THEN events.status_note ELSE page.change ->> 'status_note' END",
    "mode": MODE.format(date="page"),
    "venue": PLACED.format(of="->>", name="venue"),
    "district": PLACED.format(of="->>", name="district"),
    "lat": "CASE WHEN page.change ? 'venue' THEN CAST(page.change ->> 'lat' AS float) ELSE events.lat END",
    "lon": "CASE WHEN page.change ? 'venue' THEN CAST(page.change ->> 'lon' AS float) ELSE events.lon END",
    "organisation": (
        "json_build_object('id', organisations.id, 'slug', organisations.slug, 'name', organisations.name)"
    ),
    "is_series": "events.rule IS NOT NULL OR cardinality(events.further_starts) > 0",
    **{
        each: f"events.{each}"
        for each in (
            *("slug", "title", "summary", "kind", "all_day", "categories", "cost", "with_children", "wheelchair"),
            *("languages", "registration", "booked_up", "age_from", "age_to"),
        )
    },
}
"""What a list says of a date, and where it stands."""


@dataclass(frozen=True)
class Page:
    """Which dates of a list: from which on, how many, the next or the latest first."""

    number: int = 1
    size: int = 20
    latest_first: bool = False


def dates(session: Session, wish: Wish, page: Page, *, total: int, fields: Mapping[str, str] = FIELDS) -> str:
    """Return a page of dates as JSON; how many there are in all says how to look for them."""
    offset = (page.number - 1) * page.size
    if offset >= total:
        return "[]"
    given = {**wish.given, "size": page.size, "offset": offset}
    asked = text(statement(wish, latest_first=page.latest_first, walks=total >= MUCH, fields=fields))
    return str(session.execute(asked, given).scalar_one())


def statement(wish: Wish, *, walks: bool, latest_first: bool = False, fields: Mapping[str, str] = FIELDS) -> str:
    """Return what is asked of the database."""
    parts = {
        "way": " DESC" if latest_first else "",
        "conditions": wish.conditions,
        "before_end": " AND starts_at < :ends_at" if wish.ends_at else "",
        "of_length": wish.of_length,
    }
    found = (_WALK if walks else _LOOK_UP).format(**parts)
    return _STATEMENT.format(dates=found, item=item(fields), **parts)


def item(fields: Mapping[str, str]) -> str:
    """Return the JSON of one date as SQL, its values named as in `FIELDS`."""
    values = ", ".join(f"'{name}', {value}" for name, value in fields.items())
    return f"json_build_object({values})"
