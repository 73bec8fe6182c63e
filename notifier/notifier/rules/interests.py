"""What an interest may ask for."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import product

ANY = 0
"""Stands for *any* category, kind, district or language in an interest."""


class Kind(IntEnum):
    """What an interest may be about."""

    SHORT_OFFER = 1
    LONG_OFFER = 2
    EVENT = 3
    PROJECT = 4
    ORGANISATION = 5


class Cadence(IntEnum):
    """How often a person wants to hear of something."""

    AT_ONCE = 0
    DAILY = 1
    WEEKLY = 2


class Need(IntEnum):
    """What an interest may ask of a place, as bits."""

    WITH_CHILDREN = 1
    WHEELCHAIR = 2
    REMOTE = 4


NEEDS = 7
"""All needs, as bits; what stands above them in an interest's row is the number of its person's narrowing, if any."""
_ABOVE = 3
_COMMITMENTS = {"short_term": (Kind.SHORT_OFFER,), "long_term": (Kind.LONG_OFFER,)}
_OFFERS = (Kind.SHORT_OFFER, Kind.LONG_OFFER)
_OTHERS = {"event": Kind.EVENT, "project": Kind.PROJECT, "organisation": Kind.ORGANISATION}


def kinds_of(what: Sequence[str], commitment: str | None) -> list[int]:
    """Return the kinds an interest is about; a commitment narrows offers only."""
    if not what and not commitment:
        return [ANY]
    offers = _COMMITMENTS.get(commitment or "", _OFFERS)
    wanted = what or ("offer", *_OTHERS)
    return [*(offers if "offer" in wanted else ()), *(_OTHERS[each] for each in wanted if each in _OTHERS)]


def rows_of(
    kinds: Sequence[int], categories: Sequence[int], districts: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield every combination of an interest's words; an empty list stands for *any*."""
    return product(kinds, categories or [ANY], districts or [ANY])


def mask_of(*, with_children: bool, wheelchair: bool, remote: bool) -> int:
    """Return what is asked for, or there, as bits."""
    return with_children * Need.WITH_CHILDREN | wheelchair * Need.WHEELCHAIR | remote * Need.REMOTE


def with_narrowing(needs: int, number: int) -> int:
    """Return needs together with the number of a narrowing, as an interest's row says both."""
    return needs | number << _ABOVE
