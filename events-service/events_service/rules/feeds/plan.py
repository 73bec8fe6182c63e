"""How another calendar's event repeats, said so that ours can go on by itself: by a rule if that means the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from events_service.rules.feeds.moments import at
from events_service.rules.feeds.repetition import Repetition
from events_service.rules.recurrence import NoSuchRule, occurrences, read_rule
from events_service.rules.schedule import Schedule


@dataclass(frozen=True)
class Window:
    """A stretch of time; what goes on at its beginning belongs to it."""

    begins_at: datetime
    ends_at: datetime

    def holds(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        """Tell whether a date lies in this window, or reaches into it."""
        return starts_at < self.ends_at and (starts_at >= self.begins_at or (ends_at or starts_at) > self.begins_at)


@dataclass(frozen=True)
class Plan:
    """When an event takes place, as our calendar keeps it."""

    starts_at: datetime
    ends_at: datetime | None
    rule: str | None = None
    further_starts: tuple[datetime, ...] = ()
    left_out: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Dates:
    """The dates of a series, each by its beginning: those planned, and those left out of them."""

    planned: tuple[datetime, ...]
    left_out: tuple[datetime, ...]
    added: tuple[datetime, ...]


def plan_of(
    first: tuple[datetime, datetime | None], repetition: Repetition, dates: Dates, window: Window, city: ZoneInfo
) -> Plan:
    """Return how an event is kept; a rule that says something else on the city's clocks becomes a list of dates."""
    if not repetition.rules and not repetition.not_rules:
        return Plan(*first, None, dates.added, dates.left_out)
    rule = _as_ours(repetition)
    if rule and _same(rule, first[0], dates, window, city):
        return Plan(*first, rule, dates.added, dates.left_out)
    starts = [each for each in sorted({*dates.planned, *dates.added}) if window.holds(each, None)] or [first[0]]
    span = Schedule(starts_at=first[0], ends_at=first[1], zone=city).span_at(starts[0])
    return Plan(span.starts_at, span.ends_at, None, tuple(starts[1:]))


def _as_ours(repetition: Repetition) -> str | None:
    if len(repetition.rules) != 1 or repetition.not_rules:
        return None
    try:
        return read_rule(repetition.rules[0])
    except NoSuchRule:
        return None


def _same(rule: str, start: datetime, dates: Dates, window: Window, city: ZoneInfo) -> bool:
    until = window.ends_at.astimezone(city).replace(tzinfo=None)
    clocks = takewhile(
        lambda clock: clock <= until, occurrences(rule, start.astimezone(city).replace(tzinfo=None), city)
    )
    begins = window.begins_at.astimezone(city).replace(tzinfo=None)
    ours = {*(at(clock, city) for clock in clocks if clock >= begins), *dates.added} - set(dates.left_out)
    return _inside(ours, window) == _inside({*dates.planned, *dates.added}, window)


def _inside(starts: Iterable[datetime], window: Window) -> set[datetime]:
    return {each for each in starts if window.holds(each, None)}
