"""Which days of the calendar somebody looks at: from today on, one day, a month, a year that is over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.kit.months import next_month
from services.website import times
from services.website.language import _
from services.website.lists.filters import Search

YEARS_AROUND = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Some days: what they are called, what is asked of the calendar, and what leads here in an address.

    What began earlier stands on the day `since`.
    """

    title: str
    since: date
    asked: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    month: date | None = None
    day: date | None = None
    year: int | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether only what has been is looked at."""
        return self.year is not None


def stretch(chosen: Mapping[str, str], search: Search) -> Stretch:
    """Return what an address names; what makes no sense means from today on."""
    if "monat" in search.chosen("ansicht"):
        return _whole_month(_month(chosen.get("monat", "")) or times.today().replace(day=1))
    if named := search.labels("wann"):
        return Stretch(named[0], times.today())
    if search.chosen("von") or search.chosen("bis"):
        since = next(iter(search.chosen("von")), times.today().isoformat())
        return Stretch(_("The days you have chosen"), date.fromisoformat(since))
    readers: dict[str, Callable[[str], Stretch | None]] = {"tag": _one_day, "jahr": _one_year, "monat": _one_month}
    found = (read(chosen[name]) for name, read in readers.items() if chosen.get(name))
    return next((each for each in found if each), _from_today())


def _from_today() -> Stretch:
    return Stretch(_("From today on"), times.today())


def _one_day(text: str) -> Stretch | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not _is_near(day) or day.isoformat() != text:
        return None
    return Stretch(times.day(day), day, {"from": text, "to": text}, {"tag": text}, day=day)


def _one_year(text: str) -> Stretch | None:
    """Return what has been of a year, the latest first."""
    today = times.today()
    if not (re.fullmatch("[0-9]{4}", text) and today.year - 30 <= int(text) <= today.year):
        return None
    first, last = date(int(text), 1, 1), min(date(int(text), 12, 31), today - _DAY)
    asked = {"from": first.isoformat(), "to": last.isoformat(), "sort": "latest"}
    return Stretch(_("What was on in %(year)s", year=text), first, asked, {"jahr": text}, year=first.year)


def _one_month(text: str) -> Stretch | None:
    """Return the days of a month; of this one those to come."""
    month = _month(text)
    if month is None:
        return None
    whole, today = _whole_month(month), times.today()
    first = today if (month.year, month.month) == (today.year, today.month) else month
    return Stretch(whole.title, first, {**whole.asked, "from": first.isoformat()}, whole.beside, month=month)


def _whole_month(month: date) -> Stretch:
    days = {"from": month.isoformat(), "to": (next_month(month) - _DAY).isoformat()}
    return Stretch(times.day(month, "LLLL y"), month, days, {"monat": f"{month:%Y-%m}"}, month=month)


def _month(text: str) -> date | None:
    """Read a month such as 2026-05, if it is near enough."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if _is_near(month) else None


def around(month: date) -> tuple[date | None, date | None]:
    """Return the months before and after one, as far as the calendar leads."""
    earlier, later = (month - _DAY).replace(day=1), next_month(month)
    return earlier if _is_near(earlier) else None, later if _is_near(later) else None


def _is_near(day: date) -> bool:
    return abs(day.year - times.today().year) <= YEARS_AROUND
