"""What is being written about events."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from events_service.models import Revision
from services.kit.review.rules import Origin, RevisionState


def open_revisions(session: Session, event_ids: Collection[UUID]) -> dict[UUID, Revision]:
    """Return what is being written about events, or waits, by those who look after them; for nobody else to change."""
    being_written = Revision.state.in_([RevisionState.DRAFT, RevisionState.WAITING])
    asked = select(Revision).where(Revision.subject_id.in_(event_ids), Revision.origin != Origin.SUGGESTION)
    found = session.scalars(asked.where(being_written).order_by(Revision.id).with_for_update())
    return {each.subject_id: each for each in found if each.subject_id}
