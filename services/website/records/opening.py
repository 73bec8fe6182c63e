"""Opening hours as people write them, turned into the short form of OpenStreetMap: Di 9-12 Uhr is Tu 09:00-12:00."""

import re

_DAYS = {
    "montag": "Mo", "dienstag": "Tu", "mittwoch": "We", "donnerstag": "Th", "freitag": "Fr", "samstag": "Sa",
    "sonnabend": "Sa", "sonntag": "Su", "di": "Tu", "mi": "We", "do": "Th", "so": "Su", "mo": "Mo", "fr": "Fr",
    "sa": "Sa", "monday": "Mo", "tuesday": "Tu", "wednesday": "We", "thursday": "Th", "friday": "Fr",
    "saturday": "Sa", "sunday": "Su",
}  # fmt: skip
_DAY = re.compile(rf"\b({'|'.join(sorted(_DAYS, key=len, reverse=True))})s?\b\.?", re.IGNORECASE)
_HOURS = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d\d))?(?:\s*(?:uhr|h)\b)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?<=[a-z])\s*(?:-|–|bis|to)\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su)\b)")
_AND = re.compile(r"(?<=[a-z])\s*(?:,|und|and|\+)\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su)\b)")
_LAST_HOUR = 24


def tidied(text: str) -> str:
    """Return hours in the short form as far as they can be read; all else stays as it was written."""
    text = _DAY.sub(_day, text.strip())
    text = _AND.sub(",", _BETWEEN.sub("-", text))
    return re.sub(r"\s*;\s*", "; ", _HOURS.sub(_clock, text)).strip()


def _day(found: re.Match[str]) -> str:
    # "so" and "mi" in small letters are words like others.
    is_word = len(found[1]) == len("so") and not found[1][0].isupper()
    return found[0] if is_word else _DAYS[found[1].lower()]


def _clock(found: re.Match[str]) -> str:
    start, start_minute, end, end_minute = found.groups()
    if int(start) > _LAST_HOUR or int(end) > _LAST_HOUR:
        return found[0]
    return f"{int(start):02}:{start_minute or '00'}-{int(end):02}:{end_minute or '00'}"
