"""The desk of contact requests: what waits for an answer, and for editors what waits for them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly
from services.website.forms import contacts
from services.website.forms.form import Filled, read
from services.website.lists.filters import page_asked
from services.website.pages.contact import SENTENCES, page_of
from services.website.signed_in import editors_token, person
from services.website.site import site

pages = Blueprint("desk_contacts", __name__, url_prefix="/eintragen/anfragen")
_FOR_EDITORS = {"geprueft": "held", "lange": "late"}
_LISTS = {"offen": "open", "zugesagt": "answered", "geschlossen": "closed", "alle": "all", **_FOR_EDITORS}
_SIZE = 20
_WRONG = 422


@pages.get("")
@requires("person")
def overview() -> str:
    """List requests by how they stand, what waits longest first."""
    chosen = request.args.get("stand", "offen")
    chosen = chosen if chosen in _LISTS else "offen"
    asked = {"list": _LISTS[chosen], "page": page_asked(request.args), "size": _SIZE}
    listed = site().contacts.requests(asked, token=_token())
    is_editor = person().is_editor
    shown = [each for each in _LISTS if is_editor or each not in _FOR_EDITORS]
    return render_template(
        "desk/contacts.html", listed=listed, chosen=chosen, lists=shown, is_editor=is_editor, unlisted=True
    )


@pages.get("/<uuid:request_id>")
@requires("person")
def show(request_id: UUID) -> ResponseReturnValue:
    """Show one request, with what can be done about it."""
    return _shown(request_id, Filled())


@pages.post("/<uuid:request_id>/antwort")
@requires("person")
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer a request."""
    filled, words = contacts.read_answer(request.form)
    return _done(request_id, "answer", words, filled)


@pages.post("/<uuid:request_id>/ergebnis")
@requires("person")
def settle(request_id: UUID) -> ResponseReturnValue:
    """Tell what became of a request."""
    filled, words = contacts.read_outcome(request.form)
    return _done(request_id, "outcome", words, filled)


@pages.post("/<uuid:request_id>/weitergeben")
@requires("person")
def release(request_id: UUID) -> ResponseReturnValue:
    """Pass a request on that waits for an editor."""
    editors_token("profiles-service")
    return _done(request_id, "release", {}, Filled())


@pages.post("/<uuid:request_id>/ablehnen")
@requires("person")
def refuse(request_id: UUID) -> ResponseReturnValue:
    """Pass a request on to nobody, with a reason that is sent."""
    editors_token("profiles-service")
    filled, words = read(contacts.RefusalForm, request.form)
    return _done(request_id, "refusal", {"note": words["notiz"]} if words else None, filled)


@pages.post("/<uuid:request_id>/schliessen")
@requires("person")
def close(request_id: UUID) -> ResponseReturnValue:
    """Close a request that nobody answers."""
    editors_token("profiles-service")
    return _done(request_id, "closing", {}, Filled())


def waiting() -> dict[str, int]:
    """Return how many requests wait for whoever is signed in, by list; a list of which nobody can say is left out.

    Of editors that is what they have to look into, not what waits for the answer of any group.
    """
    counted = {each: _count(each) for each in (_FOR_EDITORS if person().is_editor else ("offen",))}
    return {each: count for each, count in counted.items() if count}


def _count(stand: str) -> int:
    try:
        listed = calmly(lambda: site().contacts.requests({"list": _LISTS[stand], "size": 1}, token=_token()))
    except Refused:
        return 0
    return int(listed["total"]) if listed else 0


def _done(request_id: UUID, deed: str, words: Words | None, filled: Filled) -> ResponseReturnValue:
    if words is None:
        return _shown(request_id, filled), _WRONG
    try:
        site().contacts.change(str(request_id), deed, words or None, token=_token())
    except Refused as refused:
        if refused.kind not in SENTENCES:
            raise
        return _shown(request_id, filled, SENTENCES[refused.kind]), refused.status
    return redirect(url_for("desk_contacts.show", request_id=request_id, erledigt=deed), 303)


def _shown(request_id: UUID, form: Filled, trouble: str = "") -> str:
    found = site().contacts.request(str(request_id), token=_token())
    about: dict[str, Any] = {"asked": found, "form": form, "trouble": trouble, "done": request.args.get("erledigt")}
    about["page"] = page_of(found)
    return render_template(
        "desk/contact.html",
        **about,
        answers=contacts.answers_to(found["kind"]),
        reasons=contacts.REASONS,
        unlisted=True,
    )


def _token() -> str:
    return person().tokens["profiles-service"]
