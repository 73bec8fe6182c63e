"""What stands in a record, in words that people read: for comparing what was with what is to be."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from services.website import times
from services.website.calendar import repeating_words
from services.website.clients.asking import Words
from services.website.language import _, language
from services.website.lists.choices import LANGUAGE_NAMES
from services.website.records.fields import Entry, entry
from services.website.site import site

# What stands between two words belongs to the later one: whoever writes on has not touched the last.
_WORD = re.compile(r"\s*\S+|\s+")
_LONGEST = 4_000_000
# Every pair of equal words is looked at again for every piece that is found: repetitive texts would take many seconds.
_MOST_PAIRS = 40_000
_TOLD_OF_PICTURES = ("alt", "credit", "licence")


@dataclass(frozen=True)
class Part:
    """A piece of a text: there before and now, only before, or only now."""

    kind: str
    text: str


def said_of(value: Any, kind: str = "", name: str = "") -> str:
    """Return a value of a record as its page would say it."""
    return _said(value, entry(kind, name) if kind else None, name)


def in_order(changes: Iterable[Words], labels: Iterable[str]) -> list[Words]:
    """Return changes in the order in which a form has their fields."""
    place = {name: number for number, name in enumerate(labels)}
    return sorted(changes, key=lambda change: place.get(change["field"], len(place)))


def differences(before: str, after: str) -> list[Part]:
    """Return what was taken out of a text and what was put in, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not old or not new or len(old) * len(new) > _LONGEST or _pairs(old, new) > _MOST_PAIRS:
        return _parts([("deleted", old), ("inserted", new)])
    pieces: list[tuple[str, Sequence[str]]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        pieces += [("same", old[a:b])] if what == "equal" else [("deleted", old[a:b]), ("inserted", new[c:d])]
    return _parts(pieces)


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    known = Counter(new)
    return sum(times_there * known[word] for word, times_there in Counter(old).items())


def _parts(pieces: Sequence[tuple[str, Sequence[str]]]) -> list[Part]:
    return [Part(kind, "".join(words)) for kind, words in pieces if words]


def _said(value: Any, field: Entry | None, name: str) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        lines = any(isinstance(each, dict) for each in value)
        return ("\n" if lines else ", ").join(filter(None, (_said(each, field, name) for each in value)))
    if isinstance(value, dict):
        return _said_of_row(value, field)
    return _said_of_word(value, field, name)


def _said_of_row(row: Words, field: Entry | None) -> str:
    if field and field.columns:
        told = [_said(row.get(each.name), each, each.name) for each in field.columns]
    else:
        told = [str(row[each]) for each in _TOLD_OF_PICTURES if row.get(each)]
    return " · ".join(filter(None, told))


def _said_of_word(value: Any, field: Entry | None, name: str) -> str:
    # The calendar keeps some rows as single words.
    field = field.columns[0] if field and field.columns else field
    sort = field.sort if field else name
    if sort == "topics" and (topic := site().city.category(str(value))):
        return topic.name.in_language(language())
    if sort == "district":
        known = site().city.district(str(value))
        return known.name if known else str(value)
    if sort == "languages":
        return _(LANGUAGE_NAMES.get(value, str(value)))
    if sort in _TOLD and (told := _TOLD[sort](value)):
        return told
    if field and (label := dict(field.options).get(value)):
        return _(label)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _moment(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
        return times.at((moment if moment.tzinfo else moment.replace(tzinfo=times.ZONE)).isoformat())
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _day(value: Any) -> str:
    try:
        return times.day(date.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        return str(value)


_TOLD: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(("date", "confirmed_on"), _day),
    **dict.fromkeys(("moment", "planned", "previous_start"), _moment),
    "rule": lambda value: repeating_words.in_words(str(value)),
}
