"""Whom something fits: the one condition that fan-out and sending share."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifier.models import Term
from notifier.rules import ANY, NotificationState
from services.kit.db import as_array

NARROWED = """
    NOT w.unwanted && {marks} AND NOT EXISTS (
        SELECT FROM jsonb_each(w.wanted) AS asked WHERE NOT jsonb_exists_any(asked.value, {marks})
          AND EXISTS (SELECT FROM unnest({marks}) AS mark WHERE starts_with(mark, asked.key || ':'))
    )
"""
"""Whether what has these marks fits a narrowing `w`: of each question that it answers it has one of the answers."""
# Arrays instead of joins: the planner then knows that only a few index ranges are asked for.
_FITS = """
    i.category = ANY({categories}) AND i.kind = ANY({kinds}) AND i.district = ANY({districts})
    AND (i.needs & 7 & ~CAST({provides} AS smallint)) = 0 AND i.language = ANY({languages})
    AND i.since <= {since}
    AND (i.words IS NULL OR {lexemes} @@ websearch_to_tsquery('german', i.words))
    AND (i.needs <= 7 OR EXISTS (
        SELECT FROM narrowings w WHERE w.recipient_id = i.recipient_id AND w.number = i.needs >> 3 AND {narrowed}
    ))
"""
_ASKED = ("categories", "kinds", "districts", "provides", "languages", "since")
_GIVEN = {
    **{name: f":{name}" for name in _ASKED},
    "lexemes": "to_tsvector('german', :words)",
    "narrowed": NARROWED.format(marks="CAST(:marks AS text[])"),
}
_OF_A_THING = {
    **{name: f"thing.{name}" for name in _ASKED},
    "lexemes": "thing.lexemes",
    "narrowed": NARROWED.format(marks="thing.marks"),
}
FITS = f"{_FITS.format(**_GIVEN)} AND i.cadence = 0"
"""Whom something fits at once: asked with the facets and `:since` of one thing."""
FITS_THING = _FITS.format(**_OF_A_THING)
"""Whom things fit, at whatever cadence: asked beside `things AS thing`."""
# Each thing with its facets as columns, and the notifications that tell of it; one that is over or gone is left out.
THINGS = f"""
    things AS MATERIALIZED (
        SELECT n.id, n.topic, n.since, {{}}, CAST(n.facets ->> 'provides' AS smallint) AS provides,
               to_tsvector('german', n.facets ->> 'words') AS lexemes,
               ARRAY(SELECT jsonb_array_elements_text(n.facets -> 'marks')) AS marks,
               n.id || ARRAY(SELECT t.notification_id FROM told t WHERE t.object_id = n.object_id) AS tellers
        FROM notifications n
        WHERE n.id = ANY(:items) AND n.state <> {NotificationState.CANCELLED}
          AND coalesce(CAST(n.content ->> 'over_at' AS timestamptz) > :now, true)
    )
""".format(
    ", ".join(
        f"ARRAY(SELECT CAST(each AS smallint) FROM jsonb_array_elements(n.facets -> '{name}') AS each) AS {name}"
        for name in ("categories", "kinds", "districts", "languages")
    )
)


UNMARKED: Mapping[str, Any] = {"marks": []}
"""What is asked of a notification whose teller did not tell marks yet."""


def term_ids(session: Session, kind: str, keys: Iterable[str]) -> list[int]:
    """Return the small numbers of categories, districts or languages, giving new ones to those not seen before."""
    wanted = sorted(set(keys))
    if not wanted:
        return []
    known = _known(session, kind, wanted)
    if missing := [key for key in wanted if key not in known]:
        session.execute(insert(Term).values([{"kind": kind, "key": key} for key in missing]).on_conflict_do_nothing())
        known = _known(session, kind, wanted)
    return [known[key] for key in wanted]


def term_keys(session: Session, kind: str) -> dict[int, str]:
    """Return what the small numbers stand for."""
    return {term_id: key for term_id, key in session.execute(select(Term.id, Term.key).where(Term.kind == kind))}


def facets(
    session: Session, *, categories: Iterable[str], kinds: list[int], district: str | None, needs: int, **more: Any
) -> dict[str, Any]:
    """Return what `FITS` is asked with: what the thing offers, and *any* beside it."""
    languages = more.get("languages", ())
    return {
        "categories": [ANY, *term_ids(session, "category", categories)],
        "kinds": [ANY, *kinds],
        "districts": [ANY, *term_ids(session, "district", [district] if district else [])],
        "languages": [ANY, *term_ids(session, "language", languages)],
        "provides": needs,
        "words": more.get("words", ""),
        "marks": list(more.get("marks", ())),
    }


def categories_that_fit(session: Session, recipients: list[int], question: dict[str, Any]) -> dict[int, list[int]]:
    """Return, for those of these recipients whom something still fits, the categories by which it does."""
    rows = session.execute(
        text(
            f"SELECT i.recipient_id, array_agg(DISTINCT i.category) FROM interests i"
            f" WHERE i.recipient_id = ANY(CAST(:recipients AS bigint[])) AND {FITS} GROUP BY i.recipient_id"
        ),
        {"recipients": as_array(recipients), **UNMARKED, **question},
    )
    return {recipient: categories for recipient, categories in rows.all()}


def _known(session: Session, kind: str, keys: list[str]) -> dict[str, int]:
    rows = session.execute(select(Term.key, Term.id).where(Term.kind == kind, Term.key.in_(keys)))
    return {key: term_id for key, term_id in rows}
