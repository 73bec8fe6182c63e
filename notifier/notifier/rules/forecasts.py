"""How many mails somebody would have got of late, had she asked earlier for what she asks for now."""

from notifier.rules.interests import Cadence

FORECAST_DAYS = 30
_MOST = {Cadence.DAILY: FORECAST_DAYS, Cadence.WEEKLY: 4}


def mails_of(cadence: Cadence, *, things: int, days: int, weeks: int) -> int:
    """Return how many mails some things make: one each, or one for each window that had any of them.

    Thirty days touch more windows than a month has whole ones.
    """
    if cadence == Cadence.AT_ONCE:
        return things
    return min(days if cadence == Cadence.DAILY else weeks, _MOST[cadence])
