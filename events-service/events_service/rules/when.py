"""Ranges of days by the words people have for them."""

from collections.abc import Callable
from datetime import date, timedelta

from services.kit.months import next_month

_SATURDAY, _SUNDAY = 5, 6


def _weekend(today: date) -> tuple[date, date]:
    """Return the coming Saturday and Sunday; on a Sunday what is left of them."""
    saturday = today if today.weekday() == _SUNDAY else today + timedelta(days=_SATURDAY - today.weekday())
    return saturday, today + timedelta(days=_SUNDAY - today.weekday())


RANGES: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda today: (today, today),
    "tomorrow": lambda today: (today + timedelta(days=1), today + timedelta(days=1)),
    "weekend": _weekend,
    "week": lambda today: (today, today + timedelta(days=6)),
}
"""The first and the last day of each range, as seen from a day."""


def month_of(text: str) -> date:
    """Return the first day of a month written like 2036-03."""
    return date.fromisoformat(f"{text}-01")


def days_of_month(first: date) -> list[date]:
    """Return all days of a month, and the first of the next."""
    return [first + timedelta(days=n) for n in range((next_month(first) - first).days + 1)]
