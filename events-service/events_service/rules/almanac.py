"""The dates of all public events, day by day, as each process keeps them: what lists are counted and paged with.

What fits a filter is known of events (`services/kit/tallies.py`). A day knows its dates in their order, and how often
each event is among them. So the days of a range, added up, say how many dates a list has and each choice would leave;
and a page is found by counting days until it begins. What lasts over thirty days is little, and is looked through.
A date that is elsewhere than its event, or online, counts as if it were an event of its own, with a number of its own.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import compress, islice
from math import nan
from operator import or_
from typing import NamedTuple, TypeVar

from services.kit.around import Around, Point
from services.kit.tallies import (
    Answers,
    Bits,
    Chosen,
    Tallies,
    Weights,
    as_flags,
    bits_of,
    numbers_of,
    together,
    weight,
    weights_of,
)

_MOST_KEPT = 200
"""So many ranges are kept added up (from today on, weeks, months), and so many places looked around."""
_FEW = 10
"""Of so many dates of a day, one may be new to be put among them; of more, all are put in order."""
K = TypeVar("K")
V = TypeVar("V")


class Line(NamedTuple):
    """A date: when it begins, its number, that of its event, and on which days it begins and ends."""

    starts: int
    number: int
    event: int
    first: int
    last: int


class Range(NamedTuple):
    """Days as `date.toordinal` counts them: the first and the last one, or all that follow; and what lasts how long."""

    first: int
    last: int | None = None
    is_long: bool | None = None


class Left(NamedTuple):
    """The events that filters leave: to count with, and to look each of them up."""

    bits: Bits
    flags: bytes


@dataclass(frozen=True)
class Row:
    """Dates in their order: when they begin, their numbers, and their events', each of which weighs as it has dates."""

    starts: Sequence[int]
    numbers: Sequence[int]
    events: Sequence[int]
    weights: Weights

    @classmethod
    def of(cls, dates: Iterable[tuple[int, ...]]) -> "Row":
        """Return a row of dates in any order."""
        starts, numbers, events = zip(*((each[0], each[1], each[2]) for each in sorted(dates)), strict=True)
        return cls(array("q", starts), array("q", numbers), array("q", events), weights_of(events))

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.starts, self.numbers, self.events, strict=True)

    def after(self, gone: set[int], new: Sequence[tuple[int, ...]]) -> "Row":
        """Return the row without the dates of some events, and with new ones in any order."""
        if len(new) > len(self.numbers) / _FEW:
            return Row.of([*new, *(each for each in self if each[2] not in gone)])
        # Of hundreds of dates, one has changed: to move it is cheaper than to put all in order again.
        columns = starts, numbers, events = [array("q", each) for each in (self.starts, self.numbers, self.events)]
        for place in reversed([place for place, event in enumerate(events) if event in gone]):
            for column in columns:
                del column[place]
        for date in new:
            place = bisect_left(range(len(starts)), date[:2], key=lambda at: (starts[at], numbers[at]))
            for column, value in zip(columns, date, strict=True):
                column.insert(place, value)
        bits = bits_of(gone)
        weights = tuple(those & ~bits for those in self.weights)
        return Row(starts, numbers, events, together(weights, weights_of(each[2] for each in new)))

    def fitting(self, left: Left, *, latest_first: bool) -> Iterator[int]:
        """Return the numbers of the dates of some events."""
        way = -1 if latest_first else 1
        return compress(self.numbers[::way], map(left.flags.__getitem__, self.events[::way]))


_EMPTY = Row((), (), (), ())


@dataclass(frozen=True)
class Stretch:
    """All dates of a range, day by day, and how many each event has."""

    rows: Sequence[Row]
    weights: Weights

    def count(self, left: Left) -> int:
        """Return how many dates some events have here."""
        return weight(left.bits, self.weights)

    def numbers(self, left: Left, *, size: int, offset: int = 0, latest_first: bool = False) -> list[int]:
        """Return the numbers of a page of the dates of some events."""
        found = list[int]()
        for row in reversed(self.rows) if latest_first else self.rows:
            # To count them is cheaper than to pass them one by one.
            if offset and (held := weight(left.bits, row.weights)) <= offset:
                offset -= held
                continue
            found += islice(row.fitting(left, latest_first=latest_first), offset, offset + size - len(found))
            offset = 0
            if len(found) == size:
                break
        return found


