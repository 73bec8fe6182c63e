"""What may be shown of numbers that count people: nothing by which somebody could be picked out, not even by reckoning.

A number from 1 to 4 is not shown ("under 5"). That is not enough: who knows a sum and all its parts but one knows the
last one, too; and months, topics and districts of one year all have the same sum. So they are looked at together, as
somebody would who wants to know. Each table leaves the sum a least and a most that it may be. Together with those of
all others they leave each small number a least and a most; and a table is only shown if that is still 1 to 4
everywhere, in this table and in all that were shown before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

SMALLEST = 5
_STEP = 5
_BESIDE = _STEP // 2

Limits = tuple[float, float]


class Shown(StrEnum):
    """How a number is shown: as it is, rounded, not because it is small, not because another one is, or not counted."""

    EXACT = "exact"
    ROUNDED = "rounded"
    UNDER_FIVE = "under_5"
    HIDDEN = "hidden"
    MISSING = "missing"


@dataclass(frozen=True)
class Number:
    """A number as it may be shown; nothing where it may not."""

    value: float | None
    shown: Shown


MISSING = Number(None, Shown.MISSING)
_UNDER_FIVE, _HIDDEN = Number(None, Shown.UNDER_FIVE), Number(None, Shown.HIDDEN)


def exact(value: float | None) -> Number:
    """Return a number that tells nothing of people."""
    return MISSING if value is None else Number(value, Shown.EXACT)


def alone(value: int) -> Number:
    """Return a number of people as it is, or that it is small."""
    return _UNDER_FIVE if 0 < value < SMALLEST else Number(value, Shown.EXACT)


def rounded(value: int) -> Number:
    """Return a number of people as a multiple of five, or that it is small."""
    if 0 < value < SMALLEST:
        return _UNDER_FIVE
    return Number(_STEP * round(value / _STEP), Shown.ROUNDED) if value else Number(0, Shown.EXACT)


@dataclass(frozen=True)
class Table:
    """Parts of a sum as they are shown; with `overlap` somebody may count in several of them."""

    shown: Sequence[Number]
    overlap: bool = False

    def limits_of_sum(self) -> Limits:
        """Return the least and the most that the sum may be, for who knows this table."""
        ranges = [_range(each) for each in self.shown]
        least = max((low for low, _ in ranges), default=0) if self.overlap else sum(low for low, _ in ranges)
        return least, sum(high for _, high in ranges)

    def limits_of_part(self, place: int, of_sum: Limits) -> Limits:
        """Return the least and the most that a part may be, for who knows this table and what the sum may be."""
        low, high = _range(self.shown[place])
        others = [_range(each) for number, each in enumerate(self.shown) if number != place]
        least = of_sum[0] - sum(each[1] for each in others)
        most = of_sum[1] if self.overlap else of_sum[1] - sum(each[0] for each in others)
        return max(low, least), min(high, most)

    def keeps(self, of_sum: Limits) -> bool:
        """Tell whether each small part may still be any small number."""
        small = [place for place, each in enumerate(self.shown) if each.shown == Shown.UNDER_FIVE]
        return all(self.limits_of_part(place, of_sum) == (1, SMALLEST - 1) for place in small)

    def without_smallest(self) -> "Table | None":
        """Return the table with one more part hidden, the smallest that is shown; nothing if none is left."""
        left = [place for place, each in enumerate(self.shown) if each.value]
        if not left:
            return None
        smallest = min(left, key=lambda place: self.shown[place].value or 0)
        shown = [_HIDDEN if place == smallest else each for place, each in enumerate(self.shown)]
        return Table(shown, self.overlap)


@dataclass
class Protected:
    """What is shown of one sum, table after table; each knows what those before have told."""

    of_sum: Limits
    tables: list[Table] = field(default_factory=list)

    def show(self, parts: Sequence[int], *, overlap: bool = False, fives: bool = False) -> list[Number]:
        """Return another table of the sum as it may be shown beside the others; with `fives` its parts are rounded."""
        table: Table | None = Table([rounded(each) if fives else alone(each) for each in parts], overlap)
        while table:
            of_sum = _meet(self.of_sum, table.limits_of_sum())
            if all(each.keeps(of_sum) for each in (*self.tables, table)):
                self.tables.append(table)
                self.of_sum = of_sum
                return list(table.shown)
            table = table.without_smallest()
        return [_HIDDEN for _ in parts]


def year_of(months: Sequence[int]) -> tuple[Number, Protected]:
    """Return the sum of a year whose months are shown `alone`, and what may be shown of it besides.

    It is the multiple of five next to it that keeps every small month open, for who knows this rule, too; where there
    is none, the one next to the middle of what the months tell anyway.
    """
    table = Table([alone(each) for each in months])
    low, high = (int(each) for each in table.limits_of_sum())
    if high < SMALLEST:
        return alone(sum(months)), Protected((low, high), [table])
    safe = [each for each in range(0, high + _STEP, _STEP) if table.keeps(_meet((low, high), _around(each)))]
    value = _nearest(safe, sum(months)) if safe else int(rounded((low + high) // 2).value or 0)
    same = [each for each in range(low, high + 1) if not safe or _nearest(safe, each) == value]
    return Number(value, Shown.ROUNDED), Protected((same[0], same[-1]), [table])


def moment_of(many: int) -> Protected:
    """Return what may be shown besides of how many there are at a moment, which is shown `rounded`."""
    table = Table([rounded(many)])
    return Protected(table.limits_of_sum(), [table])


def _nearest(values: Sequence[int], wanted: int) -> int:
    return min(values, key=lambda each: (abs(each - wanted), each))


def _around(value: int) -> Limits:
    return value - _BESIDE, value + _BESIDE


def _meet(one: Limits, other: Limits) -> Limits:
    return max(one[0], other[0]), min(one[1], other[1])


def _range(number: Number) -> Limits:
    """Return the least and the most that stands behind what is shown."""
    if number.shown == Shown.UNDER_FIVE:
        return 1, SMALLEST - 1
    if number.shown == Shown.HIDDEN:
        return SMALLEST, inf
    value = number.value or 0
    return (max(SMALLEST, value - _BESIDE), value + _BESIDE) if number.shown == Shown.ROUNDED else (value, value)
