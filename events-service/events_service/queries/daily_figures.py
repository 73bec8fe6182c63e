"""The calendar's daily figures: what was to come at the end of each day, what came, what ended, and what that means."""

from services.kit.daily.figures import Figure, Sort

_PUBLIC = """
    SELECT id, categories, district FROM events
    WHERE first_published_at < :ends AND (state = 'published' OR (state = 'withdrawn' AND changed_at >= :ends))
      AND EXISTS (SELECT FROM event_dates WHERE event_dates.event_id = events.id AND event_dates.until >= :ends)
"""
_NEW = """
    SELECT id, categories, district FROM events
    WHERE first_published_at >= :begins AND first_published_at < :ends AND state <> 'draft'
"""
_ENDED = """
    SELECT id, categories, district FROM events
    WHERE state = 'published' AND first_published_at < :ends AND id IN (
        SELECT event_id FROM event_dates WHERE until >= :begins AND until < :ends
    ) AND NOT EXISTS (SELECT FROM event_dates WHERE event_dates.event_id = events.id AND event_dates.until >= :ends)
"""
_HELD = """
    SELECT dates.id, events.categories, events.district
    FROM event_dates AS dates JOIN events ON events.id = dates.event_id
    WHERE dates.starts_at >= :begins AND dates.starts_at < :ends AND events.state = 'published'
      AND events.status NOT IN ('cancelled', 'postponed')
      AND coalesce(dates.status, '') NOT IN ('cancelled', 'postponed')
"""
FIGURES = (
    Figure(
        key="events",
        sort=Sort.STOCK,
        name={"de": "Veranstaltungen", "en": "Events"},
        meaning={
            "de": "Veranstaltungen, die am Ende des Tages öffentlich waren und noch einen Termin vor sich hatten.",
            "en": "Events that were public at the end of the day, with a date still to come.",
        },
        counted=_PUBLIC,
        is_public=True,
    ),
    Figure(
        key="events_new",
        sort=Sort.FLOW,
        name={"de": "Neue Veranstaltungen", "en": "New events"},
        meaning={
            "de": "Veranstaltungen, die an diesem Tag zum ersten Mal veröffentlicht wurden.",
            "en": "Events that were published for the first time on this day.",
        },
        counted=_NEW,
    ),
    Figure(
        key="events_ended",
        sort=Sort.FLOW,
        name={"de": "Beendete Veranstaltungen", "en": "Ended events"},
        meaning={
            "de": "Öffentliche Veranstaltungen, deren letzter Termin an diesem Tag zu Ende ging.",
            "en": "Public events whose last date was over on this day.",
        },
        counted=_ENDED,
    ),
    Figure(
        key="dates_held",
        sort=Sort.FLOW,
        name={"de": "Termine, die stattfanden", "en": "Dates that took place"},
        meaning={
            "de": "Einzelne Termine öffentlicher Veranstaltungen, die an diesem Tag begannen und nicht abgesagt waren.",
            "en": "Single dates of public events that began on this day and were not cancelled.",
        },
        counted=_HELD,
        is_public=True,
    ),
)
"""All that the calendar counts."""
BEGINNING = "SELECT min(first_published_at) FROM events"
"""Selects the moment before which there was nothing to count."""
