"""Dates that do not grow stale: the example city's files count from the day of loading.

`T+3 18:00` is in three days at 18:00; `T+3>SA` the next Saturday from then on; `T+0>2TH` the next second Thursday of
a month. First the day is moved, then the time is attached.
"""

import re
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BETWEEN_VALUES = " | "
_TEMPLATE = re.compile(
    r"T(?P<days>[+-]\d+)"
    rf"(?:>(?P<nth>[1-4]|-1)?(?P<weekday>{'|'.join(WEEKDAYS)}))?"
    r"(?P<time> (?:[01]\d|2[0-3]):[0-5]\d)?"
)
_WEEK = timedelta(days=7)


def resolved(cell: str, *, today: date) -> str:
    """Return a cell with every date template in it turned into a day; anything else stays as it is."""
    return BETWEEN_VALUES.join(_one(value, today) for value in cell.split(BETWEEN_VALUES))


def _one(value: str, today: date) -> str:
    match = _TEMPLATE.fullmatch(value)
    if match is None:
        return value
    day = today + timedelta(days=int(match["days"]))
    if match["weekday"]:
        day = moved(day, WEEKDAYS.index(match["weekday"]), int(match["nth"] or 0))
    return f"{day}{match['time'] or ''}"


def moved(day: date, weekday: int, nth: int = 0) -> date:
    """Move a day forward to the next such weekday, itself included; with `nth`, the nth of its month."""
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while nth and not _is_nth(day, nth):
        day += _WEEK
    return day


def _is_nth(day: date, nth: int) -> bool:
    if nth == -1:
        return (day + _WEEK).month != day.month
    return (day.day - 1) // 7 + 1 == nth
