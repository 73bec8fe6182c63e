"""The dates that an event repeats on: rules, dates added and left out; what would never end is refused first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from math import prod

from events_service.rules.feeds.cutting import Block, Unusable
from events_service.rules.feeds.moments import Moment, moments
from events_service.rules.feeds.zones import Zones
from events_service.rules.recurrence import occurrences
from services.kit.errors import Malformed

MOST_DATES = 1_000
_MOST_STEPS = 40_000
_MOST_A_DAY = 24
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_NUMBERS = r"[+-]?\d{1,3}(,[+-]?\d{1,3}){0,370}"
_WEEKDAY = r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("0*[1-9][0-9]{0,4}"),
    "COUNT": re.compile("0*[1-9][0-9]{0,9}"),
    "UNTIL": re.compile("[0-9]{8}(T[0-9]{6}Z?)?"),
    "BYDAY": re.compile(f"{_WEEKDAY}(,{_WEEKDAY}){{0,370}}"),
    "WKST": re.compile("MO|TU|WE|TH|FR|SA|SU"),
    **{
        f"BY{each}": re.compile(_NUMBERS)
        for each in ("MONTHDAY", "YEARDAY", "WEEKNO", "MONTH", "SETPOS", "HOUR", "MINUTE", "SECOND")
    },
}


@dataclass(frozen=True)
class Repetition:
    """When an event begins again: its rules, dates added, moments and days left out."""

    start: Moment
    rules: tuple[str, ...]
    not_rules: tuple[str, ...]
    added: tuple[Moment, ...]
    left_out: frozenset[datetime]
    left_out_days: frozenset[date]

    @classmethod
    def of(cls, block: Block, start: Moment, zones: Zones) -> "Repetition":
        """Read how an event repeats; refused with `Unusable` when that makes no sense or is far too often."""
        left_out = list(moments(block.all("EXDATE"), zones))
        return cls(
            start,
            tuple(checked(each.value) for each in block.all("RRULE") if each.value.strip()),
            tuple(checked(each.value) for each in block.all("EXRULE") if each.value.strip()),
            tuple(moments(block.all("RDATE"), zones)),
            frozenset(each.instant for each in left_out),
            # A day alone leaves out whatever begins on it.
            frozenset(each.clock.date() for each in left_out if each.is_day),
        )

    def starts(self, *, until: datetime) -> Iterator[datetime]:
        """Yield what the clocks of its zone show at each beginning up to a moment, those left out as well."""
        every = merge(*(self._by(rule) for rule in self.rules), self._added())
        gone = {each for rule in self.not_rules for each in self._up_to(self._by(rule), until)}
        last = None
        for clock in self._up_to(every, until):
            if clock != last and clock not in gone:
                yield clock
            last = clock

    def is_left_out(self, clock: datetime, starts_at: datetime) -> bool:
        """Tell whether a date does not take place at all."""
        return starts_at in self.left_out or clock.date() in self.left_out_days

    def _by(self, rule: str) -> Iterator[datetime]:
        return occurrences(rule, self.start.clock, self.start.zone)

    def further(self) -> list[datetime]:
        """Return the dates added to the rules, by what the clocks show."""
        return sorted({_in_zone(each, self.start) for each in self.added})

    def _added(self) -> Iterator[datetime]:
        return iter(self.further() if self.rules else sorted({*self.further(), self.start.clock}))

    def _up_to(self, clocks: Iterator[datetime], until: datetime) -> Iterator[datetime]:
        try:
            for step, clock in enumerate(clocks):
                if clock > until:
                    return
                if step > _MOST_STEPS:
                    raise Unusable("too_many_dates")
                yield clock
        except Malformed:
            raise Unusable("rule_invalid") from None


def checked(written: str) -> str:
    """Return a rule in its plain spelling; refused with `Unusable` when it makes no sense or is far too often."""
    plain = written.strip().upper().removeprefix("RRULE:").replace(" ", "").strip(";")
    pairs = [part.partition("=") for part in plain.split(";")]
    parts = {name: value for name, _, value in pairs}
    if parts.get("FREQ") in _TOO_OFTEN:
        raise Unusable("rule_too_frequent")
    is_known = all(name in _PARTS and _PARTS[name].fullmatch(said) for name, said in parts.items())
    if not is_known or len(parts) != len(pairs) or "FREQ" not in parts:
        raise Unusable("rule_invalid")
    if prod(parts[name].count(",") + 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND") if name in parts) > _MOST_A_DAY:
        raise Unusable("rule_too_frequent")
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _in_zone(each: Moment, start: Moment) -> datetime:
    """Return what the clocks of the event's zone show at a date added; a day alone begins when the first date does."""
    clock = each.clock if each.is_day else each.instant.astimezone(start.zone).replace(tzinfo=None)
    return datetime.combine(clock.date(), start.clock.time()) if each.is_day or start.is_day else clock
