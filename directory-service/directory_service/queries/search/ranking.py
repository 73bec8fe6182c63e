"""What fits a question best, over all kinds or within one: candidates by index, the best of them by what they say.

A word that stands nearly everywhere would have to be weighed everywhere. So only some hundred candidates are weighed:
first those in which all terms stand, then those whose title or keywords hold one, then all others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from directory_service.queries.search.meaning import Meaning
from directory_service.rules.finding import PLACES, Term, fit, score, weights

MOST_CANDIDATES = 500
_WEIGHED_CLOSELY = 40
"""So many of the best are put in order by all that stands in them, not by the best alone."""
_STANDING = text("""
    SELECT thing_id, (
        SELECT json_object_agg(lexeme, weights[1]) FROM unnest(words) AS stands (lexeme, positions, weights)
        WHERE lexeme = ANY (CAST(:stems AS text[]))
    ) AS stands
    FROM search_entries JOIN unnest(CAST(:kinds AS text[]), CAST(:ids AS uuid[])) AS hit (kind, thing_id)
        USING (kind, thing_id)
""")


@dataclass(frozen=True)
class Hit:
    """Something that fits: how well, and whether it fits all terms."""

    kind: str
    thing_id: UUID
    categories: Sequence[str]
    district: str | None
    score: float
    fits_all: bool


@dataclass(frozen=True)
class Hits:
    """What fits a question, the best first; `is_capped` where there was more than is ever weighed."""

    hits: Sequence[Hit]
    is_capped: bool = False


def ranked(
    session: Session, meant: Meaning, *, now: datetime, narrowed: str = "true", given: Mapping[str, Any] | None = None
) -> Hits:
    """Return what fits a question, the best first; narrowed by a condition on the entries."""
    if not meant.terms:
        return Hits([])
    terms = [_fit(number, term) for number, term in enumerate(meant.terms)]
    words = {f"any{number}": _any(term) for number, term in enumerate(meant.terms)}
    words |= {"all": " & ".join(f"({word})" for word in words.values()), "some": " | ".join(words.values())}
    words |= {name: word for _, more in terms for name, word in more.items()}
    if meant.excluded:
        narrowed += " AND NOT words @@ CAST(:unwanted AS tsquery)"
        words["unwanted"] = _either([(stem,) for stem in meant.excluded], "")
    statement = _statement([fit for fit, _ in terms], narrowed)
    rows = session.execute(statement, {**words, "now": now, "most": MOST_CANDIDATES, **(given or {})}).all()
    fits = [tuple(row[5:]) for row in rows]
    says = weights(fits)
    found = [
        (Hit(row.kind, row.thing_id, row.categories, row.district, score(each, says), all(each)), row.published_at)
        for row, each in zip(rows, fits, strict=True)
    ]
    found.sort(key=lambda each: (-each[0].score, -_moment(each[1]), str(each[0].thing_id)))
    hits = [hit for hit, _ in found]
    return Hits(_closely(session, meant, hits, says), is_capped=len(rows) >= MOST_CANDIDATES)


def _closely(session: Session, meant: Meaning, hits: Sequence[Hit], says: Sequence[float]) -> list[Hit]:
    best, rest = hits[:_WEIGHED_CLOSELY], hits[_WEIGHED_CLOSELY:]
    stems = sorted({stem for term in meant.terms for way in term.ways for stem in way.stems})
    ids = {"kinds": [hit.kind for hit in best], "ids": [str(hit.thing_id) for hit in best]}
    standing = {row.thing_id: row.stands or {} for row in session.execute(_STANDING, {"stems": stems, **ids})}
    closer = [
        replace(hit, score=score([fit(term, standing[hit.thing_id]) for term in meant.terms], says)) for hit in best
    ]
    return [*sorted(closer, key=lambda hit: -hit.score), *rest]


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _statement(fits: Sequence[str], narrowed: str) -> TextClause:
    def entries(where: str) -> str:
        return f"""(SELECT kind, thing_id FROM search_entries
            WHERE {where} AND (until IS NULL OR until >= :now) AND ({narrowed}) LIMIT :most)"""

    return text(f"""
        WITH candidates AS MATERIALIZED (
            SELECT DISTINCT kind, thing_id FROM (
                {entries("words @@ CAST(:all AS tsquery)")}
                UNION ALL {entries("heads @@ CAST(:some AS tsquery)")}
                UNION ALL {entries("words @@ CAST(:some AS tsquery)")}
                LIMIT :most
            ) AS nearest
        )
        SELECT kind, thing_id, categories, district, published_at, {", ".join(fits)}
        FROM candidates JOIN search_entries USING (kind, thing_id)
    """)


def _fit(number: int, term: Term) -> tuple[str, dict[str, str]]:
    """Return the expression of how well an entry fits a term, and the words it needs; the best way is asked first."""
    asked: list[tuple[float, str, str]] = []
    for level, (counts, ways) in enumerate(term.levels()):
        for place, weight in PLACES.items():
            asked.append((counts * weight, f"t{number}_{level}{place}", _either(ways, place)))
    asked.sort(key=lambda each: -each[0])
    cases = " ".join(f"WHEN words @@ CAST(:{name} AS tsquery) THEN {counts:.4f}" for counts, name, _ in asked)
    fit = f"CASE WHEN NOT words @@ CAST(:any{number} AS tsquery) THEN 0.0 {cases} ELSE 0.05 END"
    return f"CAST({fit} AS double precision) AS fit{number}", {name: word for _, name, word in asked}


def _any(term: Term) -> str:
    return _either([way.stems for way in term.ways], "")


def _either(ways: Sequence[Sequence[str]], place: str) -> str:
    """Return the query that holds where one of the ways does; of several stems, all stand in the same place."""
    return " | ".join("(" + " & ".join(_quoted(stem, place) for stem in stems) + ")" for stems in ways)


def _quoted(stem: str, place: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" + (f":{place}" if place else "")
