"""Doors of the search: over all kinds, suggestions, and the synonyms that editors keep."""

from typing import Any

from flask import Response, request

from directory_service.actions.synonyms import replace_synonyms
from directory_service.api.listing import version
from directory_service.api.saying import mended, why
from directory_service.queries.search import synonyms
from directory_service.queries.search.entries import Card, cards
from directory_service.queries.search.finding import Asked, Found, found
from directory_service.queries.search.suggesting import near_words, newest, suggestions
from directory_service.schemas.search import (
    SearchArgs,
    SearchSchema,
    SuggestionsArgs,
    SuggestionsSchema,
    SynonymsSchema,
    SynonymsShape,
)
from directory_service.schemas.shared import the_city
from services.kit import clock
from services.kit.answers import kept_under
from services.kit.auth import public, requires
from services.kit.doors import Doors, session
from services.kit.web_json import json_answer

doors = Doors("search", __name__, url_prefix="/v1", description="Finding what people mean.")


def _version_this_hour() -> str:
    # Events pass by themselves, so an answer is kept for an hour at most.
    return f"{version()}-{clock.now():%Y%m%d%H}"


@doors.get("/search")
@kept_under(_version_this_hour)
@doors.arguments(SearchArgs, location="query")
@doors.response(200, SearchSchema)
@public
def search(asked: dict[str, Any]) -> Response:
    """Find offers, events, organisations and projects by words as people say them, the best first."""
    return json_answer(_answer(asked))


@doors.get("/suggestions")
@kept_under(_version_this_hour, max_age=60)
@doors.arguments(SuggestionsArgs, location="query")
@doors.response(200, SuggestionsSchema)
@public
def suggest(asked: dict[str, Any]) -> Response:
    """Suggest how a question may go on."""
    return json_answer({"items": suggestions(session(), asked["q"])})


@doors.get("/synonyms")
@doors.response(200, SynonymsSchema)
@public
def list_synonyms() -> dict[str, Any]:
    """List what people say, and what is looked for as well."""
    return {"items": synonyms.synonyms(session())}


@doors.put("/synonyms")
@doors.arguments(SynonymsShape)
@doors.response(200, SynonymsSchema)
@requires("editor")
def put_synonyms(words: dict[str, Any]) -> dict[str, Any]:
    """Replace the whole list of synonyms."""
    replace_synonyms(session(), words["text"])
    return {"items": synonyms.synonyms(session())}


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: asked[name] for name in ("kind", "category", "district")}
    question = Asked(asked["q"], chosen, asked["around"], asked["as_written"], asked["page"], asked["size"])
    page = found(session(), question, now=clock.now())
    return {
        "items": [_hit(card, fits_all=card.entry["id"] in page.fits_all) for card in page.cards],
        "total": page.total,
        "at_least": page.is_capped,
        "page": asked["page"],
        "size": asked["size"],
        "facets": page.facets,
        "mended": mended(page.meant),
        "not_known": page.meant.unknown,
        "nearest": None if page.total else _nearest(page),
    }


def _nearest(page: Found) -> dict[str, Any]:
    new = cards(session(), page.meant, newest(session()))
    return {"words": near_words(session(), page.meant.unknown), "items": [_hit(card, fits_all=False) for card in new]}


def _hit(card: Card, *, fits_all: bool) -> dict[str, Any]:
    entry = dict(card.entry)
    name, slug = entry.pop("organisation_name"), entry.pop("organisation_slug")
    del entry["stands"]
    language = request.accept_languages.best_match(["de", "en"]) or the_city().default_language
    return entry | {
        "organisation": {"slug": slug, "name": name} if name else None,
        "fits": "all" if fits_all else "some",
        "why": why(card.matches, language=language),
        "matches": [vars(match) for match in card.matches],
    }
