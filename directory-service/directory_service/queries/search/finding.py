"""One search over all kinds: what was meant, what fits, and how many a further choice would leave."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.queries.search.entries import Card, cards
from directory_service.queries.search.meaning import Meaning, meaning
from directory_service.queries.search.ranking import Hit, Hits, ranked
from services.kit.around import Around

FACETS = ("kind", "category", "district")
_NARROWED = {
    "kind": "kind = ANY (CAST(:kind AS text[]))",
    "category": "categories && CAST(:category AS text[])",
    "district": "district = ANY (CAST(:district AS text[]))",
}


@dataclass(frozen=True)
class Asked:
    """What is searched: the words, what is chosen of each facet, and around which place, if any."""

    question: str
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    around: Around | None = None
    as_written: bool = False
    page: int = 1
    size: int = 20


@dataclass(frozen=True)
class Found:
    """A page of what was found, and how many each choice of each facet would leave."""

    meant: Meaning
    cards: Sequence[Card]
    fits_all: frozenset[UUID]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    is_capped: bool


@dataclass(frozen=True)
class Fitting:
    """What of one kind fits a question, the best first, and what the question was taken to mean."""

    ids: list[UUID] | None = None
    meant: Meaning = field(default_factory=Meaning)


def found(session: Session, asked: Asked, *, now: datetime) -> Found:
    """Return a page of what fits a question, the best first."""
    meant = meaning(session, asked.question, as_written=asked.as_written)
    search = _Search(session, meant, asked, now)
    hits = search.hits(FACETS)
    first = (asked.page - 1) * asked.size
    shown = hits.hits[first : first + asked.size]
    return Found(
        meant,
        cards(session, meant, [(hit.kind, hit.thing_id) for hit in shown]),
        frozenset(hit.thing_id for hit in shown if hit.fits_all),
        len(hits.hits),
        {facet: search.counts(facet) for facet in FACETS},
        hits.is_capped,
    )


def fitting(session: Session, kind: str, question: str, *, as_written: bool, now: datetime) -> Fitting:
    """Return what of one kind fits a question, the best first; what fits some words only where nothing fits all."""
    meant = meaning(session, question, as_written=as_written)
    narrowed = "kind = CAST(:only AS text)"
    hits = ranked(session, meant, now=now, narrowed=narrowed, given={"only": kind}).hits
    return Fitting([hit.thing_id for hit in hits if hit.fits_all] or [hit.thing_id for hit in hits], meant)


class _Search:
    """Weighs once what fits; and once more for each filter only where there is more than can be weighed."""

    def __init__(self, session: Session, meant: Meaning, asked: Asked, now: datetime) -> None:
        self._session, self._meant, self._asked, self._now = session, meant, asked, now
        self._chosen = {name: list(asked.chosen.get(name, ())) for name in FACETS}
        self._all = self._ranked(())

    def hits(self, facets: Sequence[str]) -> Hits:
        """Return what fits the words and what is chosen of these facets."""
        narrowed = [name for name in facets if self._chosen[name]]
        if self._all.is_capped and narrowed:
            return self._ranked(narrowed)
        fitting = [hit for hit in self._all.hits if all(self._fits(hit, name) for name in narrowed)]
        return replace(self._all, hits=fitting)

    def counts(self, facet: str) -> dict[str, int]:
        """Return how many hits each choice of a facet would leave, all other choices being as they are."""
        others = self.hits([name for name in FACETS if name != facet])
        return dict(Counter(key for hit in others.hits for key in _keys(hit, facet)))

    def _fits(self, hit: Hit, facet: str) -> bool:
        return not set(self._chosen[facet]).isdisjoint(_keys(hit, facet))

    def _ranked(self, facets: Sequence[str]) -> Hits:
        conditions = [_NARROWED[name] for name in facets]
        given: dict[str, Any] = {name: self._chosen[name] for name in facets}
        if self._asked.around:
            conditions.append(self._asked.around.within("search_entries"))
            given |= self._asked.around.given
        return ranked(
            self._session, self._meant, now=self._now, narrowed=" AND ".join(conditions) or "true", given=given
        )


def _keys(hit: Hit, facet: str) -> Sequence[str]:
    if facet == "category":
        return hit.categories
    key = hit.kind if facet == "kind" else hit.district
    return [key] if key else []
