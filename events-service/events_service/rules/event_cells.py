"""Cells of tables of events, each read with the rules of its kind."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR
from services.kit import shapes
from services.kit.cells import HIDDEN, Cells

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_LANGUAGE = re.compile("[a-z]{2,3}")


def moment_in(cells: Cells, column: str, zone: ZoneInfo, *, required: bool = False) -> datetime | None:
    """Return a moment on the clocks of a time zone, in a year that our calendar reaches."""
    found = cells.moment(column, zone, required=required)
    if found and not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        cells.complain(
            column, "The year has to be between %(first)s and %(last)s.", first=EARLIEST_YEAR, last=LATEST_YEAR
        )
        return None
    return found


def is_day(word: str) -> bool:
    """Tell whether a cell names a day and no time."""
    # A spreadsheet's number has a time if it has a fraction.
    return bool(word.strip()) and ":" not in word and not re.fullmatch(r"\d{5}[.,]\d+", word)


def next_midnight(moment: datetime) -> datetime:
    """Return when the day of a moment is over."""
    return datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def languages(cells: Cells) -> list[str]:
    """Return the codes of languages."""
    found = list(dict.fromkeys(word.lower() for word in cells.many("sprachen")))
    for word in found:
        if not _LANGUAGE.fullmatch(word):
            cells.complain("sprachen", "“%(word)s” is no code of a language like de or uk.", word=word)
    return found


def web_address(cells: Cells, column: str) -> str | None:
    """Return the address of a page on the web."""
    word = line(cells, column, 500)
    if word and not _WEB_ADDRESS.fullmatch(word):
        cells.complain(column, "A web address begins with https:// or http://.")
    return word


def line(cells: Cells, column: str, longest: int, *, required: bool = False) -> str | None:
    """Return one line of text in which nothing hides."""
    word = cells.text(column, longest=longest, required=required)
    try:
        return shapes.line(word) if word else None
    except ValueError:
        cells.complain(column, HIDDEN)
        return None


def paragraphs(cells: Cells, column: str, longest: int) -> str | None:
    """Return a text of several lines in which nothing hides."""
    text = cells.text(column, longest=longest)
    try:
        return shapes.words(text) if text else None
    except ValueError:
        cells.complain(column, HIDDEN)
        return None


def either(known: Mapping[str, str]) -> dict[str, str]:
    """Return known words; the keys that programs use will do as well."""
    return {**known, **{key: key for key in known.values()}}
