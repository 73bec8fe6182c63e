"""The desk of a group: drafts of offers, projects and the group itself, kept while they are written."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words
from services.website.forms.form import Filled
from services.website.pages.desk.draft_form import draft_form, kept_typed, told_of, written
from services.website.pages.desk.overview import own_groups
from services.website.pages.desk.partners import answers_open
from services.website.records import copying, forms, partners
from services.website.records.complaints import CHECK, complaints, known_as_a_whole
from services.website.records.duplicates import Duplicate, duplicates_of
from services.website.records.fields import STEPS, entries, labels_of
from services.website.records.filling import in_between
from services.website.records.preview import page_of
from services.website.signed_in import SignedOut, directory_token, end, person
from services.website.site import site

pages = Blueprint("desk_drafts", __name__, url_prefix="/eintragen/entwurf")
_NOT_SIGNED_IN, _NOT_YOURS, _CONFLICT, _STALE, _WRONG = 401, 403, 409, 412, 422
_STATES = ("draft", "refused", "waiting")


@pages.get("")
@requires("person")
def overview() -> str:
    """List what is being written in one's own groups, and what can be begun."""
    groups = own_groups(directory_token())
    shelves = [(each, _shelf(each)) for each in groups]
    return render_template("desk/drafts.html", shelves=shelves, who=person(), unlisted=True, **answers_open(groups))


@pages.get("/neu")
@requires("person")
def ask_to_begin() -> str:
    """Ask whether to begin: opening an address makes nothing, but who is not signed in comes back here."""
    person()
    kind, subject = request.args.get("art", ""), request.args.get("zu", "")
    if kind not in STEPS:
        raise NotFound
    return render_template("desk/draft_begin.html", kind=kind, subject=subject, unlisted=True)


@pages.post("/neu")
@requires("person")
def begin() -> ResponseReturnValue:
    """Begin a draft, or go on with the one that somebody of the group has begun."""
    kind = request.form.get("art", "")
    if kind not in STEPS:
        raise NotFound
    words: Words = {"kind": kind, "subject_id": _id("zu"), "organisation_id": _id("gruppe")}
    if model := _id("vorlage"):
        words |= copying.of_event(model)
    try:
        draft = site().writing.begin(words, tokens=person().tokens)
    except Refused as refused:
        if refused.status != _NOT_YOURS or not words["subject_id"]:
            raise
        about = {"kind": kind, "subject": words["subject_id"], "not_yours": True}
        return render_template("desk/draft_begin.html", **about, unlisted=True), _NOT_YOURS
    return redirect(url_for("desk_drafts.write", draft_id=draft["id"]), 303)


@pages.get("/<uuid:draft_id>")
@requires("person")
def write(draft_id: UUID) -> str:
    """Show the form with what was written so far."""
    draft = the_draft(draft_id)
    return draft_form(draft, written(draft))


@pages.post("/<uuid:draft_id>")
@requires("person")
def keep(draft_id: UUID) -> ResponseReturnValue:
    """Keep what was written, and go where the button leads; who is signed in no more loses nothing."""
    try:
        return _keep(draft_id)
    except (SignedOut, Refused) as trouble:
        if isinstance(trouble, Refused) and trouble.status != _NOT_SIGNED_IN:
            raise
        end()
        return _kept_here(draft_id)


@pages.get("/<uuid:draft_id>/vorschau")
@requires("person")
def preview(draft_id: UUID) -> str:
    """Show a draft as others will see it, and what it changes."""
    draft = the_draft(draft_id)
    page, words = page_of(draft, token=person().tokens["events-service"])
    found, labels = _alike(draft), labels_of(draft["kind"])
    return render_template(page, **words, preview=draft, labels=labels, duplicates=found, unlisted=True)


@pages.post("/<uuid:draft_id>/einreichen")
@requires("person")
def submit(draft_id: UUID) -> ResponseReturnValue:
    """Lay a draft before the editors."""
    return _sent(the_draft(draft_id))


@pages.post("/<uuid:draft_id>/zurueckholen")
@requires("person")
def take_back(draft_id: UUID) -> ResponseReturnValue:
    """Take back what waits, to write on."""
    site().writing.ask(
        str(draft_id), lambda kept, token: kept.take_back(str(draft_id), token=token), tokens=person().tokens
    )
    return back(draft_id, erledigt="zurueckgeholt")


@pages.post("/<uuid:draft_id>/verwerfen")
@requires("person")
def throw_away(draft_id: UUID) -> ResponseReturnValue:
    """Forget a draft."""
    site().writing.ask(
        str(draft_id), lambda kept, token: kept.forget_draft(str(draft_id), token=token), tokens=person().tokens
    )
    return redirect(url_for("desk_drafts.overview", erledigt="verworfen"), 303)


