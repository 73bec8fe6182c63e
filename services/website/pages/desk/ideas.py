"""The desk of editors: taking an idea off the board, and making a project of it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms.form import Filled
from services.website.language import said
from services.website.pages.ideas import idea_page
from services.website.records import partners
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("desk_ideas", __name__, url_prefix="/eintragen/ideen")
_CONFLICT, _WRONG = 409, 422
_NO_REASON = said("Please say why. The reason goes out by e-mail.")
_NO_GROUP = said("We do not know a group of this name. Please choose it from the list.")
_BEGUN = said("Somebody is writing a project from this idea already.")


@pages.post("/<slug>/projekt")
@requires("person")
def begin_project(slug: str) -> ResponseReturnValue:
    """Begin a project of a group with the words of an idea."""
    idea, token = site().ideas.idea(slug), _token()
    group = partners.group_of(request.form.get("gruppe", "").strip())
    if not group:
        return _again(idea, "gruppe", _NO_GROUP)
    try:
        draft_id = site().ideas.begin_project(idea["id"], {"organisation_id": group}, token=token)
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        return _again(idea, "gruppe", _BEGUN)
    return redirect(url_for("desk_drafts.write", draft_id=draft_id), 303)


@pages.post("/<slug>/abnehmen")
@requires("person")
def take_down(slug: str) -> ResponseReturnValue:
    """Take an idea off the board, with a reason that goes out by mail."""
    idea, token = site().ideas.idea(slug), _token()
    reason = request.form.get("grund", "").strip()
    if not reason:
        return _again(idea, "grund", _NO_REASON)
    site().ideas.take_down(idea["id"], reason, token=token)
    return redirect(url_for("desk_review.queue", erledigt="abgenommen"), 303)


def _again(idea: Words, name: str, sentence: str) -> ResponseReturnValue:
    return idea_page(idea, Filled(request.form, {name: sentence})), _WRONG


def _token() -> str:
    return editors_token("directory-service")
