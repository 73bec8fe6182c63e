"""A moment in a form: a day, and an hour beside it; half of it stays as it is."""

from collections.abc import Mapping
from datetime import datetime

from services.website.times import ZONE

_HOUR, _EXACT = "-um", "-genau"


def moment_of(name: str, typed: Mapping[str, str]) -> str | None:
    """Return the moment that was typed; without its day or its hour it ends or begins with a T."""
    day, hour = typed.get(name, "").strip(), typed.get(name + _HOUR, "").strip()
    exact = typed.get(name + _EXACT, "")
    if exact and split(exact) == (day, hour):
        return exact
    if "T" in day and not hour:  # programs write it in one
        return day
    return f"{day}T{hour}" if day or hour else None


def shown(name: str, moment: str) -> dict[str, str]:
    """Return a moment as the form shows it; what its two fields cannot say is kept beside them."""
    day, hour = split(moment)
    is_exact = _known(moment) is not None and f"{day}T{hour}" != moment
    return {name: day, name + _HOUR: hour} | ({name + _EXACT: moment} if is_exact else {})


def split(moment: str) -> tuple[str, str]:
    """Return the day and the hour of a moment as the clocks of the city show them, as far as both were said."""
    if known := _known(moment):
        return known.date().isoformat(), f"{known:%H:%M}"
    day, _, hour = moment.partition("T")
    return day, hour


def _known(moment: str) -> datetime | None:
    try:
        known = datetime.fromisoformat(moment) if "T" in moment else None
        return known.astimezone(ZONE) if known and known.tzinfo else known
    except (ValueError, OverflowError):
        return None
