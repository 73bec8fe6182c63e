"""Marks: what a thing answers to the questions that lists ask, each as `question:answer`, and what is wanted of them.

A list and the messages about it mean the same by a mark: what says nothing of a question answers `unknown`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from services.kit.tallies import keys_of

LONGEST, MOST = 100, 40
"""How long a mark may be, and how many of them one interest may ask for."""
PATTERN = r"^[a-z][a-z0-9_]{0,38}:\S.{0,59}$"
"""What a mark looks like."""


def marks_of(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the marks of a thing: of each question a word, yes or no, several words, or nothing."""
    return tuple(sorted(f"{question}:{key}" for question, said in answers.items() for key in keys_of(said)))


def by_question(marks: Iterable[str]) -> dict[str, list[str]]:
    """Return marks by the question that they answer."""
    found: dict[str, list[str]] = defaultdict(list)
    for mark in sorted(set(marks)):
        found[mark.partition(":")[0]].append(mark)
    return dict(found)
