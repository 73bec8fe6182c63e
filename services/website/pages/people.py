"""Contact persons: who there is, as far as each shows herself; and editors who take a card off the list."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.website import signed_in
from services.website.clients.asking import Words, calmly
from services.website.forms.form import Filled
from services.website.kept_pages import for_all
from services.website.language import said
from services.website.lists.people_choices import people
from services.website.pages.contact import asked_at
from services.website.signed_in import editors_token, profiles_token_if_any
from services.website.site import site

pages = Blueprint("people", __name__, url_prefix="/menschen")
_NOT_FOUND, _WRONG = 404, 422
_LONGEST_REASON = 1000
_REASON = said("Please say why.")


@pages.get("")
@public
@for_all
def listed() -> ResponseReturnValue:
    """List people with filters."""
    search, token = people(request.args), profiles_token_if_any()
    found = site().people.people(search.asked(), token=token)
    if last := search.beyond(found["total"]):
        return redirect(last)
    return render_template("people/list.html", search=search, found=found, withdrawn=_withdrawn())


@pages.get("/<slug>")
@public
@for_all
def person(slug: str) -> ResponseReturnValue:
    """Show one person."""
    found = site().people.person(slug, token=profiles_token_if_any())
    if found["slug"] != slug:
        return redirect(url_for("people.person", slug=found["slug"]))
    return _page(found, Filled())


@pages.get("/bild/<uuid:portrait_id>/<any(small, medium):size>.webp")
@public
def portrait(portrait_id: UUID, size: str) -> Response:
    """Show the picture of a person to those who may see it; who hides it again is gone everywhere soon after."""
    asked, kept = site().people, "public, max-age=60"
    try:
        body = asked.portrait(str(portrait_id), size)
    except Refused as refused:
        if refused.status != _NOT_FOUND or not signed_in.has_cookie():
            raise
        body, kept = asked.portrait(str(portrait_id), size, token=profiles_token_if_any()), "private, no-store"
    response = Response(body, mimetype="image/webp")
    response.headers["Cache-Control"] = kept
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.post("/<slug>/zurueckziehen")
@requires("person")
def withdraw(slug: str) -> ResponseReturnValue:
    """Show a card to nobody else, and write to its owner why."""
    token, because = editors_token("profiles-service"), request.form.get("grund", "").strip()[:_LONGEST_REASON]
    found = site().people.person(slug, token=token)
    if not because:
        return _page(found, Filled(request.form, {"grund": _REASON})), _WRONG
    site().people.withdraw(found["id"], because, token=token)
    return redirect(url_for("people.person", slug=slug), 303)


@pages.post("/<slug>/wieder-zeigen")
@requires("person")
def restore(slug: str) -> ResponseReturnValue:
    """Show a card again to whom its owner shows it."""
    token = editors_token("profiles-service")
    site().people.restore(site().people.person(slug, token=token)["id"], token=token)
    return redirect(url_for("people.person", slug=slug), 303)


def _page(found: Words, filled: Filled) -> str:
    quiet = {} if found["is_listed"] and not found["withdrawn_at"] else {"unlisted": True}
    asked = "" if found["is_own"] else asked_at("person", found)
    return render_template("people/person.html", person=found, form=filled, asked_at=asked, **quiet)


def _withdrawn() -> list[Words]:
    """Return what editors took off the list, to an editor."""
    if not signed_in.seems_editor():
        return []
    try:
        return calmly(lambda: site().people.withdrawn(token=profiles_token_if_any())) or []
    except Refused:
        return []
