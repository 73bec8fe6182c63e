"""When digests close, by the clocks of the city."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifier.rules.interests import Cadence

DIGESTS = (Cadence.DAILY, Cadence.WEEKLY)
MOST_SHOWN = 20
"""How many things one digest shows; mail programs cut off what is longer than 100 kilobytes."""
_AT = time(7)
_MONDAY = 0


def last_close(cadence: Cadence, moment: datetime, zone: ZoneInfo) -> datetime:
    """Return when a digest of this cadence last closed: at seven in the morning, the weekly one on a Monday."""
    day = moment.astimezone(zone).date()
    if cadence == Cadence.WEEKLY:
        day -= timedelta(days=(day.weekday() - _MONDAY) % 7)
    close = _close(day, zone)
    return close if close <= moment else _close(day - step(cadence), zone)


def closes(cadence: Cadence, after: datetime, upto: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return every close after a moment and up to another: the series that is expected."""
    expected = []
    close = last_close(cadence, upto, zone)
    while close > after:
        expected.append(close)
        close = _close(close.astimezone(zone).date() - step(cadence), zone)
    return expected[::-1]


def step(cadence: Cadence) -> timedelta:
    """Return how many days lie between two closes."""
    return timedelta(days=7 if cadence == Cadence.WEEKLY else 1)


def _close(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _AT, zone).astimezone(UTC)
