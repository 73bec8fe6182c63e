"""Why two people fit: reasons that can be said in words, in the order in which people are listed, and no score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, Any]
REASONS = ("gives", "looks_for", "categories", "district")
"""The strongest first: she gives what you look for, looks for what you give, shares your topics, lives near you."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason why somebody fits, and by what."""

    kind: str
    keys: tuple[str, ...]


def reasons(own: Words, other: Words) -> list[Reason]:
    """Return why somebody fits, the strongest reason first; `other` is what may be seen of her, and nothing else."""
    shared = {
        "gives": _both(other["gives"], own["looks_for"]),
        "looks_for": _both(other["looks_for"], own["gives"]),
        "categories": _both(other["categories"], own["categories"]),
        "district": _both(_only(other["district"]), _only(own["district"])),
    }
    return [Reason(kind=kind, keys=shared[kind]) for kind in REASONS if shared[kind]]


def _both(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in one if each in other)


def _only(word: str | None) -> Sequence[str]:
    return [word] if word else []
