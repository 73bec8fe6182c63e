"""Facets: what lists count the answers to, and may be narrowed by.

What was chosen is said twice: to PostgreSQL, where rows are looked through, and to the tallies, which count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, ColumnElement, SQLColumnExpression, Text, cast, or_
from sqlalchemy.dialects.postgresql import array

from directory_service.rules import ANSWERS, UNKNOWN
from services.kit.tallies import Chosen, Fits

Condition: TypeAlias = ColumnElement[bool]
Expression: TypeAlias = SQLColumnExpression[Any]
Asked: TypeAlias = Mapping[str, Any]
_SAID = {True: "true", False: "false", None: UNKNOWN}


@dataclass(frozen=True)
class Facet:
    """One question about a list, to which each record answers with one word, or none."""

    name: str
    value: Expression
    said: Mapping[str, str] = field(default_factory=dict)
    """Keys that are shown otherwise than they stand in the rows."""
    read: Mapping[str, str] = field(default_factory=dict)
    """Words that may be asked for, and the keys they mean; empty where both are the same."""
    is_shown: bool = True

    @property
    def many(self) -> bool:
        """Tell whether a record may answer with several words."""
        return False

    def fits(self, asked: Asked) -> Fits | None:
        """Return what tells whether a key is among the chosen ones, if any are."""
        keys = self.keys(asked)
        return frozenset(keys).__contains__ if keys else None

    def chosen(self, asked: Asked) -> Condition | None:
        """Return what holds for the rows that fit what was chosen, if anything was."""
        keys = self.keys(asked)
        if not keys:
            return None
        words = [key for key in keys if key != UNKNOWN]
        ways = [self._is_one_of(words)] if words else []
        return or_(*ways, *([self._says_nothing()] if UNKNOWN in keys else []))

    def keys(self, asked: Asked) -> Sequence[str]:
        """Return what was chosen, as it stands in the rows."""
        words: Sequence[str] = asked.get(self.name, ())
        return [self.read[word] for word in words] if self.read else words

    def unwanted(self, asked: Asked) -> Sequence[str]:
        """Return what none is to have; `not_…` asks for it."""
        words: Sequence[str] = asked.get(f"not_{self.name}", ())
        return words

    def lacks(self, key: str) -> Condition:
        """Return what holds for all rows that do not have this word."""
        return ~self._says_nothing() if key == UNKNOWN else self.value.is_distinct_from(key)

    def _is_one_of(self, words: Sequence[str]) -> Condition:
        return self.value.in_(words)

    def _says_nothing(self) -> Condition:
        return self.value.is_(None)


@dataclass(frozen=True)
class Several(Facet):
    """A question that may be answered with several words."""

    @property
    def many(self) -> bool:
        """Tell whether a record may answer with several words."""
        return True

    def lacks(self, key: str) -> Condition:
        """Return what holds for all rows that do not have this word."""
        return ~self._says_nothing() if key == UNKNOWN else ~self._is_one_of([key])

    def _is_one_of(self, words: Sequence[str]) -> Condition:
        return self.value.op("&&", is_comparison=True)(_as_words(words))

    def _says_nothing(self) -> Condition:
        return self.value == _as_words([])


@dataclass(frozen=True)
class YesOrNo(Facet):
    """A question that is answered by yes or no, or not at all."""

    def keys(self, asked: Asked) -> Sequence[str]:
        """Return what was chosen, as it stands in the rows."""
        return [_SAID[ANSWERS[word]] for word in asked.get(self.name, ())]

    def _is_one_of(self, words: Sequence[str]) -> Condition:
        return or_(*(self.value.is_(ANSWERS[word]) for word in words))


@dataclass(frozen=True)
class AtMost(Facet):
    """A number that a list may be narrowed by, and shows no counts of."""

    is_shown: bool = False
    asked_as: str = ""

    def fits(self, asked: Asked) -> Fits | None:
        """Return what tells whether a number is small enough; who says none is not."""
        most = asked.get(self.asked_as)
        return None if most is None else lambda key: key != UNKNOWN and float(key) <= most

    def chosen(self, asked: Asked) -> Condition | None:
        """Return what holds for the rows whose number is small enough."""
        most = asked.get(self.asked_as)
        return None if most is None else self.value <= most


def chosen(facets: Sequence[Facet], asked: Asked) -> Chosen:
    """Return what is asked of the tallies."""
    fits = {facet.name: each for facet in facets if (each := facet.fits(asked))}
    return Chosen(fits, {facet.name: keys for facet in facets if (keys := facet.unwanted(asked))})


def conditions(facets: Sequence[Facet], asked: Asked, *, but: Facet | None = None) -> list[Condition]:
    """Return what holds for all rows that fit what was chosen of all facets, or of all but one."""
    wanted = [each.chosen(asked) for each in facets if each is not but]
    lacking = [each.lacks(key) for each in facets for key in each.unwanted(asked)]
    return [*(each for each in wanted if each is not None), *lacking]


def _as_words(words: Sequence[str]) -> ColumnElement[Any]:
    return cast(array(words), ARRAY(Text))
