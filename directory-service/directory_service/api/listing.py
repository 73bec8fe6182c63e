"""Lists at the door: a page with its counts."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from flask import Response, current_app, g

from directory_service.actions.stewards import check_may_list
from directory_service.api.saying import mended
from directory_service.queries import counting, listing
from directory_service.queries.listing import Listing
from directory_service.queries.search.finding import Fitting, fitting
from directory_service.rules.register import Register
from services.kit import clock
from services.kit.abacus import Abacus
from services.kit.auth import caller
from services.kit.doors import database, session
from services.kit.kept_cards import KeptCards
from services.kit.web_json import json_answer

Ask = Callable[[dict[str, Any]], Listing]


def version() -> str:
    """Return the version that answers about what is public are kept under."""
    return listing.version(database())


def answer(kind: str, asked: dict[str, Any], ask: Ask) -> Response:
    """Answer with a page of a public list of one kind."""
    fits = fitting_words(kind, asked)
    wanted = ask(asked | {"found": fits.ids})
    known = register(wanted)
    left, facets = counting.counted(session(), wanted, known)
    numbers = listing.numbers(session(), wanted, known, left)
    items = _cards(wanted, numbers) if numbers else []
    return json_answer(_page(wanted, left.bit_count(), facets, items) | {"mended": mended(fits.meant)})


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
    total, facets = counting.counted_in_rows(session(), wanted)
    response = json_answer(_page(wanted, total, facets, orjson.Fragment(listing.page_in_rows(session(), wanted))))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def register(wanted: Listing) -> Register:
    """Return what is known of the public records of a list, as new as the version that this request has asked for."""
    abacus: Abacus = current_app.extensions["abacus"]
    return abacus.read(session(), counting.reading(wanted), version=g.version)


def _cards(wanted: Listing, numbers: Sequence[int]) -> list[orjson.Fragment]:
    kept: KeptCards = current_app.extensions["cards"]
    found = kept.cards(
        numbers, wanted.thing, lambda missing: listing.cards(session(), wanted, missing), version=g.version
    )
    return [orjson.Fragment(found[number]) for number in numbers if number in found]


def _page(wanted: Listing, total: int, facets: counting.Facets, items: Any) -> dict[str, Any]:
    page, size = wanted.asked["page"], wanted.asked["size"]
    return {"total": total, "facets": facets, "items": items, "page": page, "size": size, "mended": []}
