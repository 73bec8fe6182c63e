"""Months, each known by its first day."""

from datetime import date, timedelta


def next_month(first: date) -> date:
    """Return the first day of the month that follows."""
    return (first + timedelta(days=31)).replace(day=1)
