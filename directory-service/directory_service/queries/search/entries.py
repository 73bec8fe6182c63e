"""What is shown of hits: their cards, and which word stands where, so that people see why something was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.queries.search.meaning import Meaning
from directory_service.rules.finding import Term, Way

_CARDS = text("""
    SELECT kind, thing_id AS id, external_id, slug, title, summary, categories, district, lat, lon, starts_at, status,
        organisation_name, organisation_slug,
        (SELECT json_object_agg(lexeme, weights[1]) FROM unnest(words) AS stands (lexeme, positions, weights)
         WHERE lexeme = ANY (CAST(:stems AS text[]))) AS stands
    FROM search_entries
    JOIN unnest(CAST(:kinds AS text[]), CAST(:ids AS uuid[])) WITH ORDINALITY AS hit (kind, thing_id, n)
        USING (kind, thing_id)
    ORDER BY n
""")
_SHOWN = text("""
    SELECT lexeme, array_agg(shown ORDER BY entries DESC, length(shown), shown) AS shown
    FROM search_vocabulary WHERE lexeme = ANY (CAST(:stems AS text[])) GROUP BY lexeme
""")
_PLACES = {"A": "title", "B": "keywords", "C": "summary", "D": "text"}


@dataclass(frozen=True)
class Match:
    """Why something was found by one of the words asked: the word that stands there, where, and what it has to do."""

    asked: str
    found: str
    where: str
    how: str


@dataclass(frozen=True)
class Card:
    """A hit as lists show it."""

    entry: RowMapping
    matches: Sequence[Match]


def cards(session: Session, meant: Meaning, hits: Sequence[tuple[str, UUID]]) -> list[Card]:
    """Return hits as lists show them, in their order."""
    stems = sorted({stem for term in meant.terms for way in term.ways for stem in way.stems})
    kinds, ids = [kind for kind, _ in hits], [str(thing_id) for _, thing_id in hits]
    rows = session.execute(_CARDS, {"stems": stems, "kinds": kinds, "ids": ids}).mappings().all()
    standing = sorted({stem for row in rows for stem in row["stands"] or ()})
    shown = {row.lexeme: row.shown for row in session.execute(_SHOWN, {"stems": standing})}
    return [Card(row, _matches(meant.terms, row, shown)) for row in rows]


def _matches(terms: Sequence[Term], row: RowMapping, shown: Mapping[str, Sequence[str]]) -> list[Match]:
    stands: Mapping[str, str] = row["stands"] or {}
    found = ((term, _best(term, stands)) for term in terms)
    return [
        Match(term.asked, _spelt(way, row["title"], shown), _place(way, stands), way.how) for term, way in found if way
    ]


def _best(term: Term, stands: Mapping[str, str]) -> Way | None:
    """Return the way that a term is fitted by: what counts most, and stands in the best place."""
    ways = [way for way in term.ways if all(stem in stands for stem in way.stems)]
    return min(ways, key=lambda way: (max(stands[stem] for stem in way.stems), -way.counts), default=None)


def _place(way: Way, stands: Mapping[str, str]) -> str:
    return _PLACES[max(stands[stem] for stem in way.stems)]


def _spelt(way: Way, title: str, shown: Mapping[str, Sequence[str]]) -> str:
    """Return the words as they are written; as in the title if they stand there."""
    in_title = title.lower()
    known: list[Any] = [shown.get(stem) or [stem] for stem in way.stems]
    return " ".join(next((word for word in words if word.lower() in in_title), words[0]) for words in known)
