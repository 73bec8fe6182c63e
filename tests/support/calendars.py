"""Calendars of other people: the kept files with what must become of them, and small ones made by a test."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import Reading, read_calendar
from events_service.rules.feeds.series import Found

FOLDER = Path(__file__).parents[1] / "data" / "ics"
EXPECTED: dict[str, Any] = {
    name: words for name, words in json.loads((FOLDER / "expected.json").read_text("utf-8")).items() if name[0] != "_"
}
BERLIN = ZoneInfo("Europe/Berlin")
YEAR = Window(datetime(2036, 1, 1, tzinfo=BERLIN).astimezone(UTC), datetime(2037, 1, 1, tzinfo=BERLIN).astimezone(UTC))


def a_calendar(*entries: str, zones: str = "") -> bytes:
    """Return a calendar that holds these entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//DE", zones, *entries, "END:VCALENDAR"]
    return "\r\n".join(filter(None, lines)).encode() + b"\r\n"


def an_entry(
    *lines: str, title: str = "Repair café", start: str = "DTSTART:20360501T100000", uid: str = "1@test"
) -> str:
    """Return an event; with an empty `uid` without one."""
    named = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *named, f"SUMMARY:{title}", start, *lines, "END:VEVENT"])


def reading(*entries: str, window: Window = YEAR, zones: str = "") -> Reading:
    """Read a calendar that holds these entries."""
    return read_calendar(a_calendar(*entries, zones=zones), window, city=BERLIN)


def only(*entries: str, zones: str = "") -> Found:
    """Return the one event that these entries make."""
    (found,) = reading(*entries, zones=zones).events
    return found


def starts(found: Found) -> list[str]:
    """Return when an event takes place, on the clocks of the city."""
    return [f"{day.starts_at.astimezone(BERLIN):%m-%d %H:%M}" for day in found.days]


def refusals(*entries: str) -> list[str]:
    """Return why entries were left out."""
    return [each.kind for each in reading(*entries).left_out]
