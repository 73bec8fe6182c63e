"""How often something happens again: a rule (RFC 5545) as a choice and a last day, and back."""

import re
from datetime import date

SAME_WEEKDAY = "FREQ=MONTHLY;BYDAY=SAME"
"""Every month on the weekday of the first date: on the second Tuesday, say, if it is one; a choice, and no rule yet."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIFTH = 5
_UNTIL = re.compile(r";?UNTIL=(\d{8})(T\d{6}Z?)?")
_UNTIL_FIELD = "-bis"


def rule_of(name: str, typed: dict[str, str]) -> str | None:
    """Return a rule as it was chosen, with the last day if one was said."""
    rule, last = typed.get(name, "").strip(), typed.get(name + _UNTIL_FIELD, "").strip()
    if not rule:
        return None
    without = _UNTIL.sub("", rule)
    if not last or "COUNT=" in without:
        return without
    try:
        return f"{without};UNTIL={date.fromisoformat(last):%Y%m%d}T235959"
    except ValueError:
        return f"{without};UNTIL={last}"


def shown(name: str, rule: str) -> dict[str, str]:
    """Return a rule as the form shows it: which choice, and until when."""
    found = _UNTIL.search(rule)
    if found is None:
        return {name: rule}
    day = found[1]
    return {name: _UNTIL.sub("", rule), name + _UNTIL_FIELD: f"{day[:4]}-{day[4:6]}-{day[6:]}"}


def from_choice(rule: str | None, first: str) -> str | None:
    """Return a rule for what was chosen, as soon as it is known on which day it begins."""
    weekday = _weekday(first)
    return rule and (rule.replace(SAME_WEEKDAY, f"FREQ=MONTHLY;BYDAY={weekday}") if weekday else rule)


def as_choice(rule: str | None, first: str) -> str | None:
    """Return what somebody has chosen for a rule to become this."""
    weekday = _weekday(first)
    return re.sub(f"^FREQ=MONTHLY;BYDAY={weekday}(?=$|;UNTIL)", SAME_WEEKDAY, rule) if rule and weekday else rule


def _weekday(first: str) -> str:
    """Return which weekday of its month a day is; what not every month has, a fifth, is the last."""
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return ""
    nth = (day.day - 1) // 7 + 1
    return f"{-1 if nth == _FIFTH else nth}{_WEEKDAYS[day.weekday()]}"
