"""When an event takes place: as people write it, and as the calendar keeps it.

People say on which days something is, and first and last days of what has no hours. The calendar keeps moments: whole
days end at the midnight that follows; hours that somebody has typed for them do not count, but stay with a draft.
Further dates are as long as the first one unless a change of theirs says otherwise, and the dates that a rule makes
begin at the hour of the first, so that people need only name their days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.website import times
from services.website.calendar import repeating
from services.website.calendar.moments import split
from services.website.clients.asking import Words

SCHEDULE = ("starts_at", "ends_at", "all_day", "rule", "further_starts", "left_out", "changed_dates")
_MIDNIGHT = "00:00"
_END_ALONE = {"original_start", "ends_at"}
_PLACE = ("venue", "street", "post_code", "town", "district")
_POINT = ("lat", "lon")


def kept(words: Words) -> Words:
    """Return when an event takes place as the calendar keeps it, from how it was written; the rest stays."""
    all_day, first = bool(words.get("all_day")), words.get("starts_at")
    start, end = _start(first, all_day), _end(words.get("ends_at"), first, all_day)
    planned = _plan(start, all_day)
    further = [_further(row, all_day) for row in words.get("further_starts") or ()]
    changed = [_kept_change(row, planned, all_day) for row in words.get("changed_dates") or ()]
    for begins, ends in further:
        if ends and ends != _as_long(begins, start, end):
            _ends_otherwise(changed, begins, ends)
    return words | {
        "starts_at": start,
        "ends_at": end,
        "rule": repeating.from_choice(words.get("rule"), split(start or "")[0]),
        "further_starts": [begins for begins, _ in further],
        "left_out": [_planned(row["day"], planned) for row in words.get("left_out") or () if row.get("day")],
        "changed_dates": sorted(changed, key=lambda row: str(row.get("original_start", "~"))),
    }


def written(words: Words) -> Words:
    """Return when an event takes place as people write it, from how the calendar keeps it; the rest stays."""
    all_day, start = words.get("all_day") is True, _text(words.get("starts_at"))
    planned = _plan(start, all_day)
    further = [str(each) for each in _listed(words.get("further_starts"))]
    changed = _changes(words)
    ends = {str(row["original_start"]): row["ends_at"] for row in changed if row.keys() == _END_ALONE}
    others = [row for row in changed if row.keys() != _END_ALONE or row["original_start"] not in further]
    return words | {
        "starts_at": _first_day(start, all_day),
        "ends_at": _last_day(words.get("ends_at"), all_day),
        "rule": repeating.as_choice(_text(words.get("rule")), split(start)[0]),
        "further_starts": [
            {"starts_at": _first_day(each, all_day), "ends_at": _last_day(ends.get(each), all_day)} for each in further
        ],
        "left_out": [{"day": _named(str(each), planned)} for each in _listed(words.get("left_out"))],
        "changed_dates": [_written_change(row, planned, all_day) for row in others],
    }


def to_choose(words: Words, dates: Iterable[Words]) -> list[tuple[str, str]]:
    """Return the dates of a series as somebody chooses one: by what a form names it, and in words."""
    all_day = words.get("all_day") is True
    start = _plan(_text(words.get("starts_at")), all_day)
    own = [*_listed(words.get("left_out")), *(each.get("original_start") for each in _changes(words))]
    moments = sorted({*("T".join(split(each["starts_at"])) for each in dates), *(str(each) for each in own if each)})
    return [(_named(each, start), in_words(each, all_day=all_day)) for each in moments]


def in_words(moment: str, *, all_day: bool) -> str:
    """Return a moment in words; as it is where it is none."""
    day, hour = split(moment)
    try:
        known = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=times.ZONE)
        return times.day(known) if all_day else times.at(known.isoformat())
    except (ValueError, OverflowError):
        return moment


def _start(moment: str | None, all_day: bool) -> str | None:
    day, hour = split(moment or "")
    return f"{day}T{hour or _MIDNIGHT}" if moment and all_day else moment


def _plan(start: str | None, all_day: bool) -> str:
    """Return when the dates of a series begin by their rule: those of whole days at midnight."""
    return f"{split(start)[0]}T{_MIDNIGHT}" if start and all_day else start or ""


def _end(moment: str | None, start: str | None, all_day: bool) -> str | None:
    """Return when something ends; an hour alone is of the day on which it begins."""
    if not moment:
        return None
    day, hour = split(moment)
    if all_day and hour in {"", _MIDNIGHT}:
        return f"{_other_day(day, 1)}T{_MIDNIGHT}" if day else None
    return moment if day else f"{split(start or '')[0]}T{hour}"


def _further(row: Words, all_day: bool) -> tuple[str, str | None]:
    begins = row.get("starts_at") or "T"
    return _start(begins, all_day) or begins, _end(row.get("ends_at"), begins, all_day)


def _as_long(begins: str, start: str | None, end: str | None) -> str | None:
    """Return when a further date ends if it takes as long as the first."""
    try:
        ends = datetime.fromisoformat(begins) + (
            datetime.fromisoformat(end or "") - datetime.fromisoformat(start or "")
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return ends.isoformat(timespec="minutes")


def _ends_otherwise(changed: list[Words], begins: str, ends: str) -> None:
    known = next((row for row in changed if row.get("original_start") == begins), None)
    if known is None:
        changed.append({"original_start": begins, "ends_at": ends})
    else:
        known.setdefault("ends_at", ends)


def _kept_change(row: Words, start: str, all_day: bool) -> Words:
    original = row.get("original_start") and _planned(row["original_start"], start)
    begins = row.get("starts_at")
    moved = {"starts_at": _start(begins, all_day), "ends_at": _end(row.get("ends_at"), begins or original, all_day)}
    words = {name: word for name, word in {**row, **moved, "original_start": original}.items() if word is not None}
    spot = words.pop("spot", "")
    if any(row.get(name) for name in _PLACE) or spot == _spot(row, spot):
        # A place is said as a whole. Where it lies on the map holds as long as nothing else of it changes.
        point = _point(spot) if spot == _spot(row, spot) else dict.fromkeys(_POINT)
        words |= {name: row.get(name) for name in _PLACE} | point
    return words


def _written_change(row: Words, start: str, all_day: bool) -> Words:
    words = {name: word for name, word in row.items() if name not in _POINT}
    if None not in (point := [row.get(name) for name in _POINT]):
        words["spot"] = _spot(row, " ".join(map(repr, point)))
    return words | {
        "original_start": _named(_text(row.get("original_start")), start),
        "starts_at": _first_day(row.get("starts_at"), all_day),
        "ends_at": _last_day(row.get("ends_at"), all_day),
    }


def _spot(row: Words, spot: str) -> str:
    """Return where a place lies together with what the place is, so that one does not outlive the other."""
    return "|".join([spot.partition("|")[0], *(str(row.get(name) or "") for name in _PLACE)])


def _point(spot: str) -> Words:
    try:
        return dict(zip(_POINT, map(float, spot.partition("|")[0].split()), strict=True))
    except ValueError:
        return dict.fromkeys(_POINT)


def _planned(named: str, start: str) -> str:
    """Return when a date of a series begins that is named by its day; others are named by their moment."""
    hour = split(start)[1]
    return named if "T" in named or not hour else f"{named}T{hour}"


def _named(moment: str, start: str) -> str:
    day, hour = split(moment)
    return day if hour and hour == split(start)[1] and f"{day}T{hour}" == moment else moment


def _first_day(moment: Any, all_day: bool) -> str:
    known = _text(moment)
    day, hour = split(known)
    return f"{day}T{'' if hour == _MIDNIGHT else hour}" if known and all_day else known


def _last_day(moment: Any, all_day: bool) -> str:
    known = _text(moment)
    if not known or not all_day:
        return known
    day, hour = split(known)
    return f"{_other_day(day, -1)}T" if hour == _MIDNIGHT else f"{day}T{hour}"


def _other_day(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day


def _text(value: Any) -> str:
    """Return a word as text: whoever suggests something may write anything, and it has to be shown."""
    return "" if value is None else str(value)


def _changes(words: Words) -> list[Words]:
    return [each for each in _listed(words.get("changed_dates")) if isinstance(each, dict)]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
