"""What a calendar would bring in, as plain words for people who look at it from outside."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events_service.rules.feeds.reading import Reading
from events_service.rules.feeds.sentences import sentence
from events_service.rules.feeds.series import Day, Found

_DAY = timedelta(days=1)
_MANY = 1_000


def refused(kind: str, *, language: str, words: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Return what is said of a calendar that could not be read."""
    return {"result": "error", "kind": kind, "sentence": sentence(kind, language, words=words)}


def shown(reading: Reading, *, zone: ZoneInfo) -> dict[str, Any]:
    """Return what is said of a calendar that was read; times are those of the city."""
    days = [day for found in reading.events for day in found.days]
    months = Counter(f"{day.starts_at.astimezone(zone):%Y-%m}" for day in days)
    return {
        "result": "partial" if reading.left_out else "ok",
        "occurrences": len(days),
        "cancelled": sum(day.words.status == "cancelled" for day in days),
        "per_month": dict(sorted(months.items())),
        "events": [entry for found in reading.events for entry in _entries(found, zone)],
        "refused": [{"title": each.title, "kind": each.kind} for each in reading.left_out],
        "ignored": [{"kind": kind, "number": number} for kind, number in reading.ignored.items() if number],
        **_examples(reading.events, zone),
    }


def _examples(events: list[Found], zone: ZoneInfo) -> dict[str, Any]:
    """Return one event of each thousand where there are so many that nobody looks at all of them."""
    if len(events) <= _MANY:
        return {}
    some = [found for found in events[::_MANY] if found.days]
    return {
        "examples": [
            {
                "uid": found.key,
                "start": _start(found.days[0], zone, all_day=found.all_day),
                **_end("end", found.days[0], zone, all_day=found.all_day),
            }
            for found in some
        ]
    }


def _entries(found: Found, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield the dates of an event, those together that look the same from outside."""
    alike: dict[tuple[Any, ...], list[Day]] = {}
    for day in found.days:
        words = day.words
        moved_from = day.meant_at if day.is_other and day.meant_at != day.starts_at else None
        alike.setdefault((words.title, words.status, words.place, words.is_tentative, moved_from), []).append(day)
    # The plain dates first: the others are read as exceptions to them.
    for (*_, moved_from), days in sorted(alike.items(), key=lambda each: each[1][0].is_other):
        yield _entry(found, days, moved_from, zone)


def _entry(found: Found, days: list[Day], moved_from: datetime | None, zone: ZoneInfo) -> dict[str, Any]:
    words, first = days[0].words, days[0]
    entry = {
        "uid": found.key,
        "title": words.title,
        "occurrences": len(days),
        "starts": [_start(day, zone, all_day=found.all_day) for day in days],
        "status": words.status,
        "tentative": words.is_tentative or None,
        "all_day": found.all_day or None,
        "end_known": False if first.ends_at is None else None,
        "place": words.place,
        "geo": list(words.spot) if words.spot else None,
        "link": words.link,
        "description": words.description,
        "categories_written": list(words.categories) or None,
        "rule": found.plan.rule,
        "moved_from": _local(moved_from, zone, all_day=found.all_day) if moved_from else None,
        **(_whole_days(first, zone) if found.all_day else _hours(days, zone)),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _whole_days(first: Day, zone: ZoneInfo) -> dict[str, Any]:
    last = _last_day(first, zone)
    return {"last_day": last.isoformat(), "days": (last - first.starts_at.astimezone(zone).date()).days + 1}


def _hours(days: list[Day], zone: ZoneInfo) -> dict[str, Any]:
    first = days[0]
    elapsed = (first.ends_at - first.starts_at) / timedelta(hours=1) if first.ends_at else None
    return {
        **_end("end_of_first", first, zone, all_day=False),
        "elapsed_hours": int(elapsed) if elapsed and elapsed.is_integer() else elapsed,
        "utc": [f"{day.starts_at:%Y-%m-%dT%H:%MZ}" for day in days],
    }


def _end(name: str, day: Day, zone: ZoneInfo, *, all_day: bool) -> dict[str, str]:
    if day.ends_at is None:
        return {}
    return {name: _last_day(day, zone).isoformat() if all_day else _local(day.ends_at, zone, all_day=False)}


def _start(day: Day, zone: ZoneInfo, *, all_day: bool) -> str:
    return _local(day.starts_at, zone, all_day=all_day)


def _last_day(day: Day, zone: ZoneInfo) -> date:
    return ((day.ends_at or day.starts_at + _DAY).astimezone(zone) - timedelta(microseconds=1)).date()


def _local(moment: datetime, zone: ZoneInfo, *, all_day: bool) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}" if all_day else f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"
