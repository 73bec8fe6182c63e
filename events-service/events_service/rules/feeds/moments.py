"""Moments and lengths as calendars write them: in UTC, in a zone, on whatever clocks are near, or as a whole day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar.prop import vDuration

from events_service.rules.feeds.cutting import Block, Property, Unusable
from events_service.rules.feeds.zones import Zones
from events_service.rules.schedule import LONGEST

_WRITTEN = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z)?)?", re.IGNORECASE)
_YEARS = range(1900, 2200)
_DAY = timedelta(days=1)
MOST_LISTED = 2_000


@dataclass(frozen=True)
class Moment:
    """What the clocks of a zone show; a whole day is its midnight in the city."""

    clock: datetime
    zone: tzinfo
    is_day: bool = False

    @property
    def instant(self) -> datetime:
        """Return this moment in UTC."""
        return at(self.clock, self.zone)


@dataclass(frozen=True)
class Length:
    """How long something takes: by the clocks on the wall, and by a stopwatch where they jump over its end."""

    by_clocks: timedelta
    exactly: timedelta

    def end_of(self, clock: datetime, zone: tzinfo) -> datetime:
        """Return when something ends that begins at what the clocks show."""
        start, end = at(clock, zone), at(clock + self.by_clocks, zone)
        return end if end > start else start + self.exactly


def at(clock: datetime, zone: tzinfo) -> datetime:
    """Return in UTC what the clocks of a zone show."""
    return clock.replace(tzinfo=zone).astimezone(UTC)


def moment(said: Property | None, zones: Zones) -> Moment | None:
    """Read a moment; nothing if it is none, or lies in no time that a calendar of ours speaks of."""
    return _moment(said.value, said.parameters, zones) if said else None


def moments(said: list[Property], zones: Zones) -> Iterator[Moment]:
    """Read lists of moments; of spans of time their beginnings count."""
    written = [(word, each.parameters) for each in said for word in each.value.split(",")]
    if len(written) > MOST_LISTED:
        raise Unusable("too_many_dates")
    for word, parameters in written:
        found = _moment(word.partition("/")[0], parameters, zones)
        if found:
            yield found


def length(block: Block, start: Moment, zones: Zones) -> Length | None:
    """Return how long an event takes; nothing if it does not say, for an end is not invented."""
    end = moment(block.one("DTEND"), zones)
    found = _days(block, start, end) if start.is_day else _hours(block, start, end)
    if found and found.by_clocks > LONGEST:
        raise Unusable("too_long")
    return found


def _days(block: Block, start: Moment, end: Moment | None) -> Length:
    """Return the days that a whole-day event takes; the day of its end is the one after the last."""
    days = _duration(block).days
    if end:
        into_the_day = not end.is_day and end.clock.time() > datetime.min.time()
        days = (end.clock.date() - start.clock.date()).days + into_the_day
    if days < 0:
        raise Unusable("ends_before_start")
    return Length(max(days, 1) * _DAY, max(days, 1) * _DAY)


def _hours(block: Block, start: Moment, end: Moment | None) -> Length | None:
    ends_at = end.instant if end else _after(start, _duration(block))
    exactly = ends_at - start.instant
    if end and end.is_day and exactly <= timedelta():
        return None
    if exactly < timedelta():
        raise Unusable("ends_before_start")
    by_clocks = ends_at.astimezone(start.zone).replace(tzinfo=None) - start.clock
    return Length(by_clocks, exactly) if exactly else None


def _after(start: Moment, duration: timedelta) -> datetime:
    """Return the end of something: its days are counted on the calendar, its hours with a stopwatch."""
    hours = timedelta(seconds=duration.seconds)
    return at(start.clock + (duration - hours), start.zone) + hours


def _duration(block: Block) -> timedelta:
    written = block.text("DURATION").strip()
    if not written:
        return timedelta()
    try:
        found: timedelta = vDuration.from_ical(written)  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return timedelta()
    if found < timedelta():
        raise Unusable("ends_before_start")
    if found > LONGEST:
        raise Unusable("too_long")
    return found


def _moment(written: str, parameters: dict[str, str], zones: Zones) -> Moment | None:
    found = _WRITTEN.fullmatch(written.strip())
    if not found or int(found.group(1)) not in _YEARS:
        return None
    numbers = [int(group or 0) for group in found.groups()[:6]]
    is_day = found.group(4) is None or parameters.get("VALUE", "").upper() == "DATE"
    try:
        clock = datetime(*(numbers[:3] if is_day else numbers))  # type: ignore[arg-type]  # noqa: DTZ001  (wall-clock)
    except ValueError:
        return None
    return Moment(clock, _zone(found.group(7), parameters, zones, is_day=is_day), is_day)


def _zone(utc: str | None, parameters: dict[str, str], zones: Zones, *, is_day: bool) -> tzinfo:
    if is_day or not (utc or parameters.get("TZID")):
        return zones.city
    return UTC if utc else zones.named(parameters["TZID"])
