"""Passing on: pictures for link previews, and posters for the notice board."""

from flask import Blueprint, Response, abort, render_template, request

from services.kit.auth import public
from services.website import pictures
from services.website.clients.asking import Words
from services.website.site import site

pages = Blueprint("sharing", __name__)
FORMATS = ("a3", "a4", "a5", "a6")
_DAY = 24 * 3600


@pages.get("/bild/<category>/<slug>.png")
@public
def picture(category: str, slug: str) -> Response:
    """Send the pattern of an entry as a picture."""
    if category not in pictures.colours() or len(slug) > 200:
        abort(404)
    response = Response(pictures.share_picture(category, slug), content_type="image/png")
    response.cache_control.public, response.cache_control.max_age = True, _DAY
    # Others show it in their previews.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@pages.get("/mitmachen/<slug>/aushang")
@public
def offer_poster(slug: str) -> str:
    """Show an offer as a poster to print."""
    return _poster("find.offer", site().directory.offer(slug))


@pages.get("/termine/<slug>/aushang")
@public
def event_poster(slug: str) -> str:
    """Show an event as a poster to print."""
    return _poster("calendar.event", site().events.event(slug))


def _poster(page: str, thing: Words) -> str:
    chosen = request.args.get("format", "")
    return render_template(
        "poster.html",
        page=page,
        thing=thing,
        formats=FORMATS,
        format=chosen if chosen in FORMATS else "a4",
        qr_code=pictures.qr_code,
    )
