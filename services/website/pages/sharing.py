"""Passing on: pictures for link previews, and posters for the notice board."""

from flask import Blueprint, Response, abort, render_template, request

from services.kit.auth import public
from services.website.clients.asking import Words
from services.website.drawing import pictures
from services.website.drawing.pictures import Shared
from services.website.language import _, said
from services.website.records import things
from services.website.site import site

pages = Blueprint("sharing", __name__)
FORMATS = ("a3", "a4", "a5", "a6")
_DAY = 24 * 3600
_HOME = said("Join in for the climate. Right here.")


@pages.get("/bild/<any(offer, event, project, organisation):kind>/<slug>.png")
@public
def picture_of_thing(kind: str, slug: str) -> Response:
    """Send what a thing is called, beside its pattern."""
    found = things.thing(kind, slug)
    if found["slug"] != slug:
        abort(404)
    category = next((each for each in found["categories"] if each in pictures.colours()), "")
    return _sent(things.title(found), seed=slug, category=category)


@pages.get("/bild/<page>.png")
@public
def picture_of_page(page: str) -> Response:
    """Send what a list is called, or what the home page says."""
    title = {"start": _HOME, **things.LISTS}.get(page)
    if title is None:
        abort(404)
    return _sent(_(title), seed=page)


def _sent(title: str, *, seed: str, category: str = "") -> Response:
    city = site().city
    shown = Shared(
        title=title, name=city.name, seed=seed, category=category, ground=city.brand.sun_soft, ink=city.brand.ink
    )
    response = Response(pictures.share_picture(shown), content_type="image/png")
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
