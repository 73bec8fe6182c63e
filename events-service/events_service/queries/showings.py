"""Who wants to show events of others, and what those say to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.models import Stewardship
from services.kit import paging
from services.kit.tokens import Caller


def stewards_of(session: Session, organisation_id: UUID) -> Sequence[UUID]:
    """Return who looks after an organisation."""
    asked = select(Stewardship.person_id).where(Stewardship.organisation_id == organisation_id)
    return session.scalars(asked.order_by(Stewardship.person_id)).all()


def open_questions(session: Session, caller: Caller, *, page: int, size: int, now: datetime) -> dict[str, Any]:
    """Return a page of who asks to show events to come and has no answer, those first that wait longest.

    Stewards see what is asked of their events, editors what is asked of all.
    """
    asked = {"person_id": caller.person_id, "is_editor": caller.is_editor, "now": now}
    rows = session.execute(_OPEN, {**asked, "size": size, "before": paging.offset(page, size)}).mappings().all()
    items = [
        {
            "event": {"id": row["event_id"], "slug": row["event_slug"], "title": row["title"]},
            "organisation": {"id": row["organisation_id"], "slug": row["slug"], "name": row["name"]},
            "leader": {"id": row["leader_id"], "slug": row["leader_slug"], "name": row["leader_name"]},
            "asked_at": row["asked_at"],
        }
        for row in rows
    ]
    return paging.page_of(items, total=rows[0]["total"] if rows else 0, page=page, size=size)


def of_event(session: Session, event_id: UUID, caller: Caller) -> list[dict[str, Any]]:
    """Return how it stands between an event and each public organisation of the caller's that it does not belong to."""
    rows = session.execute(_OF_EVENT, {"event_id": event_id, "person_id": caller.person_id}).mappings()
    return [
        {"organisation": {"id": row["id"], "slug": row["slug"], "name": row["name"]}, "state": row["state"]}
        for row in rows
    ]


_OPEN = text("""
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
_OF_EVENT = text("""
    SELECT organisations.id, organisations.slug, organisations.name, CASE
        WHEN showings.wanted IS NOT TRUE THEN 'none' WHEN agreed THEN 'shown' WHEN agreed IS NULL THEN 'open'
        ELSE 'refused'
    END AS state
    FROM (SELECT DISTINCT organisation_id FROM stewardships WHERE person_id = CAST(:person_id AS uuid)) AS own
    JOIN organisations ON organisations.id = own.organisation_id AND organisations.is_public
    JOIN events ON events.id = :event_id AND events.organisation_id <> organisations.id
    LEFT JOIN showings ON showings.event_id = events.id AND showings.organisation_id = organisations.id
    ORDER BY organisations.name
""")
