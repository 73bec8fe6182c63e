"""When an event takes place: its first date, the rule it repeats by, dates added and left out, right across clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from events_service.rules.changed_dates import Change, by_original, canonical, moment
from events_service.rules.recurrence import occurrences, read_rule
from services.kit.errors import Malformed

AHEAD = timedelta(days=400)
"""How far a series is laid out; a daily tick prolongs it."""
LONGEST = timedelta(days=400)
MOST_DATES = 2000
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
# When nobody says how long something takes, it is not over at once.
_UNKNOWN_LENGTH = timedelta(hours=1)


class EndsBeforeItStarts(Malformed):
    """The end lies before the beginning."""


class TooLong(Malformed):
    """A single date may last 400 days at most. For something that goes on and on, use a rule of repetition."""


class NoDateLeft(Malformed):
    """With all these dates left out, none remains."""


@dataclass(frozen=True)
class Span:
    """One date of an event; with `change`, other than planned for `original_start`."""

    starts_at: datetime
    ends_at: datetime | None
    original_start: datetime | None = None
    change: Change | None = None

    @property
    def until(self) -> datetime:
        """Return when it is over, as far as anybody knows."""
        return self.ends_at or self.starts_at + _UNKNOWN_LENGTH

    @property
    def planned_start(self) -> datetime:
        """Return when it was meant to begin: what it is known by."""
        return self.original_start or self.starts_at

    @property
    def status(self) -> str | None:
        """Return whether this date alone takes place as planned; nothing when all is as with the event."""
        if self.change is None:
            return None
        said: str | None = self.change.get("status")
        return said or ("rescheduled" if self.planned_start != self.starts_at else None)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """All that is said about when an event takes place."""

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    rule: str | None = None
    further_starts: tuple[datetime, ...] = ()
    left_out: tuple[datetime, ...] = ()
    changed_dates: tuple[Change, ...] = ()
    zone: ZoneInfo

    @classmethod
    def of(cls, words: Mapping[str, Any], zone: ZoneInfo) -> "Schedule":
        """Read a schedule from words as they came in; refused when they make no sense."""
        all_day = bool(words.get("all_day"))
        start = _start(words["starts_at"], zone, all_day=all_day)
        end = words.get("ends_at")
        schedule = cls(
            starts_at=start,
            ends_at=_last_midnight(start, end, zone) if all_day else end and instant(end, zone),
            all_day=all_day,
            rule=read_rule(words["rule"]) if words.get("rule") else None,
            further_starts=tuple(_start(each, zone, all_day=all_day) for each in words.get("further_starts") or ()),
            left_out=tuple(_start(each, zone, all_day=all_day) for each in words.get("left_out") or ()),
            changed_dates=tuple(canonical(words.get("changed_dates") or (), zone, all_day=all_day)),
            zone=zone,
        )
        schedule._check()
        return schedule

    def columns(self) -> dict[str, Any]:
        """Return what is kept of a schedule with its event."""
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "all_day": self.all_day,
            "rule": self.rule,
            "further_starts": list(self.further_starts),
            "left_out": list(self.left_out),
        }

    def dates(self, *, now: datetime) -> tuple[list[Span], bool]:
        """Return the dates up to `AHEAD`, and whether the series goes on after that; refused when none is left."""
        spans, goes_on = self.laid_out(now=now)
        if not spans and not goes_on:
            raise NoDateLeft
        return spans, goes_on

    def has_dates(self, *, now: datetime) -> bool:
        """Tell whether there is a date up to `AHEAD`, or one later."""
        spans, goes_on = self.laid_out(now=now)
        return bool(spans) or goes_on

    def laid_out(self, *, now: datetime) -> tuple[list[Span], bool]:
        """Return the dates up to `AHEAD`, perhaps none, and whether the series goes on after that."""
        planned, goes_on = self._planned(now + AHEAD)
        return self._as_changed(planned)[-MOST_DATES:], goes_on

    def to_come(self, *, now: datetime) -> tuple[list[Span], bool]:
        """Return the dates that are not over, or where all are, those there were; and whether more follow.

        What begins later than we lay out is looked at from its beginning.
        """
        spans, goes_on = self.dates(now=max(now, self.starts_at))
        return [span for span in spans if span.until > now] or spans, goes_on

    def exceptions(self) -> tuple[list[Span], list[datetime]]:
        """Return the dates that are other than the rule says, and the moments of the rule at which there is none."""
        changes = by_original(self.changed_dates)
        if not changes:
            return [], list(self.left_out)
        last = max(max(original, moment(change, "starts_at") or original) for original, change in changes.items())
        planned, _ = self._planned(last)
        spans = self._as_changed(planned)
        displaced = planned.keys() - {span.planned_start for span in spans}
        return [span for span in spans if span.change], sorted({*self.left_out, *displaced})

    def span_at(self, start: datetime) -> Span:
        """Return the date that begins at a moment: a day stays a day, also when the clocks change in it."""
        return self._span(start, _clock(start, self.zone))

    def _planned(self, horizon: datetime) -> tuple[dict[datetime, Span], bool]:
        """Return the dates that are not left out as the rule says, by their beginnings."""
        repeated, goes_on = self._repeated(_clock(horizon, self.zone))
        further = map(self.span_at, self.further_starts)
        return {span.starts_at: span for span in (*repeated, *further) if span.starts_at not in self.left_out}, goes_on

    def _as_changed(self, planned: Mapping[datetime, Span]) -> list[Span]:
        changes = by_original(self.changed_dates)
        spans = [self._changed(span, changes.get(start)) for start, span in planned.items()]
        # A date that moves onto another takes its place.
        spans.sort(key=lambda span: span.change is not None)
        return sorted({span.starts_at: span for span in spans}.values(), key=_by_start)

    def _changed(self, span: Span, change: Change | None) -> Span:
        """Return a date as a change leaves it; one that moves takes as long as all do, unless its end is said."""
        if change is None:
            return span
        start, end = moment(change, "starts_at"), moment(change, "ends_at")
        there = self.span_at(start) if start else span
        return Span(there.starts_at, end or there.ends_at, span.starts_at, change)

    def _repeated(self, horizon: datetime) -> tuple[list[Span], bool]:
        first, found = _clock(self.starts_at, self.zone), [Span(self.starts_at, self.ends_at)]
        if self.rule is None:
            return found, False
        for each in islice(occurrences(self.rule, first, self.zone), 1, None):
            if each > horizon:
                return found, True
            found.append(self._span(instant(each, self.zone), each))
        return found, False

    def _span(self, start: datetime, clock: datetime) -> Span:
        """Return the date that begins at a moment; it ends when the clocks show what they show for the first."""
        if self.ends_at is None:
            return Span(start, None)
        end = instant(clock + (_clock(self.ends_at, self.zone) - _clock(self.starts_at, self.zone)), self.zone)
        # The clocks may jump over the hour in which it takes place.
        return Span(start, end if end > start else start + (self.ends_at - self.starts_at))

    def _check(self) -> None:
        if self.ends_at is None:
            return
        if self.ends_at <= self.starts_at:
            raise EndsBeforeItStarts
        if self.ends_at - self.starts_at > LONGEST:
            raise TooLong


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment in UTC; one without a zone is read off the city's clocks.

    What the clocks show twice means the first time; what they skip means the moment they have jumped to. Parts of a
    second are dropped, as rules of repetition drop them.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _by_start(span: Span) -> datetime:
    return span.starts_at


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _start(moment: datetime, zone: ZoneInfo, *, all_day: bool) -> datetime:
    known = instant(moment, zone)
    return instant(datetime.combine(known.astimezone(zone).date(), time()), zone) if all_day else known


def _last_midnight(start: datetime, end: datetime | None, zone: ZoneInfo) -> datetime:
    """Return the midnight at which an all-day event ends; without an end it takes one day."""
    last = _clock(instant(end, zone), zone) if end else _clock(start, zone)
    if end and last < _clock(start, zone):
        raise EndsBeforeItStarts
    on_midnight = last.time() == time() and last > _clock(start, zone)
    return instant(datetime.combine(last.date() + timedelta(days=0 if on_midnight else 1), time()), zone)
