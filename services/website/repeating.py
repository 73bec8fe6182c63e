"""How often something happens again: a rule (RFC 5545) as a choice and a last day, and back."""

import re
from datetime import date

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
