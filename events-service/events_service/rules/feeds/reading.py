"""A calendar file read: its events with their dates in a window of time, and what had to be left out."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from events_service.rules.feeds.cutting import Block, Unreadable, Unusable, cut
from events_service.rules.feeds.gathering import gathered
from events_service.rules.feeds.parts import Part, is_private, read_part, title_of
from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.series import Found, Series, read_series
from events_service.rules.feeds.zones import Zones

MOST_IN_ALL = 10_000
_MOST_SECONDS = 30.0


@dataclass(frozen=True)
class LeftOut:
    """An event that was left out, and why."""

    title: str | None
    kind: str


@dataclass
class Reading:
    """What a calendar brings: its events in the order of the file."""

    events: list[Found] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    dates: int = 0


def read_calendar(
    file: bytes, window: Window, *, city: ZoneInfo, clock: Callable[[], float] = time.thread_time
) -> Reading:
    """Read a calendar; refused with `Unreadable` as a whole, and never held up by a single event."""
    until, found = clock() + _MOST_SECONDS, cut(file)
    reading, zones = Reading(), Zones(found.zones, city=city)
    reading.ignored.update({"not_an_event": found.others, "private": sum(map(is_private, found.events))})
    parts = [
        part
        for number, block in enumerate(found.events)
        if (part := _part(number, block, zones, reading, is_cancelled=found.is_cancelling))
    ]
    for series in gathered(parts):
        if clock() > until:
            raise Unreadable("too_costly")
        if not series.main.is_private:
            _add(series, window, zones, reading)
    return reading


def _part(number: int, block: Block, zones: Zones, reading: Reading, *, is_cancelled: bool) -> Part | None:
    try:
        return read_part(number, block, zones, is_cancelled=is_cancelled)
    except Unusable as refusal:
        if not is_private(block):
            reading.left_out.append(LeftOut(title_of(block), refusal.kind))
        return None


def _add(series: Series, window: Window, zones: Zones, reading: Reading) -> None:
    try:
        found = read_series(series, window, zones)
    except Unusable as refusal:
        reading.left_out.append(LeftOut(series.main.words.title, refusal.kind))
        return
    reading.events.append(found)
    reading.dates += len(found.days)
    if reading.dates > MOST_IN_ALL:
        raise Unreadable("too_many_dates")
