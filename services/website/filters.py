"""What may be chosen on a list: filters with their counts, chips to take away, and an address for every state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from services.kit import shapes

YES = "ja"
PAGE_SIZE = 12
_LAST_PAGE = 1000
_LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its word in the address, what the service is asked for, and what people read."""

    key: str
    asked: str
    label: str
    short: str = ""


@dataclass(frozen=True)
class Filter:
    """One question with its choices; `yes` marks a filter that is on or off."""

    name: str
    asked: str
    label: str
    choices: tuple[Choice, ...]
    many: bool = True
    yes: bool = False


@dataclass(frozen=True)
class Chip:
    """A chosen filter, and the address of the list without it."""

    label: str
    url: str


class Search:
    """What somebody chose on one list."""

    def __init__(self, filters: Iterable[Filter], sorts: Mapping[str, str], chosen: MultiDict[str, str]) -> None:
        self.filters = {each.name: each for each in filters}
        self.sorts = sorts
        self.question = _tidy(chosen.get("q", ""))
        self.sort = chosen.get("sortierung", "") if chosen.get("sortierung") in sorts else ""
        self.page = min(max(chosen.get("seite", 1, type=int), 1), _LAST_PAGE)
        self._chosen = {name: self._known(each, chosen.getlist(name)) for name, each in self.filters.items()}

    @staticmethod
    def _known(each: Filter, keys: list[str]) -> list[Choice]:
        found = [choice for choice in each.choices if choice.key in keys]
        return found if each.many else found[:1]

    def chosen(self, name: str) -> list[str]:
        """Return the words chosen for one filter."""
        return [choice.key for choice in self._chosen.get(name, [])]

    def asked(self) -> dict[str, Any]:
        """Return the question as the service wants it."""
        words: dict[str, Any] = {"page": self.page, "size": PAGE_SIZE, "q": self.question}
        if self.sort:
            words["sort"] = self.sorts[self.sort]
        return words | {
            self.filters[name].asked: [each.asked for each in found] for name, found in self._chosen.items()
        }

    def chips(self) -> list[Chip]:
        """Return what was chosen, each with the address of the list without it."""
        chips = [Chip(f"„{self.question}“", self.url(without=("q", self.question)))] if self.question else []
        for name, found in self._chosen.items():
            chips += [Chip(each.short or each.label, self.url(without=(name, each.key))) for each in found]
        return chips

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.question or any(self._chosen.values()))

    def url(self, *, page: int = 1, without: tuple[str, str] | None = None, path: str = "", **more: str) -> str:
        """Return the address of this list in another state."""
        pairs = [pair for pair in self._pairs() if pair != without]
        pairs += [("seite", str(page))] if page > 1 else []
        query = urlencode([*pairs, *more.items()])
        path = path or request.script_root + request.path
        return f"{path}?{query}" if query else path

    def sorted_by(self, sort: str) -> str:
        """Return the address of this list in another order."""
        pairs = [pair for pair in self._pairs() if pair[0] != "sortierung"] + ([("sortierung", sort)] if sort else [])
        path = request.script_root + request.path
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def query(self, name: str) -> list[tuple[str, str]]:
        """Return one filter as it stands in an address."""
        return [pair for pair in self._pairs() if pair[0] == name]

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.question)] if self.question else []
        pairs += [(name, each.key) for name, found in self._chosen.items() for each in found]
        return pairs + ([("sortierung", self.sort)] if self.sort else [])


def _tidy(question: str) -> str:
    try:
        return shapes.line(" ".join(question.split())[:_LONGEST_QUESTION])
    except ValueError:
        return ""


def count(facets: Mapping[str, Mapping[str, int]] | None, each: Filter, choice: Choice) -> int | None:
    """Return how many entries a choice would leave, if the service says."""
    if not facets or each.asked not in facets:
        return None
    found = facets[each.asked]
    return found.get(choice.asked, 0)


def pages(total: int, current: int, size: int = PAGE_SIZE) -> list[int | None]:
    """Return the page numbers worth a link; None stands for a gap."""
    last = max(1, -(-total // size))
    near = {1, last, *range(max(1, current - 1), min(last, current + 1) + 1)}
    numbers: list[int | None] = []
    for number in sorted(near):
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
