"""The desk of a group: what it offers and when it meets, and making it public or not."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website import times
from services.website.clients.asking import Words, calmly
from services.website.pages.desk.contacts import waiting
from services.website.pages.desk.partners import answers_open
from services.website.signed_in import directory_token, person
from services.website.site import site

pages = Blueprint("desk", __name__, url_prefix="/eintragen")
_KINDS = ("organisation", "project", "offer")
_STATES = ("draft", "published", "withdrawn")
_MOST = 100
_CONFLICT = 409
_REVIEW_FIRST = "review-first"
_PUBLIC_ALREADY, _NOT_PUBLIC = "already-published", "not-published"


@pages.get("")
@requires("person")
def choose() -> str:
    """Ask for which group an offer is; a draft begins with the button."""
    return render_template("desk/choose.html", own=_organisations(), unlisted=True)


@pages.get("/meine")
@requires("person")
def own() -> ResponseReturnValue:
    """List what one's own groups offer and lead, drafts first, and their events."""
    groups = own_groups(directory_token())
    shelves = [(each, _shelves(each["id"]), calmly(partial(_events, each["id"]))) for each in groups]
    about = {"shelves": shelves, "who": person(), "requests_waiting": waiting(), **answers_open(groups)}
    return render_template("desk/overview.html", unlisted=True, **about)


@pages.get("/angebote/<uuid:offer_id>")
@requires("person")
def preview(offer_id: UUID) -> ResponseReturnValue:
    """Show an offer as others see it, with what can be done next."""
    return render_template("desk/offer.html", offer=_offer(offer_id), unlisted=True)


@pages.post("/angebote/<uuid:offer_id>/veroeffentlichen")
@requires("person")
def publish(offer_id: UUID) -> ResponseReturnValue:
    """Show an offer to everybody."""
    done = "veroeffentlicht"
    try:
        site().directory.publish_offer(str(offer_id), token=directory_token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        if refused.kind == _REVIEW_FIRST:
            return _to_review(offer_id)
        done = "war-schon-so" if refused.kind == _PUBLIC_ALREADY else "gruppe-fehlt"
    return redirect(url_for("desk.preview", offer_id=offer_id, erledigt=done), 303)


@pages.post("/verbergen/<kind>/<uuid:record_id>")
@requires("person")
def hide(kind: str, record_id: UUID) -> ResponseReturnValue:
    """Show a record to nobody but those who look after it; what is hidden stays so."""
    if kind not in _KINDS:
        raise NotFound
    done = "verborgen"
    try:
        site().directory.withdraw(kind, str(record_id), token=directory_token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        done = "nicht-oeffentlich" if refused.kind == _NOT_PUBLIC else "nicht-moeglich"
    return redirect(url_for("desk.own", erledigt=done), 303)


def _to_review(offer_id: UUID) -> ResponseReturnValue:
    draft = site().directory.begin({"kind": "offer", "subject_id": str(offer_id)}, token=directory_token())
    return redirect(url_for("desk_drafts.preview", draft_id=draft["id"]), 303)


def _offer(offer_id: UUID) -> Words:
    return site().directory.offer(str(offer_id), token=directory_token())


def _shelves(organisation_id: str) -> dict[str, dict[str, list[Words]]]:
    """Return what a group has in each state in which it has something."""
    found = {state: _shelf(organisation_id, state) for state in _STATES}
    return {state: shelf for state, shelf in found.items() if any(shelf.values())}


def _shelf(organisation_id: str, state: str) -> dict[str, list[Words]]:
    asked, directory = {"organisation": organisation_id, "state": state, "size": _MOST}, site().directory
    asks = {"offers": directory.offers, "projects": directory.projects}
    return {name: ask(asked, token=directory_token())["items"] for name, ask in asks.items()}


def _events(organisation_id: str) -> list[Words]:
    """Return a group's own events: each with its next date, then what people signed up for and was on lately."""
    today, asked = times.today(), {"organisation": organisation_id, "size": _MOST}
    since = today - timedelta(days=site().city.registration.keep_days)
    coming = site().events.dates(asked)["items"]
    been = site().events.dates({**asked, "from": since.isoformat(), "to": today.isoformat(), "sort": "latest"})["items"]
    own: dict[str, Words] = {}
    for each in [*coming, *(date for date in been if date["registration"] == "platform")]:
        if each["organisation"]["id"] == organisation_id:
            own.setdefault(each["event_id"], each)
    return list(own.values())


def _organisations() -> list[Words]:
    """Return the groups this person may speak for; an editor may for all."""
    own = own_groups(directory_token())
    if own or not person().is_editor:
        return own
    found: list[Words] = site().directory.organisations({"size": _MOST, "sort": "name"})["items"]
    return found


def own_groups(token: str) -> list[Words]:
    """Return the groups that the owner of a token looks after."""
    names = ("id", "slug", "name")
    own = site().directory.stewardships(token=token)
    return [{name: each[f"organisation_{name}"] for name in names} | {"role": each.get("role")} for each in own]


def own_group(slug: str) -> Words:
    """Return one of these groups; refused when it is somebody else's."""
    own = next((each for each in _organisations() if each["slug"] == slug), None)
    if own is None and person().is_editor:
        return site().directory.organisation(slug)
    if own is None:
        raise NotFound
    return own
