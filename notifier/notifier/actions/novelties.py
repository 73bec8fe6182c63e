"""Keeping what was new of late small, for forecasts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from notifier.models import Novelty
from notifier.rules import FORECAST_DAYS

_LISTS = ("categories", "kinds", "districts", "languages")
_NOTE = """
    INSERT INTO novelties (notification_id, since, {names}, provides, marks, lexemes)
    SELECT n.id, n.since, {lists}, CAST(n.facets ->> 'provides' AS smallint),
           ARRAY(SELECT jsonb_array_elements_text(n.facets -> 'marks')), to_tsvector('german', n.facets ->> 'words')
    FROM notifications n WHERE n.dedupe_key = :key
    ON CONFLICT (notification_id) DO UPDATE SET {corrected}
""".format(
    names=", ".join(_LISTS),
    lists=", ".join(f"ARRAY(SELECT CAST(jsonb_array_elements(n.facets -> '{name}') AS smallint))" for name in _LISTS),
    corrected=", ".join(f"{name} = excluded.{name}" for name in ("since", *_LISTS, "provides", "marks", "lexemes")),
)


def note_novelty(session: Session, dedupe_key: str) -> None:
    """Keep what a notification tells of for forecasts; told again, it is corrected."""
    session.execute(text(_NOTE), {"key": dedupe_key})


def forget_novelties(session: Session, *, now: datetime) -> None:
    """Forget what is so old that no forecast looks at it any more."""
    session.execute(delete(Novelty).where(Novelty.since < now - timedelta(days=2 * FORECAST_DAYS)))