@dataclass(frozen=True)
class Almanac:
    """What each event answers to every question, and all of their dates; what goes on has begun on an earlier day."""

    tallies: Tallies
    begun: Mapping[int, Row] = field(default_factory=dict)
    going_on: Mapping[int, Row] = field(default_factory=dict)
    long: Sequence[Line] = ()
    touched: Sequence[float] = ()
    """Which transaction was the last to do so, by the numbers of events; so is where they are, if anything is said."""
    lats: Sequence[float] = ()
    lons: Sequence[float] = ()
    elsewhere: Mapping[int, int] = field(default_factory=dict)
    """The events of those dates that count for themselves, by the numbers of these."""
    _days: Sequence[int] = ()
    _stretches: dict[Range, Stretch] = field(default_factory=dict)
    _months: dict[tuple[int, int], Sequence[Stretch]] = field(default_factory=dict)
    _ways: dict[tuple[Point, ...], Sequence[float]] = field(default_factory=dict)

    def after(self, changed: Sequence[Answers]) -> "Almanac":
        """Return the almanac with some events as they stand now.

        After their answers follow what touched them last, where they are, and all of their dates.
        """
        numbers = {each.number for each in changed}
        kept = {own: event for own, event in self.elsewhere.items() if event not in numbers}
        parts = [(each.number, part) for each in changed for part in _parts(each, self.tallies.questions)]
        told = [*map(_nothing, self.elsewhere.keys() - kept.keys()), *(part for _, part in parts)]
        gone = {each.number for each in told}
        short, long = _lines(told)
        begun = _with(self.begun, gone, ((line.first, line) for line in short))
        lasting = ((day, line) for line in short for day in range(line.first + 1, line.last + 1))
        going_on = _with(self.going_on, gone, lasting)
        long += [line for line in self.long if line.event not in gone]
        return Almanac(
            self.tallies.after(told),
            begun,
            going_on,
            sorted(long),
            touched=_by_number(self.touched, told, -4),
            lats=_by_number(self.lats, told, -3),
            lons=_by_number(self.lons, told, -2),
            elsewhere=kept | {part.number: event for event, part in parts if part.number != event},
            _days=sorted(begun),
        )

    def left(self, chosen: Chosen, within: Bits | None = None, *, but: str = "") -> Left:
        """Return which events all filters leave, or all but that of one question; perhaps only of some."""
        bits = self.tallies.left(chosen, within, but=but)
        return Left(bits, as_flags(bits, self.tallies.public.bit_length()))

    def events(self, bits: Bits) -> Bits:
        """Return which events these are, or those of dates that count for themselves."""
        own = bits & bits_of(self.elsewhere)
        return bits ^ own | bits_of(self.elsewhere[each] for each in numbers_of(own)) if own else bits

    def with_elsewhere(self, bits: Bits) -> Bits:
        """Return these events, and their dates that count for themselves."""
        known = set(numbers_of(bits)) if self.elsewhere else ()
        return bits | bits_of(own for own, event in self.elsewhere.items() if event in known)

    def near(self, around: Around) -> Bits:
        """Return what is near enough to a place."""
        return around.bits(_kept(self._ways, around.points, lambda: around.ways(self.lats, self.lons)))

    def stretch(self, wanted: Range) -> Stretch:
        """Return all dates that lie in a range or reach into it."""
        return _kept(self._stretches, wanted, lambda: self._stretch(wanted))

    def days(self, first: int, last: int) -> Sequence[Stretch]:
        """Return the dates of each day from one to another, without what lasts long."""
        days = range(first, last + 1)
        return _kept(self._months, (first, last), lambda: [self._stretch(Range(day, day, False)) for day in days])

    def _stretch(self, wanted: Range) -> Stretch:
        rows = self._rows(wanted)
        return Stretch(rows, reduce(together, (row.weights for row in rows), ()))

    def _rows(self, wanted: Range) -> list[Row]:
        first, last, is_long = wanted
        if last is not None and last < first:
            return []
        held: dict[int, list[Row]] = defaultdict(list)
        if not is_long:
            end = len(self._days) if last is None else bisect_right(self._days, last)
            for day in self._days[bisect_left(self._days, first) : end]:
                held[day].append(self.begun[day])
            if first in self.going_on:
                held[first].append(self.going_on[first])
        if is_long is not False:
            for line in self.long:
                if line.last >= first and (last is None or line.first <= last):
                    held[max(line.first, first)].append(Row.of([line]))
        return [_merged(held[day]) for day in sorted(held)]


def _kept(shelf: dict[K, V], key: K, make: Callable[[], V]) -> V:
    """Return what stands on a shelf, or make it and put it there."""
    found = shelf.get(key)
    if found is None:
        if len(shelf) >= _MOST_KEPT:
            shelf.clear()
        found = shelf[key] = make()
    return found


def _parts(event: Answers, questions: Sequence[str]) -> Iterator[Answers]:
    """Yield an event with its dates, and each of these that is elsewhere as if it were another event."""
    *_, touched, _, _, dates = event.values
    yield Answers(event.number, event.is_public, [*event.values[:-1], [each for each in dates if not each[-1]]])
    for date in dates if event.is_public else ():
        if own := date[-1]:
            said = {**dict(zip(questions, event.values, strict=False)), **own["answers"]}
            yield Answers(own["number"], is_public=True, values=[*said.values(), touched, *own["at"], [date]])


def _nothing(number: int) -> Answers:
    """Return what a number says that no date has any more."""
    return Answers(number, is_public=False, values=(None,) * 4)


def _by_number(known: Sequence[float], changed: Sequence[Answers], place: int) -> Sequence[float]:
    ends = max(each.number for each in changed) + 1
    moved = array("d", known) + array("d", [nan] * (ends - len(known)))
    for each in changed:
        moved[each.number] = nan if each.values[place] is None else each.values[place]
    return moved


def _merged(rows: Sequence[Row]) -> Row:
    return rows[0] if len(rows) == 1 else Row.of(each for row in rows for each in row)


def _lines(changed: Sequence[Answers]) -> tuple[list[Line], list[Line]]:
    """Return the dates of what is public: those that last thirty days at most, and the others."""
    short, long = list[Line](), list[Line]()
    for each in changed:
        for number, starts, first, last, is_long, _ in each.values[-1] if each.is_public else ():
            (long if is_long else short).append(Line(starts, number, each.number, first, last))
    return short, long


def _with(rows: Mapping[int, Row], gone: set[int], new: Iterable[tuple[int, Line]]) -> dict[int, Row]:
    """Return the dates of each day without those of some events, and with new ones."""
    fresh: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for day, line in new:
        fresh[day].append(line[:3])
    bits, moved = bits_of(gone), dict(rows)
    for day in fresh.keys() | {day for day, row in rows.items() if reduce(or_, row.weights, 0) & bits}:
        moved[day] = rows.get(day, _EMPTY).after(gone, fresh[day])
    return {day: row for day, row in moved.items() if row.numbers}
