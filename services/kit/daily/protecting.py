"""What may be shown of numbers that count people: nothing by which somebody could be picked out, not even by reckoning.

A number from 1 to 4 is not shown ("under 5"). Sums, and how many there are at a moment, are rounded to fives. That is
not enough: who knows a sum and all its parts but one knows the last one, too. So before a row of parts is shown it is
looked at as somebody would who wants to know: for each hidden part the least and the most that it may be, given all
that is shown. Unless it may still be any number from 1 to 4, the smallest part that is shown is hidden as well; and if
that does not help either, no part is shown, only the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

SMALLEST = 5
_STEP = 5
_BESIDE = _STEP // 2


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


def rounded(value: int | None) -> Number:
    """Return a number of people as a multiple of five, or that it is smaller."""
    if value is None:
        return MISSING
    if 0 < value < SMALLEST:
        return _UNDER_FIVE
    return Number(_STEP * round(value / _STEP), Shown.ROUNDED) if value else Number(0, Shown.EXACT)


def parts_of(
    sum_of_parts: int, parts: Sequence[int | None], *, overlap: bool = False, fives: bool = False
) -> list[Number]:
    """Return the parts of a sum as they may be shown beside it, itself rounded.

    With `overlap` somebody may count in several parts; with `fives` the parts are rounded, too.
    """
    shown = [rounded(each) if fives else _alone(each) for each in parts]
    total = rounded(sum_of_parts)
    while not _is_safe(total, parts, shown, overlap=overlap):
        open_still = [place for place, each in enumerate(shown) if each.value]
        if not open_still:
            return [MISSING if each is None else _HIDDEN for each in parts]
        shown[min(open_still, key=lambda place: parts[place] or 0)] = _HIDDEN
    return shown


def bounds(total: Number, shown: Sequence[Number], place: int, *, overlap: bool = False) -> tuple[float, float]:
    """Return the least and the most that a hidden part may be, for who knows all that is shown and how it is made."""
    least, most = _range(shown[place])
    others = [_range(each) for number, each in enumerate(shown) if number != place]
    low, high = _range(total)
    least = max(least, low - sum(each[1] for each in others))
    most = min(most, high if overlap else high - sum(each[0] for each in others))
    return least, most


def _alone(value: int | None) -> Number:
    if value is None:
        return MISSING
    return _UNDER_FIVE if 0 < value < SMALLEST else Number(value, Shown.EXACT)


def _is_safe(total: Number, parts: Sequence[int | None], shown: Sequence[Number], *, overlap: bool) -> bool:
    """Tell whether each part that is too small may still be any small number."""
    small = [place for place, each in enumerate(parts) if each and each < SMALLEST]
    return all(bounds(total, shown, place, overlap=overlap) == (1, SMALLEST - 1) for place in small)


def _range(number: Number) -> tuple[float, float]:
    if number.shown == Shown.UNDER_FIVE:
        return 1, SMALLEST - 1
    if number.shown == Shown.HIDDEN:
        return SMALLEST, inf
    value = number.value or 0
    return (max(SMALLEST, value - _BESIDE), value + _BESIDE) if number.shown == Shown.ROUNDED else (value, value)
