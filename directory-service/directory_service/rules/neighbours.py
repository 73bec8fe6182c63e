"""Who may be whom among many: only those are compared that share a spot on the map, a street, a name or an address."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from directory_service.rules.duplicates import Identity, Likeness, likeness

K = TypeVar("K")
# A field of this grid is a little wider than what counts as near, so that the eight around it hold all that is.
FIELDS_A_DEGREE = 800


@dataclass
class Neighbours(Generic[K]):
    """Organisations under some name of theirs, found by what may make them alike."""

    _by_mark: dict[Hashable, list[tuple[K, Identity]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: K, identity: Identity) -> None:
        """Remember an organisation."""
        for mark in {*identity.marks, *_fields(identity, around=0)}:
            self._by_mark[mark].append((key, identity))

    def like(self, identity: Identity) -> list[tuple[K, Likeness]]:
        """Return who may be this one, the likeliest first."""
        seen: dict[int, tuple[K, Likeness]] = {}
        for mark in {*identity.marks, *_fields(identity, around=1)}:
            for key, other in self._by_mark.get(mark, ()):
                if id(other) not in seen and (found := likeness(identity, other)):
                    seen[id(other)] = (key, found)
        return sorted(seen.values(), key=lambda found: found[1].rank)


def _fields(identity: Identity, *, around: int) -> Iterator[Hashable]:
    if identity.lat is None or identity.lon is None:
        return
    row, column = math.floor(identity.lat * FIELDS_A_DEGREE), math.floor(identity.lon * FIELDS_A_DEGREE / 2)
    for north in range(-around, around + 1):
        for east in range(-around, around + 1):
            yield "field", row + north, column + east
