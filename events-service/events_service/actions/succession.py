"""What has become another: mergers are told in no order, and tables name for years what is gone."""

from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.models import Succession


def note(session: Session, old_id: UUID, into_id: UUID) -> UUID:
    """Note that a thing has become another; returns what that one has become by now, often itself."""
    # Of two that are heard at once, the second has to know of the first.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('events.successors'))"))
    last_id = session.scalar(select(Succession.into_id).where(Succession.id == into_id)) or into_id
    row = insert(Succession).values(id=old_id, into_id=last_id)
    session.execute(row.on_conflict_do_update(index_elements=[Succession.id], set_={"into_id": last_id}))
    session.execute(update(Succession).where(Succession.into_id == old_id).values(into_id=last_id))
    return last_id
