"""The entries of a file put together: an event, its dates in a window of time, and those that stand apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from events_service.rules.feeds.cutting import Unusable
from events_service.rules.feeds.moments import at
from events_service.rules.feeds.parts import Part, Words
from events_service.rules.feeds.plan import Dates, Plan, Window, plan_of
from events_service.rules.feeds.repetition import MOST_DATES, Repetition
from events_service.rules.feeds.zones import Zones
from events_service.rules.schedule import LONGEST


@dataclass(frozen=True)
class Day:
    """One date of an event; `meant_at` is when it was to begin, and `is_other` tells that it differs from the rest."""

    starts_at: datetime
    ends_at: datetime | None
    meant_at: datetime
    words: Words
    is_other: bool = False


@dataclass(frozen=True)
class Found:
    """One event of somebody else's calendar: its words, when it repeats on our clocks, and its dates in the window."""

    key: str | None
    words: Words
    all_day: bool
    plan: Plan
    days: tuple[Day, ...]
    others: tuple[Day, ...]
    """The dates that are other than the rest; single ones wherever they lie."""


@dataclass(frozen=True)
class Series:
    """An event with the entries that speak of single dates of it; `key` is what its program knows it by."""

    key: str | None
    main: Part
    apart: tuple[Part, ...] = ()

    @property
    def number(self) -> int:
        """Return its place in the file."""
        return min(part.number for part in (self.main, *self.apart))


def read_series(series: Series, window: Window, zones: Zones) -> Found:
    """Return an event with its dates; refused with `Unusable`."""
    main = series.main
    layout = _Layout(series, Repetition.of(main.block, main.start, zones), window)
    others = [*layout.single(), *layout.changed_for_good()]
    days = [each for each in (*layout.plain(), *others) if window.holds(each.starts_at, each.ends_at)]
    if len(days) > MOST_DATES:
        raise Unusable("too_many_dates")
    plan = plan_of(main.span(main.start.clock), layout.repetition, layout.dates(), window, zones.city)
    days.sort(key=lambda day: day.starts_at)
    return Found(series.key, main.words, main.start.is_day, plan, tuple(days), tuple(others))


class _Layout:
    """The dates of one series, known by what the clocks of its zone show."""

    def __init__(self, series: Series, repetition: Repetition, window: Window) -> None:
        self.main, self.repetition, self.zone = series.main, repetition, series.main.start.zone
        # What was over long ago is walked through, and not kept.
        self.earliest = _clock(window.begins_at - LONGEST, self.zone)
        walked = repetition.starts(until=_clock(window.ends_at, self.zone))
        every = [clock for clock in walked if clock >= self.earliest]
        self.planned = [clock for clock in every if not self._is_left_out(clock)]
        self.left_out = [clock for clock in every if self._is_left_out(clock)]
        meant = [(self._meant(part), part) for part in series.apart]
        self.apart = {clock: part for clock, part in meant if not part.is_for_later and not self._is_left_out(clock)}
        self.later = sorted(((clock, part) for clock, part in meant if part.is_for_later), key=lambda each: each[0])

    def plain(self) -> Iterator[Day]:
        """Yield the dates that are as planned."""
        for clock in self.planned:
            if clock not in self.apart and self._since(clock) is None:
                yield Day(*self.main.span(clock), at(clock, self.zone), self.main.words)

    def single(self) -> Iterator[Day]:
        """Yield the dates that stand apart; a private one is not shown."""
        for clock, part in self.apart.items():
            if not part.is_private:
                yield Day(*part.span(part.start.clock), at(clock, self.zone), part.words, is_other=True)

    def changed_for_good(self) -> Iterator[Day]:
        """Yield the dates from the one on since which all are different."""
        for clock in self.planned if self.later else ():
            since = self._since(clock)
            if since and clock not in self.apart:
                begins = since[1].start.clock + (clock - since[0])
                yield Day(*since[1].span(begins), at(clock, self.zone), since[1].words, is_other=True)

    def dates(self) -> Dates:
        """Return when it is planned, as our calendar keeps it."""
        hidden = {clock for clock, part in self.apart.items() if part.is_private}
        known = set(self.planned)
        alone = {clock for clock in self.apart.keys() - known if clock >= self.earliest}
        added = [clock for clock in (*self._added(), *alone) if clock not in hidden]
        return Dates(
            planned=tuple(at(clock, self.zone) for clock in self.planned if clock not in hidden),
            left_out=tuple(at(clock, self.zone) for clock in sorted({*self.left_out, *(hidden & known)})),
            added=tuple(at(clock, self.zone) for clock in sorted(set(added))),
        )

    def _added(self) -> Iterator[datetime]:
        yield from (clock for clock in self.repetition.further() if clock != self.main.start.clock)

    def _is_left_out(self, clock: datetime) -> bool:
        return self.repetition.is_left_out(clock, at(clock, self.zone))

    def _since(self, clock: datetime) -> tuple[datetime, Part] | None:
        return next((each for each in reversed(self.later) if each[0] <= clock), None)

    def _meant(self, part: Part) -> datetime:
        """Return which date a part stands for, on the clocks of the series."""
        meant = part.meant or part.start
        clock = meant.clock if meant.is_day else _clock(meant.instant, self.zone)
        if not meant.is_day and not self.main.start.is_day:
            return clock
        same_day = (each for each in self.planned if each.date() == clock.date())
        return next(same_day, datetime.combine(clock.date(), self.main.start.clock.time()))


def _clock(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
