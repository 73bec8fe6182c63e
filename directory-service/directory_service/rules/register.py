"""All public records of a kind as each process keeps them: what they answer, and the orders that lists show them in."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

from services.kit.tallies import Answers, Bits, Tallies, as_flags, numbers_of

Place: TypeAlias = tuple[Any, ...]
"""What a record is sorted by, and its number."""
_FEW = 500
"""So many are sorted by themselves; of more, a page is found soon in the order of all."""


@dataclass(frozen=True)
class Order:
    """Records in their order, and the place of each by its number; never changed, but made anew where some move."""

    places: Sequence[Place] = ()
    known: Sequence[Place | None] = ()

    def after(self, gone: Sequence[int], now: Sequence[Place]) -> "Order":
        """Return the order without some records, and with others at their places."""
        places, known = list(self.places), list(self.known)
        known += [None] * (max(gone, default=-1) + 1 - len(known))
        for number in gone:
            if place := known[number]:
                del places[bisect_left(places, place)]
                known[number] = None
        for place in now:
            insort(places, place)
            known[place[-1]] = place
        return Order(places, known)

    def page(self, left: Bits, *, size: int, offset: int) -> list[int]:
        """Return the numbers of a page of some of the records."""
        return [place[-1] for place in islice(self._fitting(left), offset, offset + size)]

    def _fitting(self, left: Bits) -> Iterator[Place]:
        count = left.bit_count()
        if count == len(self.places):
            return iter(self.places)
        if count <= _FEW:
            return iter(sorted(filter(None, map(self.known.__getitem__, numbers_of(left)))))
        flags = as_flags(left, left.bit_length())
        return (place for place in self.places if place[-1] < len(flags) and flags[place[-1]])


@dataclass(frozen=True)
class Register:
    """What each public record answers to every question, and two orders of them."""

    tallies: Tallies
    newest: Order = field(default_factory=Order)
    by_title: Order = field(default_factory=Order)

    def after(self, changed: Sequence[Answers]) -> "Register":
        """Return the register with some records as they stand now.

        After their answers follow when they were published, in microseconds, what sorts their titles, and their ids.
        """
        gone = [each.number for each in changed]
        now = [(*each.values[-3:], each.number) for each in changed if each.is_public]
        return Register(
            self.tallies.after(changed),
            self.newest.after(gone, [(-published, *place) for published, *place in now]),
            self.by_title.after(gone, [tuple(place) for _, *place in now]),
        )
