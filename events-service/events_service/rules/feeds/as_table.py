"""A calendar file as a table of events, for somebody who brings one instead of a spreadsheet."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import LeftOut, Reading, read_calendar
from events_service.rules.feeds.series import Day, Found
from events_service.rules.schedule import AHEAD
from services.kit.files.table import MOST_ROWS, Table, TooManyRows

_COLUMNS = (
    *("externe_id", "organisation_id", "titel", "beschreibung", "kategorien", "beginn", "ende", "ganztaegig"),
    *("wiederholung", "ausnahmen", "treffpunkt", "lat", "lon", "status", "schlagworte"),
)


def is_calendar(file: bytes) -> bool:
    """Tell whether a file says that it is a calendar."""
    return file[:200].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR")


def calendar_table(
    file: bytes, *, organisation_id: UUID | None, categories: Sequence[str], zone: ZoneInfo, now: datetime
) -> Table:
    """Read a calendar into a table, an event or a date that stands apart in each row; refused with `Unreadable`."""
    reading = _whole(file, zone, now)
    given = {"organisation_id": str(organisation_id or ""), "kategorien": "|".join(categories)}
    rows = [tuple({**given, **row}.get(column, "") for column in _COLUMNS) for row in _rows(reading, zone)]
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    return Table(_COLUMNS, tuple(enumerate(rows, start=2)), {"form": "ics", "encoding": "utf-8", "header_row": 1})


def _whole(file: bytes, zone: ZoneInfo, now: datetime) -> Reading:
    """Read a calendar to its last event, and as far ahead as a series is laid out from there."""
    reading = read_calendar(file, Window(now, now + AHEAD), city=zone)
    last = max((found.plan.starts_at for found in reading.events), default=now)
    return reading if last < now else read_calendar(file, Window(now, last + AHEAD), city=zone)


def _rows(reading: Reading, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    for found in reading.events:
        yield from _of_event(found, zone)
    for each in reading.left_out:
        yield _left_out(each)


def _of_event(found: Found, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    plan = found.plan
    gone = sorted({*plan.left_out, *(day.meant_at for day in found.others)} - set(plan.further_starts))
    is_repeated = plan.rule is not None
    if is_repeated or plan.starts_at not in gone:
        first = Day(plan.starts_at, plan.ends_at, plan.starts_at, found.words)
        repeated = {"wiederholung": plan.rule or "", "ausnahmen": "|".join(_moment(each, zone) for each in gone)}
        yield {**_row(found, first, zone), **(repeated if is_repeated else {})}
    apart = {day.meant_at for day in found.others}
    added = [day for day in found.days if day.meant_at in plan.further_starts and day.meant_at not in apart]
    for day in (*added, *found.others):
        yield _row(found, day, zone, apart=True)


def _row(found: Found, day: Day, zone: ZoneInfo, *, apart: bool = False) -> dict[str, str]:
    words = day.words
    return {
        "externe_id": _id(found, day.meant_at if apart else None),
        "titel": words.title,
        "beschreibung": words.description or "",
        "beginn": _written(day.starts_at, zone, all_day=found.all_day),
        "ende": _end(day, zone, all_day=found.all_day),
        "ganztaegig": "ja" if found.all_day else "",
        "treffpunkt": words.place or "",
        **({"lat": str(words.spot[0]), "lon": str(words.spot[1])} if words.spot else {}),
        "status": "abgesagt" if words.status == "cancelled" else "",
        "schlagworte": "|".join(words.categories[:30]),
    }


def _left_out(each: LeftOut) -> dict[str, str]:
    """Return a row that nobody can take over, so that the report names it."""
    return {"titel": each.title or "", "beginn": "?", "externe_id": _hash(each.kind, each.title or "")}


def _id(found: Found, meant_at: datetime | None) -> str:
    """Return by what an event is known when the file comes once more."""
    known = (found.key,) if found.key else (found.words.title, found.plan.starts_at.isoformat())
    return _hash(*known, meant_at.isoformat() if meant_at else "")


def _hash(*words: Any) -> str:
    return "ics-" + hashlib.blake2b("\0".join(words).encode(), digest_size=12).hexdigest()


def _end(day: Day, zone: ZoneInfo, *, all_day: bool) -> str:
    if day.ends_at is None:
        return ""
    # A table names the last day of an event that takes whole ones.
    return _written(day.ends_at - timedelta(microseconds=1) if all_day else day.ends_at, zone, all_day=all_day)


def _written(moment: datetime, zone: ZoneInfo, *, all_day: bool) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}" if all_day else _moment(moment, zone)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
