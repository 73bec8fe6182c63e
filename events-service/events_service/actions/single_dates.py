"""Single dates of a series: moved, elsewhere, called off, or as the rule says again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from events_service.actions.dates import lay_out
from events_service.actions.detaching import by_hand
from events_service.actions.events import event_to_change, tell_difference
from events_service.actions.recording import record_urgent
from events_service.models import Event
from events_service.queries import dates as queries
from events_service.queries.organisations import is_trusted
from events_service.rules.changed_dates import canonical
from events_service.rules.entry import check_districts, schedule_of
from services.city import City
from services.kit.errors import Conflict, Stale
from services.kit.review.history import Author
from services.kit.tokens import Caller


class OnlyOneDate(Conflict):
    """This event has one date alone. Please change the event itself."""


@dataclass(frozen=True)
class DateSeen:
    """The date that somebody wants to change, and the version of its event that she has looked at."""

    event_id: UUID
    date_id: UUID
    version: int


def change_date(
    session: Session, seen: DateSeen, words: Mapping[str, Any] | None, *, city: City, caller: Caller, now: datetime
) -> Event:
    """Let one date be other than the rule says, or without words as it says again; refused with `Stale`."""
    event = event_to_change(session, seen.event_id, caller)
    if event.version != seen.version:
        raise Stale
    if not event.is_series:
        raise OnlyOneDate
    date = queries.date_of(session, event.id, seen.date_id)
    original = (date.original_start or date.starts_at).isoformat()
    others = [each for each in event.changed_dates if not _is_of(each, original)]
    own = [] if words is None else [{**words, "original_start": original}]
    check_districts((each.get("district") for each in own), city)
    changed = canonical([*others, *own], city.time_zone, all_day=event.all_day)
    before = {"changed_dates": event.changed_dates}
    is_seen = caller.is_editor or is_trusted(session, event.organisation_id)
    with by_hand(session, event):
        is_other = event.change({"changed_dates": changed}, now, is_seen=is_seen)
    if is_other:
        record_urgent(session, event, before, {"changed_dates": changed}, Author.of(caller, now))
        lay_out(session, [(event, schedule_of(vars(event), city.time_zone))], now=now)
        tell_difference(session, [(event, event.status)], now=now)
    return event


def _is_of(change: Mapping[str, Any], original: str) -> bool:
    return datetime.fromisoformat(change["original_start"]) == datetime.fromisoformat(original)
