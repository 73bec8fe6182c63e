"""Who looks after an event that others want to show, and how that stands with each of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.models import Stewardship
from events_service.rules.showings import state_of
from services.kit.tokens import Caller


def stewards_of(session: Session, organisation_id: UUID) -> Sequence[UUID]:
    """Return who looks after an organisation."""
    asked = select(Stewardship.person_id).where(Stewardship.organisation_id == organisation_id)
    return session.scalars(asked.order_by(Stewardship.person_id)).all()


def of_event(session: Session, event_id: UUID, caller: Caller) -> list[dict[str, Any]]:
    """Return how it stands between an event and each public organisation of the caller's that it does not belong to."""
    rows = session.execute(_OF_EVENT, {"event_id": event_id, "person_id": caller.person_id}).mappings()
    return [
        {
            "organisation": {"id": row["id"], "slug": row["slug"], "name": row["name"]},
            "state": state_of(wanted=row["wanted"], agreed=row["agreed"]),
        }
        for row in rows
    ]


_OF_EVENT = text("""
    SELECT organisations.id, organisations.slug, organisations.name, showings.wanted, showings.agreed
    FROM (SELECT DISTINCT organisation_id FROM stewardships WHERE person_id = CAST(:person_id AS uuid)) AS own
    JOIN organisations ON organisations.id = own.organisation_id AND organisations.is_public
    JOIN events ON events.id = :event_id AND events.organisation_id <> organisations.id
    LEFT JOIN showings ON showings.event_id = events.id AND showings.organisation_id = organisations.id
    ORDER BY organisations.name
""")
