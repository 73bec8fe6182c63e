"""What was new of late, and what interests would have found in it: about things alone, never about people."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifier.models import Term
from notifier.rules import ANY, FORECAST_DAYS, Cadence, closes, kinds_of, last_close, mails_of, mask_of
from services.kit.marks import by_question

# What an interest wants is parsed once, not for each thing; `windows` says how many digests had closed before.
_FOUND = """
    WITH wishes AS MATERIALIZED (
        SELECT asked.*, websearch_to_tsquery('german', asked.words) AS question
        FROM jsonb_to_recordset(CAST(:wishes AS jsonb)) AS asked(
            number int, categories smallint[], kinds smallint[], districts smallint[], languages smallint[],
            needs smallint, words text, unwanted text[], wanted jsonb
        )
    ), ways AS MATERIALIZED (
        SELECT w.number, asked.key || ':' AS question, ARRAY(SELECT jsonb_array_elements_text(asked.value)) AS marks
        FROM wishes w CROSS JOIN LATERAL jsonb_each(w.wanted) AS asked
    )
    SELECT w.number, count(*) AS things, array_agg(DISTINCT width_bucket(n.since, :closes)) AS windows
    FROM wishes w JOIN novelties n ON n.since > :after AND n.since <= :now
        AND n.categories && w.categories AND n.kinds && w.kinds AND n.districts && w.districts
        AND n.languages && w.languages AND (w.needs & ~n.provides) = 0
        AND (w.question IS NULL OR n.lexemes @@ w.question)
        AND (w.unwanted = '{}' OR NOT n.marks && w.unwanted)
        AND (w.wanted = '{}' OR NOT EXISTS (
            SELECT FROM ways WHERE ways.number = w.number AND NOT n.marks && ways.marks
              AND EXISTS (SELECT FROM unnest(n.marks) AS mark WHERE starts_with(mark, ways.question))
        ))
    GROUP BY w.number
"""
_NO_TERM = -1
"""Stands for a word that no thing and no interest has had yet."""


def forecasts(
    session: Session, interests: Sequence[dict[str, Any]], *, zone: ZoneInfo, now: datetime
) -> list[dict[str, int]]:
    """Return for each interest how many things of the last thirty days it fits, and how many mails these make."""
    after = now - timedelta(days=FORECAST_DAYS)
    closed = closes(Cadence.DAILY, after, now, zone)
    wishes = orjson.dumps(_wishes(session, interests)).decode()
    asked = {"wishes": wishes, "closes": closed, "after": after, "now": now}
    found = {row.number: row for row in session.execute(text(_FOUND), asked)}
    weeks = [last_close(Cadence.WEEKLY, each, zone) for each in (after, *closed)]
    return [_forecast(each["cadence"], found.get(number), weeks) for number, each in enumerate(interests)]


def _forecast(cadence: str, found: Any, week_of: Sequence[datetime]) -> dict[str, int]:
    if found is None:
        return {"things": 0, "mails": 0}
    weeks = {week_of[each] for each in found.windows}
    mails = mails_of(Cadence[cadence.upper()], things=found.things, days=len(found.windows), weeks=len(weeks))
    return {"things": found.things, "mails": mails}


def _wishes(session: Session, interests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return interests in the small numbers that things are kept in."""
    terms = {(kind, key): term_id for kind, key, term_id in session.execute(select(Term.kind, Term.key, Term.id))}
    return [{"number": number, **_wish(each, terms)} for number, each in enumerate(interests)]


def _wish(interest: dict[str, Any], terms: dict[tuple[str, str], int]) -> dict[str, Any]:
    def numbers(kind: str, keys: Iterable[str]) -> list[int]:
        return [terms.get((kind, key), _NO_TERM) for key in keys] or [ANY]

    needs = {name: interest[name] for name in ("with_children", "wheelchair", "remote")}
    return {
        "categories": numbers("category", interest["categories"]),
        "kinds": kinds_of(interest["what"], interest["commitment"]),
        "districts": numbers("district", interest["districts"]),
        "languages": numbers("language", [interest["language"]] if interest["language"] else []),
        "needs": mask_of(**needs),
        "words": interest["text"],
        "wanted": by_question(interest["wanted"]),
        "unwanted": interest["unwanted"],
    }
