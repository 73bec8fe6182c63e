"""What lists show of single records, as JSON, kept by each process while nothing changes."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

Cards: TypeAlias = Mapping[int, str]
_MOST_KEPT = 4_000


class KeptCards:
    """Keeps the cards of one process in one version of everything public: most lists begin with the same records."""

    def __init__(self) -> None:
        self._kept: tuple[str, dict[Hashable, dict[int, str]]] = ("", {})

    def cards(
        self, numbers: Sequence[int], kind: Hashable, read: Callable[[Sequence[int]], Cards], *, version: str
    ) -> Cards:
        """Return cards of a kind by the numbers of their records, as new as a version at least; reads what is not kept.

        Of what was taken away a moment ago there is none.
        """
        kept = self._shelf(kind, version)
        found = {number: kept[number] for number in numbers if number in kept}
        if missing := [number for number in numbers if number not in found]:
            found.update(new := read(missing))
            kept.update(new)
        return found

    def _shelf(self, kind: Hashable, version: str) -> dict[int, str]:
        known, shelves = self._kept
        if known != version:
            shelves = {}
            self._kept = (version, shelves)
        if len(shelves.setdefault(kind, {})) > _MOST_KEPT:
            shelves[kind] = {}
        return shelves[kind]
