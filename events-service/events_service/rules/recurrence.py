"""Rules of repetition (RRULE, RFC 5545) on the clocks of the city, as far as a calendar of meetings needs them.

Everything here is wall-clock time without a zone: a choir that meets at seven meets at seven in summer and in winter.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from itertools import chain, islice

from dateutil.rrule import rrulestr

from services.kit.errors import Malformed

_DAY = "(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("[1-9][0-9]{0,2}"),
    "COUNT": re.compile("[1-9][0-9]{0,2}"),
    "UNTIL": re.compile("[0-9]{8}(T[0-9]{6}Z?)?"),
    "BYDAY": re.compile(f"([+-]?[1-5])?{_DAY}(,([+-]?[1-5])?{_DAY}){{0,13}}"),
    "BYMONTHDAY": re.compile("-?([1-9]|[12][0-9]|3[01])(,-?([1-9]|[12][0-9]|3[01])){0,30}"),
    "BYMONTH": re.compile("([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}"),
    "BYSETPOS": re.compile("-?[1-9][0-9]?"),
    "WKST": re.compile(_DAY),
}
_NUMBERED = re.compile(r"[1-5](MO|TU|WE|TH|FR|SA|SU)")

# dateutil looks for a date that never comes (30 February) until the year 9999, which takes seconds. The calendar
# repeats itself every 400 years, days of the week included, so we ask it near the end of its time.
_LATER = 19 * 400


class NoSuchRule(Malformed):
    """We do not understand this rule of repetition. It should look like this: FREQ=WEEKLY;BYDAY=WE;COUNT=10."""


def read_rule(text: str) -> str:
    """Return a rule in its plain spelling; refused with `NoSuchRule` when it is none, or one we do not support."""
    plain = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    parts = _parts(plain)
    if not all(name in _PARTS and _PARTS[name].fullmatch(value) for name, value in parts.items()):
        raise NoSuchRule
    if "FREQ" not in parts or {"COUNT", "UNTIL"} <= parts.keys() or not _fits(parts):
        raise NoSuchRule
    return plain


def occurrences(rule: str, start: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield the wall-clock moments of a series in order; the start is always the first (RFC 5545, 3.8.5.3)."""
    parts = _parts(rule)
    most = int(parts["COUNT"]) if "COUNT" in parts else None
    return islice(chain([start], (each for each in _repeated(parts, start, zone) if each != start)), most)


def last_moment(rule: str, zone: tzinfo) -> datetime | None:
    """Return the wall-clock moment after which a series has no dates, as far as its rule names one."""
    return _until(_parts(rule).get("UNTIL"), zone)


def counts_otherwise(rule: str, start: datetime) -> bool:
    """Tell whether readers differ on a rule: it counts its dates, and the first one does not fit it."""
    if "COUNT" not in _parts(rule):
        return False
    with suppress(ValueError, IndexError, OverflowError):
        return next(iter(rrulestr(rule, dtstart=start)), None) != start
    return True


def _repeated(parts: dict[str, str], start: datetime, zone: tzinfo) -> Iterator[datetime]:
    until = _until(parts.get("UNTIL"), zone)
    rest = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    # What dateutil stumbles over at the end of its time is the end of the series.
    with suppress(ValueError, IndexError, OverflowError):
        for moment in rrulestr(rest, dtstart=_shifted(start, _LATER)):
            found = _shifted(moment, -_LATER)
            if until and found > until:
                return
            yield found


def _until(word: str | None, zone: tzinfo) -> datetime | None:
    """Return the last moment of a series on the city's clocks; a day alone counts to its end."""
    if word is None:
        return None
    try:
        if len(word) == 8:
            return datetime.strptime(word + "235959", "%Y%m%d%H%M%S")  # noqa: DTZ007  (wall-clock)
        moment = datetime.strptime(word.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007  (wall-clock, or UTC below)
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if word.endswith("Z") else moment
    except (ValueError, OverflowError):
        raise NoSuchRule from None


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs):
        raise NoSuchRule
    return parts


def _fits(parts: dict[str, str]) -> bool:
    """Tell whether the parts make sense together: *second Tuesday* needs a month or a year that it is counted in."""
    numbered = _NUMBERED.search(parts.get("BYDAY", "")) or "BYSETPOS" in parts
    return not numbered or parts["FREQ"] in {"MONTHLY", "YEARLY"}


def _shifted(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)
