"""Between what is typed into the form of a record and the record as the directory knows it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from services.kit.shapes import visible
from services.website.calendar import event_dates, moments, repeating
from services.website.clients.asking import Words
from services.website.lists.filters import YES
from services.website.records import opening
from services.website.records.fields import Entry, entries

_MANY = frozenset({"topics", "languages", "ticks"})
_POINT = ("lat", "lon")
_MOST_ROWS = 100


def read(kind: str, typed: MultiDict[str, str], *, is_editor: bool = False) -> Words:
    """Return what was typed as the directory knows it; half-written words stay as they are."""
    # Whoever pastes a number or a text brings signs along that cannot be seen, and cannot take them out.
    seen = MultiDict((name, visible(word)) for name, word in typed.items(multi=True))
    words = _read_all(entries(kind, with_editors=is_editor), seen)
    return event_dates.kept(words) if kind == "event" else words


def typed(kind: str, words: Words) -> MultiDict[str, str]:
    """Return the words of a draft as if somebody had just typed them."""
    shown: MultiDict[str, str] = MultiDict()
    _show_all(entries(kind), event_dates.written(words) if kind == "event" else words, shown)
    return shown


def rows(entry: Entry, typed: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the rows of a field that stand in a form."""
    pattern = re.compile(rf"{re.escape(entry.name)}-(\d{{1,3}})-")
    found = {int(match[1]) for name in typed for match in [pattern.match(name)] if match}
    return sorted(found)[:_MOST_ROWS]


def without_row(entry: Entry, number: int, typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was typed without one of its rows."""
    gone = f"{entry.name}-{number}-"
    return MultiDict([pair for pair in typed.items(multi=True) if not pair[0].startswith(gone)])


def _read_all(asked: Iterable[Entry], typed: MultiDict[str, str], before: str = "") -> Words:
    words: Words = {}
    for entry in asked:
        if entry.sort == "point":
            words |= {name: _number(typed.get(before + name, "")) for name in _POINT if before + name in typed}
        else:
            words[entry.name] = _read(entry, typed, before)
            if entry.sort == "group":
                words["organisation_id"] = typed.get(f"{before}id") or None
                words["known"] = typed.get(f"{before}known") or None
    return words


def _read(entry: Entry, typed: MultiDict[str, str], before: str) -> Any:
    name = before + entry.name
    word = typed.get(name, "").strip()
    if entry.sort == "rows":
        found = (_read_all(entry.columns, typed, f"{name}-{number}-") for number in rows(entry, typed))
        return [row for row in found if any(row.values())]
    if entry.sort == "rule":
        return repeating.rule_of(name, typed)
    if entry.sort == "moment":
        return moments.moment_of(name, typed)
    if entry.sort in _MANY:
        return [each for each in typed.getlist(name) if each]
    return _READ[entry.sort](word) if entry.sort in _READ else word or None


def _whole_number(word: str) -> Any:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else word or None


def _number(word: str) -> Any:
    """Return a number, however people write it; anything else as it is."""
    if re.fullmatch(r"-?\d{1,6}([.,]\d{1,12})?", word, re.ASCII):
        return float(word.replace(",", "."))
    return word or None


def _show_all(asked: Iterable[Entry], words: Words, shown: MultiDict[str, str], before: str = "") -> None:
    for entry in asked:
        value = words.get(entry.name)
        if entry.sort == "rows":
            for number, row in enumerate(value if isinstance(value, list) else []):
                _show_all(entry.columns, row if isinstance(row, dict) else {}, shown, f"{before}{entry.name}-{number}-")
        elif entry.sort == "point":
            _add(shown, before, {name: words.get(name) for name in _POINT})
        elif entry.sort == "moment":
            _add(shown, before, moments.shown(entry.name, str(value or "")))
        elif entry.sort == "rule":
            _add(shown, before, repeating.shown(entry.name, str(value or "")))
        elif entry.sort == "group":
            _add(shown, before, {"name": value, "id": words.get("organisation_id"), "known": words.get("known")})
        else:
            for each in _shown(entry, value):
                shown.add(before + entry.name, each)


def _add(shown: MultiDict[str, str], before: str, words: Words) -> None:
    for name, value in words.items():
        if value is not None:
            shown.add(before + name, str(value))


def _shown(entry: Entry, value: Any) -> list[str]:
    if entry.sort == "words" and isinstance(value, list):
        return [", ".join(map(str, value))] if value else []
    if entry.sort == "yes_no" and isinstance(value, bool):
        return ["yes" if value else "no"]
    if entry.sort == "hours" and isinstance(value, int | float):
        return [f"{value:g}"]
    if value is True:
        return [YES]
    return [
        str(each)
        for each in (value if isinstance(value, list) else [value])
        if each not in (None, "") and each is not False
    ]


_READ: Mapping[str, Callable[[str], Any]] = {
    "words": lambda word: [each.strip() for each in word.split(",") if each.strip()],
    "tick": lambda word: word == YES,
    "yes_no": {"yes": True, "no": False}.get,
    "opening": lambda word: opening.tidied(word) or None,
    "number": _whole_number,
    "hours": _number,
}
