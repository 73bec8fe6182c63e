"""What somebody edits by hand no calendar overwrites: some dates of a series, or the whole event."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from events_service.models import Event
from events_service.queries import feeds as queries
from events_service.rules.feeds.taking import dates_edited

_OF_DATES = frozenset({"changed_dates", "left_out"})
_OURS = frozenset({"search", "version", "changed_at", "told_until", "laid_out_until", "withdrawn_with_organisation"})


@contextmanager
def by_hand(session: Session, event: Event) -> Iterator[None]:
    """Edit an event; if it came from a calendar, note what does not follow it any more."""
    before = _words(event)
    yield
    different = {name for name, value in _words(event).items() if before[name] != value}
    origin = queries.origin(session, event.id) if different else None
    if origin is None or origin.is_detached:
        return
    if different <= _OF_DATES:
        edited = dates_edited(before, vars(event))
        origin.detached_dates = sorted({*origin.detached_dates, *edited})
    else:
        origin.is_detached = True


def _words(event: Event) -> dict[str, Any]:
    keys = (column.key for column in Event.__mapper__.columns if column.key not in _OURS)
    return {key: getattr(event, key) for key in keys}
