"""What lists and months show of a date, made into JSON by PostgreSQL."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from events_service.queries.listing.wishes import placed, spot
from services.kit.db import as_array, rows

FIELDS = {
    "event_id": "events.id",
    "date_id": "page.id",
    "starts_at": "page.starts_at",
    "ends_at": "page.ends_at",
    "original_start": "page.original_start",
    "title_note": "page.change ->> 'title_note'",
    "status": "coalesce(page.status, events.status)",
    "status_note": "CASE WHEN page.status IS NULL THEN events.status_note ELSE page.change ->> 'status_note' END",
    "venue": placed("page", "venue"),
    **{name: f"spot.{name}" for name in ("mode", "district", "lat", "lon")},
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
"""What a list says of a date, at its `spot`, and where that stands."""
_OF_A_DAY = {
    "event_id": "events.id",
    "slug": "events.slug",
    "date_id": "page.id",
    "title": "events.title",
    "title_note": "page.change ->> 'title_note'",
    "starts_at": "page.starts_at",
    "ends_at": "page.ends_at",
    "all_day": "events.all_day",
    "status": "coalesce(page.status, events.status)",
    "category": "events.categories[1]",
    "kind": "events.kind",
    "mode": "spot.mode",
}
_CARDS = f"""
SELECT page.number, {{item}}::text FROM event_dates AS page
JOIN events ON events.id = page.event_id JOIN organisations ON organisations.id = events.organisation_id
{spot("page")}
WHERE page.number = ANY(CAST(%(numbers)s AS bigint[]))
"""


def item(fields: Mapping[str, str]) -> str:
    """Return the JSON of one date as SQL, its values named as in `FIELDS`."""
    values = ", ".join(f"'{name}', {value}" for name, value in fields.items())
    return f"json_build_object({values})"


def asking(fields: Mapping[str, str]) -> str:
    """Return how cards with these fields are asked for: spelt out once, as it is the same for all requests."""
    return _CARDS.format(item=item(fields))


OF_A_LIST, OF_A_DAY = asking(FIELDS), asking(_OF_A_DAY)


def cards(session: Session, numbers: Iterable[int], asked: str) -> dict[int, str]:
    """Return the cards of dates by their numbers; of what was taken away a moment ago there is none."""
    return dict(rows(session, asked, {"numbers": as_array(numbers)}))
