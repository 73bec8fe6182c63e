"""How fast a receiving domain is written to after it has complained: half as fast, then a little faster each minute."""

_FIRST = 1200
"""Mails a minute; where there was no limit before, half of this is where one begins."""
_FREE = 60_000
"""From here on a limit holds nobody up."""
_SLOWEST = 1.0
_GAIN = 1.05


def slowed(speed: float | None) -> float:
    """Return the mails a minute after a complaint."""
    return max(_SLOWEST, (speed or _FIRST) / 2)


def speed_now(speed: float, *, minutes: int, most: int) -> float | None:
    """Return the mails a minute after some clean minutes, or nothing when there is no limit any more."""
    grown = float(speed * _GAIN ** min(minutes, 1000))
    if most:
        return min(grown, most)
    return grown if grown < _FREE else None
