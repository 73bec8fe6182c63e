"""Lists at the door: a page with its counts."""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, current_app, g

from directory_service.actions.stewards import check_may_list
from directory_service.api.saying import mended
from directory_service.queries import counting, listing
from directory_service.queries.listing import Listing
from directory_service.queries.search.finding import Fitting, fitting
from services.kit import clock, paging
from services.kit.abacus import Abacus
from services.kit.auth import caller
from services.kit.doors import database, session
from services.kit.tallies import Bits, Tallies
from services.kit.web_json import json_answer

Ask = Callable[[dict[str, Any]], Listing]


def version() -> str:
    """Return the version that answers about what is public are kept under."""
    return listing.version(database())


def answer(kind: str, asked: dict[str, Any], ask: Ask) -> Response:
    """Answer with a page of a public list of one kind."""
    fits = fitting_words(kind, asked)
    wanted = ask(asked | {"found": fits.ids})
    left, facets = counting.counted(session(), wanted, tallies(wanted))
    return json_answer(_page(wanted, left.bit_count(), facets, left) | {"mended": mended(fits.meant)})


def fitting_words(kind: str, asked: dict[str, Any]) -> Fitting:
    """Return what of a kind fits the words that a list is asked for; without any, nothing is said of that."""
    if not asked.get("q"):
        return Fitting()
    return fitting(session(), kind, asked["q"], as_written=asked["as_written"], now=clock.now())


def answer_owned(kind: str, asked: dict[str, Any], ask: Ask) -> Response:
    """Answer as `answer` does; or, where a state is asked for, to stewards with what their organisation has in it."""
    if asked["state"] is None:
        return answer(kind, asked, ask)
    check_may_list(session(), asked["organisation"], caller=caller())
    wanted = ask(asked)
    response = json_answer(_page(wanted, *counting.counted_in_rows(session(), wanted)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def tallies(wanted: Listing) -> Tallies:
    """Return what a public list is counted by, as new as the version that this request has asked for."""
    abacus: Abacus = current_app.extensions["abacus"]
    return abacus.read(session(), counting.reading(wanted), version=g.version)


def _page(wanted: Listing, total: int, facets: counting.Facets, left: Bits | None = None) -> dict[str, Any]:
    page, size = wanted.asked["page"], wanted.asked["size"]
    is_empty = paging.offset(page, size) >= total
    items = [] if is_empty else orjson.Fragment(listing.page(session(), wanted, left))
    return {"total": total, "facets": facets, "items": items, "page": page, "size": size, "mended": []}
