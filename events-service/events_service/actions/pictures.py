"""Which pictures the calendar needs: the directory keeps them, and knows nothing of drafts and hidden events."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from events_service.queries.pictures import held
from services.facts.events import PicturesHeld
from services.kit import outbox

_IN_ONE = 1000


def tell_held(session: Session, *, now: datetime) -> None:
    """Tell which pictures events and drafts of events show, so that nobody forgets them."""
    ids: Sequence[UUID] = held(session)
    for start in range(0, len(ids), _IN_ONE):
        outbox.record(session, PicturesHeld(pictures=tuple(ids[start : start + _IN_ONE]), held_at=now), now=now)
