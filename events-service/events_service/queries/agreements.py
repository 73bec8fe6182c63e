"""What organisations are asked: whether they are named with an event of another, and whether others may show theirs.

Stewards see what their organisations are asked, editors what all are.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from services.kit import paging
from services.kit.tokens import Caller


def to_be_named(session: Session, caller: Caller, *, page: int, size: int, now: datetime) -> dict[str, Any]:
    """Return a page of public events to come that name an organisation which has not answered, the next first."""
    return _page(session, _NAMED, _asker(caller, now), page=page, size=size)


def to_be_shown(session: Session, caller: Caller, *, page: int, size: int, now: datetime) -> dict[str, Any]:
    """Return a page of who asks to show events to come and has no answer, those first that wait longest."""
    return _page(session, _SHOWN, _asker(caller, now), page=page, size=size)


def _asker(caller: Caller, now: datetime) -> dict[str, Any]:
    return {"person_id": caller.person_id, "is_editor": caller.is_editor, "now": now}


def _page(session: Session, statement: TextClause, asker: dict[str, Any], *, page: int, size: int) -> dict[str, Any]:
    asked = {**asker, "size": size, "before": paging.offset(page, size)}
    rows = session.execute(statement, asked).mappings().all()
    items = [
        {
            "event": {"id": row["event_id"], "slug": row["event_slug"], "title": row["title"]},
            "organisation": {"id": row["organisation_id"], "slug": row["slug"], "name": row["name"]},
            "leader": {"id": row["leader_id"], "slug": row["leader_slug"], "name": row["leader_name"]},
            **{moment: row[moment] for moment in ("starts_at", "asked_at") if moment in row},
        }
        for row in rows
    ]
    return paging.page_of(items, total=rows[0]["total"] if rows else 0, page=page, size=size)


_NAMED = text("""
    SELECT events.id AS event_id, events.slug AS event_slug, events.title, asked.id AS organisation_id, asked.slug,
           asked.name, leader.id AS leader_id, leader.slug AS leader_slug, leader.name AS leader_name,
           next.starts_at, count(*) OVER () AS total
    FROM events
    CROSS JOIN LATERAL unnest(events.co_organiser_ids) AS named(id)
    JOIN organisations AS asked ON asked.id = named.id
    JOIN organisations AS leader ON leader.id = events.organisation_id
    CROSS JOIN LATERAL (
        SELECT min(starts_at) AS starts_at FROM event_dates WHERE event_id = events.id AND until > :now
    ) AS next
    WHERE events.state = 'published' AND events.co_organiser_ids <> '{}' AND next.starts_at IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM co_organiser_answers AS answers
        WHERE answers.event_id = events.id AND answers.organisation_id = asked.id
    )
    AND (:is_editor OR EXISTS (
        SELECT FROM stewardships WHERE stewardships.organisation_id = asked.id AND person_id = CAST(:person_id AS uuid)
    ))
    ORDER BY next.starts_at, events.id, asked.id LIMIT :size OFFSET :before
""")
_SHOWN = text("""
    SELECT events.id AS event_id, events.slug AS event_slug, events.title, asking.id AS organisation_id, asking.slug,
           asking.name, leader.id AS leader_id, leader.slug AS leader_slug, leader.name AS leader_name,
           showings.asked_at, count(*) OVER () AS total
    FROM showings
    JOIN events ON events.id = showings.event_id
    JOIN organisations AS asking ON asking.id = showings.organisation_id
    JOIN organisations AS leader ON leader.id = events.organisation_id
    WHERE showings.wanted AND showings.agreed IS NULL AND events.state = 'published' AND asking.is_public
    AND EXISTS (SELECT FROM event_dates WHERE event_id = events.id AND until > :now)
    AND (:is_editor OR EXISTS (
        SELECT FROM stewardships WHERE stewardships.organisation_id = leader.id AND person_id = CAST(:person_id AS uuid)
    ))
    ORDER BY showings.asked_at, events.id, asking.id LIMIT :size OFFSET :before
""")
