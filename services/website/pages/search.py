"""Searching: one question over all kinds, suggestions while typing, and what somebody has kept."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from services.kit.auth import public
from services.website.clients.asking import Words, calmly
from services.website.drawing import maps
from services.website.drawing.maps import ENDPOINTS
from services.website.kept_pages import for_all
from services.website.lists import choices
from services.website.lists.filters import Search
from services.website.site import site

pages = Blueprint("search", __name__)
_SIGNS = {"offer": "herz", "event": "kalender", "organisation": "leute", "project": "spross"}
_SHORTEST, _LONGEST = 2, 200
_WATCHED = ("offer", "event", "project")


@pages.get("/suche")
@public
@for_all
def search() -> ResponseReturnValue:
    """Search offers, events, groups and projects at once; who says how much time she has looks for offers."""
    asked, time = choices.everything(request.args), request.args.get("zeit")
    if time or (time is not None and not asked.question):
        return redirect(url_for("find.offers", q=asked.question or None, zeit=time or None))
    found: Words | None = site().directory.found(asked.asked()) if asked.question else None
    if found and (last := asked.beyond(found["total"])):
        return redirect(last)
    shown = maps.overview(asked, found, site().city.districts, ask=site().directory.found) if found else None
    return render_template(
        "search.html",
        search=asked,
        found=found,
        map=shown,
        endpoints=ENDPOINTS,
        signs=_SIGNS,
        marked=marked,
        kinds_found=_kinds(asked, found),
        kinds_watched=[choices.SEARCHED[key][0] for key in asked.chosen("art")] or _WATCHED,
    )


@pages.get("/suche/vorschlaege")
@public
def suggest() -> Response:
    """Suggest how a question may go on; without an answer from the directory, nothing."""
    typed = request.args.get("q", "")[:_LONGEST].strip()
    items = calmly(lambda: site().directory.suggestions(typed)) if len(typed) >= _SHORTEST else []
    answer = jsonify({"items": [each["text"] for each in items or []]})
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


@pages.get("/merkliste")
@public
def kept() -> str:
    """Show what somebody keeps in her own browser; we are told nothing of it."""
    return render_template("kept.html")


def marked(text: str, matches: list[Words]) -> Markup:
    """Return a text with the words marked that were found in it."""
    words = sorted({word for each in matches for word in each["found"].split()}, key=len, reverse=True)
    return Markup(" ").join(_marked(part, words) for part in text.split(" "))


def _marked(part: str, words: list[str]) -> Markup:
    bare = part.strip('„“".,:;!?()').lower()
    if any(word.lower() in (bare, *bare.split("-")) for word in words):
        return Markup("<mark>%s</mark>") % part
    return escape(part)


def _kinds(asked: Search, found: Words | None) -> list[tuple[str, str, int]]:
    """Return the kinds in which something was found, each with how much."""
    counts: dict[str, Any] = found["facets"]["kind"] if found else {}
    return [(each.key, each.label, counts[each.asked]) for each in asked.filters["art"].choices if each.asked in counts]
