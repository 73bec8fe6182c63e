"""What was chosen on a list as marks, which messages look at just as the list does; and marks as people read them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.website.clients.asking import calmly
from services.website.language import _
from services.website.lists import choices, event_choices
from services.website.lists.filters import Choice, Filter, Search
from services.website.site import site

Typed: TypeAlias = MultiDict[str, str]
LISTS: Mapping[str, Callable[[Typed], Search]] = {
    "offer": choices.offers,
    "event": event_choices.events,
    "project": choices.projects,
    "organisation": choices.organisations,
}
# What is asked of a day, an age or a distance has no one answer that a thing could carry.
_UNMARKED = frozenset({"age", "free_from", "free_until", "when", "from", "to", "near", "within", "as_written", ""})
# Events and organisations are asked for their kind in the same word, and mean different things.
_QUESTIONS = {("event", "kind"): "event_kind", ("organisation", "kind"): "organisation_kind"}
_NOT, _ACCESS = "not_", "access"
_NAMED = {"organisation": "name", "project": "title"}


def mark_of(kind: str, each: Filter, choice: Choice) -> str:
    """Return the mark that stands for a choice on the list of a kind; none where no thing could carry it."""
    question = each.asked.removeprefix(_NOT)
    if question in _UNMARKED or not choice.answer:
        return ""
    if question == _ACCESS:
        return f"{_ACCESS}_{choice.answer}:true"
    return f"{_QUESTIONS.get((kind, question), question)}:{choice.answer}"


def is_unwanted(each: Filter) -> bool:
    """Tell whether a filter asks for what must not be there."""
    return each.asked.startswith(_NOT)


def labelled(marks: Iterable[str], *, unwanted: bool = False) -> list[tuple[str, str]]:
    """Return marks, each with what people read of it."""
    known = list(marks)
    labels = dict(_labels(unwanted)) if known else {}
    return [(mark, labels.get(mark) or _name_of(mark)) for mark in known]


def _labels(unwanted: bool) -> Iterator[tuple[str, str]]:
    for kind, asked_of in LISTS.items():
        for each in asked_of(MultiDict()).filters.values():
            if is_unwanted(each) == unwanted:
                yield from ((mark_of(kind, each, choice), choice.short or choice.label) for choice in each.choices)


def _name_of(mark: str) -> str:
    """Return the name of the one group or project that a mark is about; of any other, its own word."""
    question, _colon, answer = mark.partition(":")
    if question not in _NAMED:
        return answer
    found = _found(question, answer)
    return str(found[_NAMED[question]]) if found else _("a group or a project")


def _found(question: str, answer: str) -> dict[str, Any] | None:
    directory = site().directory
    ask = {"organisation": directory.organisation, "project": directory.project}[question]
    try:
        return calmly(lambda: ask(answer))
    except Refused:
        return None
