"""Single dates of a series that are other than the rule says: moved, elsewhere, online, with a guest, or called off.

A change is kept as words that JSON can hold. `original_start` says which date is meant (RECURRENCE-ID, RFC 5545); it
stays when the date moves. A change whose `original_start` is no date of the series has no effect.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.kit.errors import Malformed

PLACE = ("venue", "street", "post_code", "town", "district", "lat", "lon")
"""Where a date is: said anew as a whole, for the old street says nothing of the new house."""
WORDS = ("title_note", "status", "status_note", "mode", "online_link")
_MOMENTS = ("starts_at", "ends_at")
_AT_ONCE = ("original_start", *_MOMENTS, "status")
Change = Mapping[str, Any]


class DateEndsBeforeItStarts(Malformed):
    """One of the changed dates ends before it begins."""


def canonical(changes: Iterable[Change], zone: ZoneInfo, *, all_day: bool) -> list[dict[str, Any]]:
    """Return changes as they are kept: moments in UTC, without what is not said, one of each date, the first first."""
    by_date = {each["original_start"]: each for each in (_kept(change, zone, all_day) for change in changes)}
    return [by_date[original] for original in sorted(by_date, key=datetime.fromisoformat)]


def by_original(changes: Iterable[Change]) -> dict[datetime, Change]:
    """Return kept changes by the date that each is about."""
    return {datetime.fromisoformat(each["original_start"]): each for each in changes}


def moment(change: Change, name: str) -> datetime | None:
    """Return when a changed date begins or ends, by `starts_at` or `ends_at`; nothing where it is as planned."""
    return datetime.fromisoformat(change[name]) if name in change else None


def mode_of(mode: str, status: str, change: Change) -> str:
    """Return whether one goes to a date or joins it online: what has moved online is online, whatever was planned.

    `mode` and `status` are those of the event; what a change says of its date counts for more.
    """
    planned = "online" if status == "moved_online" else mode
    return "online" if change.get("status") == "moved_online" else change.get("mode") or planned


def shown(change: Change) -> dict[str, Any]:
    """Return what a change says beside the times."""
    return {name: value for name, value in change.items() if name not in ("original_start", *_MOMENTS)}


def with_times(changes: Iterable[Change], known: Iterable[Change]) -> list[dict[str, Any]]:
    """Return known changes with new times alone: when dates take place, or not; their words stay as they were."""
    before = {each["original_start"]: each for each in known}
    return [
        {
            **{name: change[name] for name in _AT_ONCE if name in change},
            **{name: word for name, word in before.get(change["original_start"], {}).items() if name not in _AT_ONCE},
        }
        for change in changes
    ]


def _kept(change: Change, zone: ZoneInfo, all_day: bool) -> dict[str, Any]:
    said = {name: change[name] for name in WORDS if change.get(name) is not None}
    if any(change.get(name) is not None for name in PLACE):
        said |= {name: change.get(name) for name in PLACE}
    return {"original_start": _text(change["original_start"], zone, all_day), **_times(change, zone, all_day), **said}


def _times(change: Change, zone: ZoneInfo, all_day: bool) -> dict[str, str]:
    said = {name: _text(change[name], zone, all_day) for name in _MOMENTS if change.get(name) is not None}
    begins = _local(said.get("starts_at", _text(change["original_start"], zone, all_day)), zone)
    if "ends_at" in said:
        end = _local(change["ends_at"], zone)
        if all_day and (end.time() != time() or end == begins):
            end = _midnight(end.date() + timedelta(days=1), zone)
        said["ends_at"] = end.astimezone(UTC).isoformat()
        # Compared in UTC: clocks that are set back show the same hour twice.
        if end.astimezone(UTC) <= begins.astimezone(UTC):
            raise DateEndsBeforeItStarts
    return said


def _text(moment: datetime | str, zone: ZoneInfo, all_day: bool) -> str:
    known = _local(moment, zone)
    return (_midnight(known.date(), zone) if all_day else known).astimezone(UTC).isoformat()


def _local(moment: datetime | str, zone: ZoneInfo) -> datetime:
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return known.astimezone(zone) if known.tzinfo else known.replace(tzinfo=zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
