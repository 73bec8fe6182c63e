"""What may be chosen on a list: filters with their counts, chips to take away, and an address for every state."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from services.kit import shapes
from services.website import times
from services.website.language import _

Facets: TypeAlias = Mapping[str, Mapping[str, int]]
YES = "ja"
PLACE, DISTANCE = "plz", "umkreis"
PAGE_SIZE = 12
_LAST_PAGE = 1000
_LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its word in the address, what the service is asked for, and what people read.

    `said` is what a thing answers that fits, where that is something else than what is asked for.
    """

    key: str
    asked: str
    label: str
    short: str = ""
    said: str | None = None

    @property
    def answer(self) -> str:
        """Return what a thing says to whom this choice fits; nothing where that is not known."""
        return self.asked if self.said is None else self.said


@dataclass(frozen=True)
class Filter:
    """One question with its choices; `yes` marks one whose first choice is asked for most, and stands apart.

    What no service is asked for (`asked` is empty) only changes how the page looks.
    With `is_day` any day may be chosen.
    """

    name: str
    asked: str
    label: str
    choices: tuple[Choice, ...]
    many: bool = True
    yes: bool = False
    is_day: bool = False


@dataclass(frozen=True)
class Answer:
    """A choice as lists show it: how many entries it would leave, if the service says, and whether it is chosen."""

    choice: Choice
    n: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Chip:
    """A chosen filter, and the address of the list without it."""

    label: str
    url: str


class Search:
    """What somebody chose on one list; `beside` is what else stands in its address, such as a month."""

    def __init__(self, filters: Iterable[Filter], sorts: Mapping[str, str], chosen: MultiDict[str, str]) -> None:
        self.filters = {each.name: each for each in filters}
        self.beside: dict[str, str] = {}
        self.sorts = sorts
        self.question = _tidy(chosen.get("q", ""))
        self.sort = chosen.get("sortierung", "") if chosen.get("sortierung") in sorts else ""
        self.page = page_asked(chosen)
        self._chosen = {name: self._known(each, chosen.getlist(name)) for name, each in self.filters.items()}

    @staticmethod
    def _known(each: Filter, keys: list[str]) -> list[Choice]:
        if not keys:
            return []
        if each.is_day:
            return [Choice(day, day, f"{each.label} {times.day(day)}") for day in keys[:1] if _is_day(day)]
        found = [choice for choice in each.choices if choice.key in keys]
        return found if each.many else found[:1]

    def chosen(self, name: str) -> list[str]:
        """Return the words chosen for one filter."""
        return [choice.key for choice in self._chosen.get(name, [])]

    def answers(
        self, name: str, facets: Facets | None, *, only_found: bool = False, beside_yes: bool = False
    ) -> list[Answer]:
        """Return the choices of one filter as they are shown.

        Perhaps only those that are chosen or would leave something, and perhaps without the one that stands apart.
        """
        each, chosen = self.filters[name], self._chosen.get(name, ())
        counts = facets.get(each.asked) if facets else None
        answers = [
            Answer(choice, None if counts is None else counts.get(choice.asked, 0), choice in chosen)
            for choice in (each.choices[1:] if beside_yes and each.yes else each.choices)
        ]
        return [answer for answer in answers if answer.n or answer.is_chosen] if only_found else answers

    def labels(self, name: str) -> list[str]:
        """Return what people read of the words chosen for one filter."""
        return [choice.label for choice in self._chosen.get(name, [])]

    def asked(self) -> dict[str, Any]:
        """Return the question as the service wants it."""
        words: dict[str, Any] = {"page": self.page, "size": PAGE_SIZE, "q": self.question}
        if self.sort:
            words["sort"] = self.sorts[self.sort]
        return words | {
            self.filters[name].asked: [each.asked for each in found]
            for name, found in self._chosen.items()
            if self.filters[name].asked
        }

    def chips(self) -> list[Chip]:
        """Return what was chosen, each with the address of the list without it."""
        asked = [("q", self.question, _("“%(word)s”", word=self.question))] if self.question else []
        asked += [(name, each.key, each.short or each.label) for name, found in self.narrowing() for each in found]
        beside = list(self.beside.items())
        return [
            Chip(label, _here([pair for pair in self._pairs() if not _goes(pair, name, key)] + beside))
            for name, key, label in asked
        ]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.question or any(found for _, found in self.narrowing()))

    def narrowing(self) -> list[tuple[str, list[Choice]]]:
        """Return the filters that may leave something out, each with what was chosen."""
        # A distance says nothing without the place that it is from.
        idle = set() if self._chosen.get(PLACE) else {DISTANCE}
        return [(name, found) for name, found in self._chosen.items() if self.filters[name].asked and name not in idle]

    def url(self, *, page: int = 1, path: str = "", **more: str) -> str:
        """Return the address of this list in another state."""
        pairs = self._pairs() + ([("seite", str(page))] if page > 1 else [])
        return _here([*pairs, *more.items()], path)

    def address(self) -> str:
        """Return the one address of what this list shows now, in whatever order and view."""
        chosen = [("q", self.question)] if self.question else []
        chosen += [(name, each.key) for name, found in self.narrowing() for each in found]
        return _here([*chosen, *self.beside.items(), *([("seite", str(self.page))] if self.page > 1 else [])])

    def beyond(self, total: int, size: int = PAGE_SIZE) -> str:
        """Return the address of the last page for who asks for one behind it, and nothing for everybody else."""
        last = last_page(total, size)
        return self.url(page=last, **self.beside) if self.page > last else ""

    def sorted_by(self, sort: str) -> str:
        """Return the address of this list in another order."""
        pairs = [pair for pair in self._pairs() if pair[0] != "sortierung"] + ([("sortierung", sort)] if sort else [])
        return _here(pairs)

    def with_only(self, name: str, key: str = "") -> str:
        """Return the address of this list with one choice of a filter, or with none."""
        pairs = [pair for pair in self._pairs() if pair[0] != name] + ([(name, key)] if key else [])
        pairs += self.beside.items()
        return _here(pairs)

    def without(self, *names: str, path: str = "", **more: str) -> str:
        """Return the address of this list, or of another page, without some filters and with more beside it."""
        return _here([pair for pair in self._pairs() if pair[0] not in names] + list(more.items()), path)

    def watch(self, path: str, *kinds: str, mended: Iterable[Mapping[str, str]] = ()) -> str:
        """Return the address of the form for messages about this search; its words go there without typing errors."""
        question = _without_errors(self.question, mended)
        pairs = [("q", question)] if question else []
        pairs += [pair for pair in self._pairs() if pair[0] not in ("q", "ansicht", "sortierung")]
        return _here([*pairs, *self.beside.items(), *(("was", kind) for kind in kinds)], path)

    def query(self, name: str) -> list[tuple[str, str]]:
        """Return one filter as it stands in an address."""
        return [pair for pair in self._pairs() if pair[0] == name]

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.question)] if self.question else []
        pairs += [(name, each.key) for name, found in self._chosen.items() for each in found]
        return pairs + ([("sortierung", self.sort)] if self.sort else [])


