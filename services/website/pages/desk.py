"""The desk of a group: publish an offer, from the first word to the last, and keep it true."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website import desk_forms, forms
from services.website.clients.asking import Words
from services.website.forms import Filled
from services.website.language import said
from services.website.signed_in import SignedOut, end, person
from services.website.site import site

pages = Blueprint("desk", __name__, url_prefix="/eintragen")
CHECK = said("Please check this entry.")
_STATES = ("draft", "published", "withdrawn")
_MOST = 100
_ONCE = re.compile(r"[A-Za-z0-9-]{8,64}")
_NOT_SIGNED_IN, _CONFLICT, _STALE, _WRONG = 401, 409, 412, 422
_DONE_ALREADY = frozenset({"already-published", "not-published"})


@pages.get("")
@requires("person")
def choose() -> ResponseReturnValue:
    """Ask for which group an offer is, unless there is only one."""
    own = _organisations()
    if len(own) == 1:
        return redirect(url_for("desk.new", slug=own[0]["slug"]), 303)
    return render_template("desk_choose.html", own=own, unlisted=True)


@pages.get("/meine")
@requires("person")
def own() -> ResponseReturnValue:
    """List what one's own groups offer, drafts first."""
    shelves = [(each, {state: _offers(each["id"], state) for state in _STATES}) for each in _organisations()]
    return render_template("desk_own.html", shelves=shelves, who=person(), unlisted=True)


@pages.get("/neu/<slug>")
@requires("person")
def new(slug: str) -> ResponseReturnValue:
    """Show the empty form."""
    return _form(Filled(MultiDict([("commitment", "short_term")])), _organisation(slug))


@pages.post("/neu/<slug>")
@requires("person")
def add(slug: str) -> ResponseReturnValue:
    """Keep a new offer as a draft."""
    filled, words = forms.read(forms.OfferForm, request.form)
    try:
        organisation = _organisation(slug)
        if words is None:
            return _form(filled, organisation), _WRONG
        told = desk_forms.offer_words(words, organisation_id=organisation["id"])
        offer = site().directory.add_offer(told, token=_token(), once=_once())
    except (Refused, SignedOut) as trouble:
        return _kept(filled, {"slug": slug, "name": request.form.get("gruppe", slug)}, trouble)
    return redirect(url_for("desk.preview", offer_id=offer["id"]), 303)


@pages.get("/angebote/<uuid:offer_id>")
@requires("person")
def preview(offer_id: UUID) -> ResponseReturnValue:
    """Show an offer as others see it, with what can be done next."""
    return render_template("desk_offer.html", offer=_offer(offer_id), unlisted=True)


@pages.get("/angebote/<uuid:offer_id>/aendern")
@requires("person")
def edit(offer_id: UUID) -> ResponseReturnValue:
    """Show the form with what stands there now."""
    offer = _offer(offer_id)
    return _form(Filled(desk_forms.typed_offer(offer)), offer["organisation"], offer)


@pages.post("/angebote/<uuid:offer_id>/aendern")
@requires("person")
def change(offer_id: UUID) -> ResponseReturnValue:
    """Replace an offer, unless somebody else did so in the meantime."""
    filled, words = forms.read(forms.OfferForm, request.form)
    before: Words = {"id": str(offer_id), "version": request.form.get("version", 0, type=int)}
    organisation: Words = {"slug": "", "name": request.form.get("gruppe", "")}
    try:
        newest = _offer(offer_id)
        organisation = newest["organisation"]
        if words is None:
            return _form(filled, organisation, before), _WRONG
        told = desk_forms.offer_words(words, organisation_id=organisation["id"], before=newest)
        site().directory.change_offer(str(offer_id), told, version=before["version"], token=_token())
    except (Refused, SignedOut) as trouble:
        stale = isinstance(trouble, Refused) and trouble.status == _STALE
        return _kept(filled, organisation, trouble, newest if stale else before)
    return redirect(url_for("desk.preview", offer_id=offer_id, erledigt="geaendert"), 303)


@pages.post("/angebote/<uuid:offer_id>/veroeffentlichen")
@requires("person")
def publish(offer_id: UUID) -> ResponseReturnValue:
    """Show an offer to everybody."""
    return _done(offer_id, "veroeffentlicht", lambda token: site().directory.publish_offer(str(offer_id), token=token))


@pages.post("/angebote/<uuid:offer_id>/zurueckziehen")
@requires("person")
def withdraw(offer_id: UUID) -> ResponseReturnValue:
    """Take an offer away again."""
    return _done(offer_id, "zurueckgezogen", lambda token: site().directory.withdraw_offer(str(offer_id), token=token))


def _done(offer_id: UUID, done: str, deed: Callable[[str], None]) -> ResponseReturnValue:
    try:
        deed(_token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        done = "war-schon-so" if refused.kind in _DONE_ALREADY else "gruppe-fehlt"
    return redirect(url_for("desk.preview", offer_id=offer_id, erledigt=done), 303)


def _form(filled: Filled, organisation: Words, offer: Words | None = None, *, note: str = "") -> str:
    card = desk_forms.as_card(filled.typed, organisation)
    return render_template(
        "desk_form.html", form=filled, organisation=organisation, offer=offer, card=card, note=note, unlisted=True
    )


def _kept(filled: Filled, organisation: Words, trouble: Exception, offer: Words | None = None) -> ResponseReturnValue:
    """Show the form again with all that was typed, and what stands in the way."""
    if isinstance(trouble, SignedOut) or (isinstance(trouble, Refused) and trouble.status == _NOT_SIGNED_IN):
        end()
        return _form(filled, organisation, offer, note="signed-out"), _NOT_SIGNED_IN
    if not isinstance(trouble, Refused) or trouble.status not in {_STALE, _WRONG}:
        raise trouble
    if trouble.status == _STALE:
        return _form(filled, organisation, offer, note="stale"), _STALE
    filled.errors |= {name.partition(".")[0]: CHECK for name in trouble.errors}
    return _form(filled, organisation, offer), _WRONG


def _once() -> str:
    given = request.form.get("einmal", "")
    return given if _ONCE.fullmatch(given) else uuid4().hex


def _token() -> str:
    return person().tokens["directory-service"]


def _offer(offer_id: UUID) -> Words:
    return site().directory.offer(str(offer_id), token=_token())


def _offers(organisation_id: str, state: str) -> list[Words]:
    asked = {"organisation": organisation_id, "state": state, "size": _MOST}
    found: list[Words] = site().directory.offers(asked, token=_token())["items"]
    return found


def _organisations() -> list[Words]:
    """Return the groups this person may speak for; an editor may for all."""
    own = site().directory.stewardships(token=_token())
    if own or not person().is_editor:
        names = ("id", "slug", "name")
        return [{name: each[f"organisation_{name}"] for name in names} for each in own]
    found: list[Words] = site().directory.organisations({"size": _MOST, "sort": "name"})["items"]
    return found


def _organisation(slug: str) -> Words:
    """Return one of these groups; refused when it is somebody else's."""
    own = next((each for each in _organisations() if each["slug"] == slug), None)
    if own is None and person().is_editor:
        return site().directory.organisation(slug)
    if own is None:
        raise NotFound
    return own