def _keep(draft_id: UUID) -> ResponseReturnValue:
    draft = the_draft(draft_id)
    typed, wish = in_between(draft["kind"])
    words = partners.with_ids(forms.read(draft["kind"], typed, is_editor=person().is_editor))
    version, rebase = request.form.get("version", 0, type=int), bool(request.form.get("gesehen"))
    try:
        kept = site().writing.save(draft | {"version": version}, words, rebase=rebase, tokens=person().tokens)
    except Refused as refused:
        return _not_kept(draft, refused)
    if "X-Autosave" in request.headers:
        return jsonify(version=kept["version"])
    return _onward(partners.readable(kept), wish)


def _onward(draft: Words, wish: str) -> ResponseReturnValue:
    """Go where the button leads: one row more or less and the point on the map lead back to where they stand."""
    what, _, which = wish.partition(":")
    match what:
        case "mehr":
            return back(draft["id"], mehr=which, _anchor=which)
        case "weniger":
            return back(draft["id"], _anchor=which.rpartition("-")[0])
        case "punkt" | "punkt-weg":
            return back(draft["id"], _anchor="point")
        case "vorschau":
            return redirect(url_for("desk_drafts.preview", draft_id=draft["id"]), 303)
        case "einreichen":
            return _asked_or_sent(draft)
    return back(draft["id"], erledigt="gesichert")


def _asked_or_sent(draft: Words) -> ResponseReturnValue:
    """Lay a new record before the editors, but show what is like it first, to somebody who has not seen it."""
    if not draft["subject_id"] and not request.form.get("aehnlich") and (found := _alike(draft)):
        return draft_form(draft, written(draft), note="duplicates", duplicates=found)
    return _sent(draft)


def _alike(draft: Words) -> list[Duplicate]:
    owner = (draft["organisation"] or {}).get("id")
    return duplicates_of(draft["kind"], draft["words"], owner=owner, but=draft["subject_id"], token=directory_token())


def _sent(draft: Words) -> ResponseReturnValue:
    try:
        sent = site().writing.submit(draft, tokens=person().tokens)
    except Refused as refused:
        filled = written(draft)
        if refused.status == _WRONG or known_as_a_whole(refused):
            filled.errors = complaints(draft, refused)
            return draft_form(draft, filled), refused.status
        if refused.status == _STALE:
            return draft_form(draft, filled, note="stale"), _STALE
        raise
    done = "veroeffentlicht" if sent["state"] == "approved" else "eingereicht"
    return redirect(url_for("desk_drafts.preview", draft_id=draft["id"], erledigt=done), 303)


def _not_kept(draft: Words, refused: Refused) -> ResponseReturnValue:
    """Show what was typed again, beside what somebody else has kept meanwhile."""
    if refused.status not in {_STALE, _CONFLICT, _WRONG}:
        raise refused
    if "X-Autosave" in request.headers:
        return jsonify(status=refused.status), refused.status
    filled = Filled(request.form)
    if refused.status == _WRONG:
        filled.errors = {"title" if draft["kind"] != "organisation" else "name": CHECK}
        return draft_form(draft, filled), _WRONG
    theirs = written(draft).typed
    rows = [
        (each.label, told_of(theirs, each.name), told_of(request.form, each.name))
        for each in entries(draft["kind"], with_editors=person().is_editor)
        if told_of(theirs, each.name) != told_of(request.form, each.name)
    ]
    return draft_form(draft, filled, note="beside", beside=rows), refused.status


def _kept_here(draft_id: UUID) -> ResponseReturnValue:
    """Show all that was typed once more to somebody whose session is over; it is sent after signing in."""
    if "X-Autosave" in request.headers:
        return jsonify(status=_NOT_SIGNED_IN), _NOT_SIGNED_IN
    return draft_form(kept_typed(draft_id), Filled(request.form), note="signed-out"), _NOT_SIGNED_IN


def back(draft_id: UUID | str, **more: Any) -> Response:
    """Go back to the form, and say there what was done."""
    return redirect(url_for("desk_drafts.write", draft_id=draft_id, **more), 303)  # type: ignore[return-value]


def _id(name: str) -> str | None:
    try:
        return str(UUID(request.form.get(name, "")))
    except ValueError:
        return None


def the_draft(draft_id: UUID) -> Words:
    """Return a draft, with all it speaks of called by their names."""
    return partners.readable(site().writing.revision(str(draft_id), tokens=person().tokens))


def _shelf(group: Words) -> dict[str, list[Words]]:
    return {state: site().writing.drafts(group["id"], state, tokens=person().tokens) for state in _STATES}
