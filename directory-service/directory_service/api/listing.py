"""Lists at the door: from the kept answers if nothing has changed, else from the database."""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, current_app

from directory_service.actions.stewards import check_may_list
from directory_service.queries import listing
from directory_service.queries.listing import Listing
from services.kit import etags
from services.kit.auth import caller
from services.kit.doors import session

Ask = Callable[[dict[str, Any]], Listing]


def answer(asked: dict[str, Any], ask: Ask) -> Response:
    """Answer with a page of a public list; made anew only when the directory has changed."""
    version = listing.version(session())
    return etags.versioned(str(version), lambda: body(ask(asked), asked, version=version))


def answer_owned(asked: dict[str, Any], ask: Ask) -> Response:
    """Answer as `answer` does; or, where a state is asked for, to stewards with what their organisation has in it."""
    if asked["state"] is None:
        return answer(asked, ask)
    check_may_list(session(), asked["organisation"], caller=caller())
    response = Response(body(ask(asked), asked), mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def body(wanted: Listing, asked: dict[str, Any], *, version: int | None = None) -> bytes:
    """Return a page of a list as JSON; with a version, its counts are kept for the other pages of the same list."""
    counts = _kept_counts(wanted, asked, version) if version else _counts(wanted)
    words = {"items": orjson.Fragment(listing.page(session(), wanted)), "page": asked["page"], "size": asked["size"]}
    # The counts are an object too: their words are put in front of the page's.
    return counts[:-1] + b"," + orjson.dumps(words)[1:]


def _kept_counts(wanted: Listing, asked: dict[str, Any], version: int) -> bytes:
    question = {name: value for name, value in asked.items() if name not in {"page", "size", "sort"}}
    key = orjson.dumps([wanted.thing.__tablename__, version, question], default=str).decode()
    answers: etags.AnswerCache = current_app.extensions["answers"]
    return answers.get(key, lambda: _counts(wanted))


def _counts(wanted: Listing) -> bytes:
    total, facets = listing.counts(session(), wanted)
    return orjson.dumps({"total": total, "facets": facets})
