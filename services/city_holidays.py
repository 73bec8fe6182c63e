"""Public holidays as a city's file names them: by a day of the year, by a single day, or by the days from Easter."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from services.city_table import Reader, Words

_DAY = re.compile(r"(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """One holiday; `on` is written 05-01 for every year, or 2027-11-17 for one."""

    name: Words
    on: str = ""
    from_easter: int | None = None

    def is_on(self, day: date) -> bool:
        """Tell whether this holiday is on a day."""
        if self.from_easter is not None:
            return day == easter(day.year) + timedelta(days=self.from_easter)
        return day.isoformat().endswith(self.on)


def read_holidays(table: Reader) -> tuple[Holiday, ...]:
    """Return what a city's file says of holidays; a city may leave them out."""
    return tuple(map(_holiday, table.parts("holidays"))) if table.has("holidays") else ()


def _holiday(part: Reader) -> Holiday:
    if part.has("on") == part.has("from_easter"):
        part.complain(f"{part.place}: either a day or the days from Easter")
    if part.has("from_easter"):
        return Holiday(name=part.words("name"), from_easter=int(part.number("from_easter", -60, 70)))
    return Holiday(name=part.words("name"), on=part.text("on", _DAY))
