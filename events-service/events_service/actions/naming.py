"""What events name of the directory, and what has become another there: projects and offers."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, succession, telling
from events_service.models import Event

_IN_REVISIONS = text("""
    UPDATE revisions SET
        words = CASE words ->> :name WHEN :old THEN words || CAST(:named AS jsonb) ELSE words END,
        base = CASE base ->> :name WHEN :old THEN base || CAST(:named AS jsonb) ELSE base END
    WHERE words ->> :name = :old OR base ->> :name = :old
""")


def name_instead(session: Session, name: str, old_id: UUID, new_id: UUID, *, now: datetime) -> None:
    """Let whatever names a project (`project_id`) or an offer (`offer_id`) name what that has become."""
    new_id = succession.note(session, old_id, new_id)
    column = getattr(Event, name)
    named = session.scalars(select(Event).where(column == old_id).order_by(Event.id).with_for_update()).all()
    for event in named:
        event.change({name: new_id}, now, is_seen=True)
    named_anew = json.dumps({name: str(new_id)})
    session.execute(_IN_REVISIONS, {"name": name, "old": str(old_id), "named": named_anew})
    telling.tell_changed(session, [event for event in named if event.is_published], now=now)
    catalogue.renew(session)
