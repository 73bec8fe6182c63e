"""A month as a table: weeks from Monday on, each day with what is on, and what kind of day it is."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.city import City
from services.website import times
from services.website.language import language


@dataclass(frozen=True)
class Day:
    """One field of the table; days of the months beside it only fill its rows."""

    date: date
    is_in_month: bool
    holiday: str = ""
    total: int = 0
    items: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    @property
    def is_today(self) -> bool:
        """Tell whether it is this day."""
        return self.date == times.today()

    @property
    def more(self) -> int:
        """Return how many dates are not shown."""
        return self.total - len(self.items)


def weeks(month: date, days: Sequence[Mapping[str, Any]], city: City) -> list[list[Day]]:
    """Return the rows of a month, of whose days the calendar tells in their order."""
    return [
        [_day(day, month, days, city) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def _day(day: date, month: date, days: Sequence[Mapping[str, Any]], city: City) -> Day:
    if day.month != month.month:
        return Day(day, is_in_month=False)
    known, holiday = days[day.day - 1], city.holiday(day)
    name = holiday.in_language(language()) if holiday else ""
    return Day(day, is_in_month=True, holiday=name, total=known["total"], items=known["items"])
