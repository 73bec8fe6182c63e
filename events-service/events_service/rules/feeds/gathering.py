"""Which entries of a file belong together: by their UID, the newest version of each, and what stands alone."""

from collections.abc import Iterable, Iterator

from events_service.rules.feeds.parts import Part
from events_service.rules.feeds.series import Series


def gathered(parts: Iterable[Part]) -> list[Series]:
    """Return the events of a file in its order."""
    by_uid: dict[str, list[Part]] = {}
    alone = []
    for part in parts:
        if part.uid is None:
            alone.append(Series(None, part))
        else:
            by_uid.setdefault(part.uid, []).append(part)
    together = [series for uid, same in by_uid.items() for series in _of_one_uid(uid, same)]
    return sorted([*alone, *together], key=lambda series: series.number)


def _of_one_uid(uid: str, parts: list[Part]) -> Iterator[Series]:
    mains = _newest_events([part for part in parts if part.meant is None])
    apart = tuple(_newest_dates(part for part in parts if part.meant is not None))
    if mains:
        first, *others = mains
        yield Series(uid, first, apart)
        # Some programs give the same UID to different events.
        yield from (Series(f"{uid}#{each.start.instant:%Y%m%dT%H%M}", each) for each in others)
    else:
        # The series is not there: each date stands for itself.
        yield from (Series(f"{uid}#{each.meant.instant:%Y%m%dT%H%M}", each) for each in apart if each.meant)


def _newest_events(parts: list[Part]) -> list[Part]:
    """Return events of one UID, without older versions: those of a lower sequence, or of the same beginning."""
    highest = max((part.rank[0] for part in parts), default=0)
    newest = sorted((part for part in parts if part.rank[0] == highest), key=lambda part: part.rank)
    by_start = {part.start.instant: part for part in newest}
    return sorted(by_start.values(), key=lambda part: part.number)


def _newest_dates(parts: Iterable[Part]) -> list[Part]:
    by_date = {part.meant.instant: part for part in sorted(parts, key=lambda part: part.rank) if part.meant}
    return sorted(by_date.values(), key=lambda part: part.number)
