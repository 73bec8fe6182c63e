"""Which event of a calendar is which of ours: by its UID, or where that changed by title, place and beginning."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from events_service.rules.feeds.series import Found
from services.kit.vocabulary import fold

FEW = 3
"""A calendar with fewer events than this may lose most of them without anybody being asked."""


@dataclass(frozen=True)
class Known:
    """An event that came from a calendar before."""

    event_id: UUID
    uid: str | None
    title_key: str
    place_key: str
    starts_at: datetime
    content_hash: str
    missing: int
    is_gone: bool
    is_detached: bool
    detached_dates: Sequence[datetime]
    comes: bool
    """Whether it has a date that is not over."""

    @property
    def is_expected(self) -> bool:
        """Tell whether a calendar without it says something new."""
        return self.comes and not self.is_detached and not self.is_gone


@dataclass
class Matched:
    """What was found, each with what we know of it; and what we know and did not find."""

    pairs: list[tuple[Known, Found]] = field(default_factory=list)
    new: list[Found] = field(default_factory=list)
    vanished: list[Known] = field(default_factory=list)


def title_key(found: Found) -> str:
    """Return a title as all its spellings share it."""
    return fold(found.words.title)


def place_key(found: Found) -> str:
    """Return a place as all its spellings share it."""
    return fold(found.words.place or "")


def matched(known: Iterable[Known], found: Iterable[Found], zone: ZoneInfo) -> Matched:
    """Return which is which: the surest signs first, the day alone last."""
    result, here, there = Matched(), list(known), list(found)
    for of_known, of_found in _signs(zone):
        by_sign: dict[Hashable, list[Known]] = {}
        for each in reversed(here):
            by_sign.setdefault(of_known(each), []).append(each)
        left = []
        for event in there:
            same = by_sign.get(of_found(event)) if of_found(event) is not None else None
            if same:
                result.pairs.append((same.pop(), event))
            else:
                left.append(event)
        taken = {pair.event_id for pair, _ in result.pairs}
        here, there = [each for each in here if each.event_id not in taken], left
    result.new = [event for event in there if event.days]
    result.vanished = [each for each in here if each.is_expected]
    return result


def asks_first(known: Iterable[Known], vanished: Sequence[Known], *, is_empty: bool) -> bool:
    """Tell whether so much vanished that it may be a mistake: all of a calendar, or half of what was there."""
    expected = sum(each.is_expected for each in known)
    return bool(vanished) and (is_empty or (expected >= FEW and len(vanished) * 2 >= expected))


def _signs(zone: ZoneInfo) -> list[tuple[Callable[[Known], Hashable], Callable[[Found], Hashable]]]:
    return [
        (lambda each: each.uid, lambda each: each.key),
        (
            lambda each: (each.title_key, each.place_key, each.starts_at),
            lambda each: (title_key(each), place_key(each), each.plan.starts_at),
        ),
        (
            lambda each: (each.title_key, each.place_key, each.starts_at.astimezone(zone).date()),
            lambda each: (title_key(each), place_key(each), each.plan.starts_at.astimezone(zone).date()),
        ),
    ]
