"""The words of an event as other programs write them, made into safe text: no markup, no hidden signs."""

import re

from icalendar.parser import unescape_backslash

from services.kit.plain_text import plain_text
from services.kit.shapes import visible

_LONGEST = {"title": 200, "place": 200, "description": 20_000, "category": 60, "link": 500}
_INLINE_ONLY = re.compile(r"<(p|br|div|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_COMMA = re.compile(r"(?<!\\),")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_GEO = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[;,]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def line(value: str, kind: str) -> str | None:
    """Return one line of text, cut where it is longer than we keep."""
    lines = [" ".join(each.split()) for each in _text(value).split("\n")]
    if kind == "place":
        lines = [each.strip(" ,") for each in lines]
    return _cut((", " if kind == "place" else " ").join(filter(None, lines)), _LONGEST[kind])


def paragraphs(value: str) -> str | None:
    """Return text of any number of lines."""
    return _cut(re.sub(r"\n{3,}", "\n\n", _text(value)).strip(), _LONGEST["description"])


def categories(values: list[str]) -> tuple[str, ...]:
    """Return the words that an event is sorted under, each once."""
    words = (line(each, "category") for value in values for each in _COMMA.split(value))
    return tuple(dict.fromkeys(word for word in words if word))


def web_address(value: str) -> str | None:
    """Return an address on the web; nothing if it is another one."""
    found = _ADDRESS.fullmatch(value.strip())
    return found.group() if found and len(found.group()) <= _LONGEST["link"] else None


def spot(value: str) -> tuple[float, float] | None:
    """Return latitude and longitude; nothing if they are not on the globe, or where nobody lives."""
    found = _GEO.fullmatch(value)
    lat, lon = (float(found.group(1)), float(found.group(2))) if found else (0.0, 0.0)
    return (lat, lon) if (lat, lon) != (0, 0) and abs(lat) <= 90 and abs(lon) <= 180 else None


def _text(value: str) -> str:
    text = unescape_backslash(value[: 2 * _LONGEST["description"]])
    # Where tags stand only inside of lines, the lines are those of the text.
    if "<" in text and not _INLINE_ONLY.search(text):
        text = text.replace("\n", "<br>")
    return visible(plain_text(text)).strip()


def _cut(text: str, longest: int) -> str | None:
    return text if 0 < len(text) <= longest else text[: longest - 1].rstrip() + "…" if text else None
