"""How often something happens again: a rule (RFC 5545) as a choice and a last day, and back."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from services.website.times import ZONE

SAME_WEEKDAY = "FREQ=MONTHLY;BYDAY=SAME"
"""Every month on the weekday of the first date: on the second Tuesday, say, if it is one; a choice, and no rule yet."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIFTH = 5
_UNTIL = re.compile(r";?UNTIL=([^;]*)")
_COUNT = re.compile(r";?COUNT=[^;]*")
_UNTIL_FIELD, _EXACT = "-bis", "-genau"


def rule_of(name: str, typed: Mapping[str, str]) -> str | None:
    """Return a rule as it was chosen, with the last day if one was said; untouched it stays to the letter."""
    rule, last = typed.get(name, "").strip(), typed.get(name + _UNTIL_FIELD, "").strip()
    exact = typed.get(name + _EXACT, "")
    if not rule:
        # No rule yet: whoever says until when is asked how often, and loses nothing.
        return f"UNTIL={_last_moment(last)}" if last else None
    if exact and _in_fields(exact) == (rule, last):
        return exact
    if not last:
        return _without(_UNTIL, rule)
    # Whoever says a last day does not count dates any more.
    counted_no_more = _without(_COUNT, _without(_UNTIL, rule))
    return f"{counted_no_more};UNTIL={_last_moment(last)}"


def shown(name: str, rule: str) -> dict[str, str]:
    """Return a rule as the form shows it: which choice, and until when; what these cannot say is kept beside them."""
    choice, last = _in_fields(rule)
    fields = {name: choice} | ({name + _UNTIL_FIELD: last} if last else {})
    return fields if rule_of(name, fields) == (rule or None) else fields | {name + _EXACT: rule}


def last_day(rule: str) -> date | None:
    """Return the last day of a rule as the clocks of the city show it, if it names one; refused when it is no day."""
    found = _UNTIL.search(rule)
    if found is None:
        return None
    moment = datetime.fromisoformat(found[1])
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def from_choice(rule: str | None, first: str) -> str | None:
    """Return a rule for what was chosen, as soon as it is known on which day it begins."""
    weekday = _weekday(first)
    return rule and (rule.replace(SAME_WEEKDAY, f"FREQ=MONTHLY;BYDAY={weekday}") if weekday else rule)


def as_choice(rule: str | None, first: str) -> str | None:
    """Return what somebody has chosen for a rule to become this."""
    weekday = _weekday(first)
    return re.sub(f"^FREQ=MONTHLY;BYDAY={weekday}(?=$|;UNTIL)", SAME_WEEKDAY, rule) if rule and weekday else rule


def _last_moment(last: str) -> str:
    try:
        return f"{date.fromisoformat(last):%Y%m%d}T235959"
    except ValueError:
        return last


def _in_fields(rule: str) -> tuple[str, str]:
    found = _UNTIL.search(rule)
    try:
        last = last_day(rule)
    except (ValueError, OverflowError):
        return _without(_UNTIL, rule), found[1] if found else ""
    return _without(_UNTIL, rule), last.isoformat() if last else ""


def _without(part: re.Pattern[str], rule: str) -> str:
    return part.sub("", rule).strip(";")


def _weekday(first: str) -> str:
    """Return which weekday of its month a day is; what not every month has, a fifth, is the last."""
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return ""
    nth = (day.day - 1) // 7 + 1
    return f"{-1 if nth == _FIFTH else nth}{_WEEKDAYS[day.weekday()]}"