def _goes(pair: tuple[str, str], name: str, key: str) -> bool:
    return pair == (name, key) or (name == PLACE and pair[0] == DISTANCE)


def _here(pairs: Sequence[tuple[str, str]], path: str = "") -> str:
    path = path or request.script_root + request.path
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _without_errors(question: str, mended: Iterable[Mapping[str, str]]) -> str:
    instead = {each["asked"]: each["found"] for each in mended}
    return re.sub(r"[^\W_]+", lambda word: instead.get(word[0].lower(), word[0]), question)


def _is_day(word: str) -> bool:
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


def _tidy(question: str) -> str:
    try:
        return shapes.line(" ".join(question.split())[:_LONGEST_QUESTION])
    except ValueError:
        return ""


def page_asked(chosen: MultiDict[str, str]) -> int:
    """Return which page of a list an address names; what is no page, and before the first, means the first."""
    return min(max(chosen.get("seite", 1, type=int), 1), _LAST_PAGE)


def last_page(total: int, size: int) -> int:
    """Return the number of the last page of a list; one that is empty has one page too."""
    return max(1, -(-total // size))


def pages(total: int, current: int, size: int = PAGE_SIZE) -> list[int | None]:
    """Return the page numbers worth a link; None stands for a gap."""
    last = last_page(total, size)
    near = {1, last, *range(max(1, current - 1), min(last, current + 1) + 1)}
    numbers: list[int | None] = []
    for number in sorted(near):
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
