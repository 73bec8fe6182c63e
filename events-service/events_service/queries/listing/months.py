"""A month of the calendar, day by day; PostgreSQL makes the JSON.

Of each day the first dates are shown, and how many there are. What takes several days stands on each of them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.queries.listing.pages import MODE
from events_service.queries.listing.wishes import Wish

SHOWN = 4
# OFFSET 0: few go on at a midnight, and the index of spans finds them; in their order, all dates before were walked.
_STATEMENT = """
WITH chosen AS MATERIALIZED (
    SELECT id FROM events WHERE {conditions}
), days AS (
    SELECT * FROM unnest(CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]))
    WITH ORDINALITY AS day(begins_at, ends_at, number)
), counted AS (
    SELECT number, count(*) AS total FROM (
        SELECT generate_series(
            greatest(width_bucket(starts_at, CAST(:begins AS timestamptz[])), 1),
            least(width_bucket(until - interval '1 microsecond', CAST(:begins AS timestamptz[])), :number_of_days)
        ) AS number FROM event_dates AS dates
        WHERE starts_at >= :earliest AND starts_at < :ends_at AND until > :begins_at{of_length}
        AND (event_id IN (SELECT id FROM chosen)) IS TRUE
    ) AS each GROUP BY number
), shown AS (
    SELECT days.number, date.* FROM days CROSS JOIN LATERAL (
        (
            SELECT * FROM (
                SELECT id, event_id, starts_at, ends_at, status, change FROM event_dates AS dates
                WHERE tstzrange(starts_at, until) @> days.begins_at AND starts_at <> days.begins_at{of_length}
                AND (event_id IN (SELECT id FROM chosen)) IS TRUE OFFSET 0
            ) AS going_on ORDER BY starts_at, id LIMIT :shown
        ) UNION ALL (
            SELECT id, event_id, starts_at, ends_at, status, change FROM event_dates AS dates
            WHERE starts_at >= days.begins_at AND starts_at < days.ends_at{of_length}
            AND (event_id IN (SELECT id FROM chosen)) IS TRUE ORDER BY starts_at, id LIMIT :shown
        ) ORDER BY starts_at, id LIMIT :shown
    ) AS date
), listed AS (
    SELECT shown.number, json_agg(json_build_object({item}) ORDER BY shown.starts_at, shown.id) AS items
    FROM shown JOIN events ON events.id = shown.event_id GROUP BY shown.number
)
SELECT json_agg(json_build_object(
    'total', coalesce(counted.total, 0), 'items', coalesce(listed.items, '[]')
) ORDER BY days.number)::text
FROM days LEFT JOIN counted USING (number) LEFT JOIN listed USING (number)
"""
_FIELDS = {
    "event_id": "events.id",
    "slug": "events.slug",
    "date_id": "shown.id",
    "title": "events.title",
    "title_note": "shown.change ->> 'title_note'",
    "starts_at": "shown.starts_at",
    "ends_at": "shown.ends_at",
    "all_day": "events.all_day",
    "status": "coalesce(shown.status, events.status)",
    "category": "events.categories[1]",
    "kind": "events.kind",
    "mode": MODE.format(date="shown"),
}
_ITEM = ", ".join(f"'{name}', {value}" for name, value in _FIELDS.items())


def days(session: Session, wish: Wish, midnights: Sequence[datetime], *, earliest: datetime) -> str:
    """Return what takes place between each midnight and the next, as JSON; what still lasts began after `earliest`."""
    given = {
        **wish.given,
        "begins": list(midnights[:-1]),
        "ends": list(midnights[1:]),
        "number_of_days": len(midnights) - 1,
        "earliest": earliest,
        "shown": SHOWN,
    }
    return str(session.execute(text(statement(wish)), given).scalar_one())


def statement(wish: Wish) -> str:
    """Return what is asked of the database."""
    return _STATEMENT.format(conditions=wish.conditions, of_length=wish.of_length, item=_ITEM)
