"""What somebody may be about to type, and what to offer where nothing was found."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.rules.finding import spoken

_SHORTEST = 2
_MOST_WORDS, _MOST_TITLES = 4, 5
_BEGUN = text("""
    SELECT shown FROM (
        SELECT DISTINCT ON (lexeme) shown, word, entries FROM search_vocabulary
        WHERE word LIKE :begun || '%' AND length(word) > 3 ORDER BY lexeme, length(word), word
    ) AS each ORDER BY entries DESC, length(word), word LIMIT 12
""")
_SAID = text("SELECT DISTINCT said FROM search_synonyms WHERE lower(said) LIKE :begun || '%' ORDER BY said LIMIT :most")
_TITLES = text("""
    SELECT kind, slug, title FROM search_entries
    WHERE heads @@ to_tsquery('public.mosaik', :query) AND lower(title) LIKE '%' || :last || '%'
        AND (until IS NULL OR until >= now())
    LIMIT 200
""")
_NEAR = text("SELECT DISTINCT ON (lexeme) shown FROM public.near_words(public.lexeme(:word), 6)")
_NEWEST = text("""
    SELECT kind, thing_id FROM (
        SELECT kind, thing_id, published_at, row_number() OVER (PARTITION BY kind ORDER BY published_at DESC) AS n
        FROM search_entries WHERE until IS NULL OR until >= now()
    ) AS newest WHERE n <= 2 ORDER BY n, kind
""")


def suggestions(session: Session, typed: str) -> list[dict[str, Any]]:
    """Return words that go on as this begins, and what has such words in its title."""
    words = spoken(typed)
    if not words or len(words[-1]) < _SHORTEST:
        return []
    begun = " ".join(typed.lower().split())
    last = words[-1]
    said = session.scalars(_SAID, {"begun": begun, "most": _MOST_WORDS}).all()
    rest = typed.strip()[: -len(last)]
    known = [rest + word for word in session.scalars(_BEGUN, {"begun": last})]
    texts = list({each.lower(): each for each in [*said, *known]}.values())[:_MOST_WORDS]
    found = [{"text": each, "kind": "word", "slug": None} for each in texts]
    return found + [{"text": row["title"], "kind": row["kind"], "slug": row["slug"]} for row in _titles(session, words)]


def near_words(session: Session, words: Sequence[str]) -> list[str]:
    """Return words that somebody wrote and that look like these."""
    found = [near for word in words for near in session.scalars(_NEAR, {"word": word})]
    return list(dict.fromkeys(found))[:6]


def newest(session: Session) -> list[tuple[str, UUID]]:
    """Return the newest of each kind."""
    return [(row.kind, row.thing_id) for row in session.execute(_NEWEST)]


def _titles(session: Session, words: Sequence[str]) -> Sequence[RowMapping]:
    """Return what has the words in its title, those that begin with the last one first."""
    query = " & ".join(f"'{word}':*" for word in words)
    rows = session.execute(_TITLES, {"query": query, "last": words[-1]}).mappings().all()
    ranked = sorted(rows, key=lambda row: (not row["title"].lower().startswith(words[0]), len(row["title"])))
    return ranked[:_MOST_TITLES]
