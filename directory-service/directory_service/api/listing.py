"""Lists at the door: from the kept answers if nothing has changed, else from the database."""

from typing import Any

import orjson
from flask import Response, current_app

from directory_service.queries import listing
from directory_service.queries.listing import Cards, Listing
from services.kit import etags
from services.kit.doors import session


def answer(asked: dict[str, Any], wanted: Listing, page: Cards) -> Response:
    """Answer with a page of a public list; made anew only when the directory has changed."""
    version = listing.version(session())
    return etags.versioned(str(version), lambda: body(asked, wanted, page, version=version))


def body(asked: dict[str, Any], wanted: Listing, page: Cards, *, version: int | None = None) -> bytes:
    """Return a page of a list as JSON; with a version, its counts are kept for the other pages of the same list."""
    counts = _kept_counts(asked, wanted, version) if version else _counts(wanted)
    words = {"items": orjson.Fragment(listing.page(session(), page)), "page": asked["page"], "size": asked["size"]}
    # The counts are an object too: their words are put in front of the page's.
    return counts[:-1] + b"," + orjson.dumps(words)[1:]


def _kept_counts(asked: dict[str, Any], wanted: Listing, version: int) -> bytes:
    question = {name: value for name, value in asked.items() if name not in {"page", "size", "sort"}}
    key = orjson.dumps([wanted.thing.__tablename__, version, question], default=str).decode()
    answers: etags.AnswerCache = current_app.extensions["answers"]
    return answers.get(key, lambda: _counts(wanted))


def _counts(wanted: Listing) -> bytes:
    total, facets = listing.counts(session(), wanted)
    return orjson.dumps({"total": total, "facets": facets})
