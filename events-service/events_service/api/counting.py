"""Counts of lists, kept for all who ask the same of the same version: they cost more than a page."""

from typing import Any

import orjson
from flask import current_app

from events_service.api.asking import today
from events_service.queries import catalogue
from events_service.queries.listing import counts
from events_service.queries.listing.wishes import Wish
from services.kit.answers import AnswerCache
from services.kit.doors import database, session


def version_today() -> str:
    """Return the version of everything public, today: without `from` an answer is another one tomorrow."""
    return f"{catalogue.version(database())} {today()}"


def kept_counts(version: str, wish: Wish) -> dict[str, Any]:
    """Return the total and the facets of a list in a version."""
    key = orjson.dumps([version, vars(wish)], default=str).decode()
    answers: AnswerCache = current_app.extensions["answers"]
    found: dict[str, Any] = orjson.loads(answers.get(key, lambda: orjson.dumps(counts.counts(session(), wish))))
    return found
