"""Pages behind the links that authors of ideas get by mail: opening one changes nothing, its buttons do."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly, or_refused
from services.website.forms.form import Filled
from services.website.language import said
from services.website.pages.ideas import KIND, as_typed, refused_words
from services.website.records import forms
from services.website.records.fields import STEPS, labels_of
from services.website.security import kept_by_nobody
from services.website.signed_in import directory_token, directory_token_if_any
from services.website.site import site

pages = Blueprint("own_idea", __name__, url_prefix="/ideen")
_NOT_KNOWN, _NOT_FOUND, _CONFLICT, _STALE = 401, 404, 409, 412
_OVER = {_NOT_KNOWN, _NOT_FOUND}
_CHANGED = said("Your idea was changed in the meantime. If what you wrote is to count, please send it once more.")
_LATE = said("Your idea is not on the board any more, so it cannot be changed.")
_BEGUN = said("Somebody is writing a project from this idea already.")
_NO_GROUP = said("Please choose one of your groups.")


@pages.get("/bestaetigen/<secret>")
@public
def ask_to_confirm(secret: str) -> str:
    """Ask whether an idea is one's own."""
    return render_template("ideas/confirm.html", secret=secret, confirmed=None, unlisted=True)


@pages.post("/bestaetigen/<secret>")
@public
def confirm(secret: str) -> ResponseReturnValue:
    """Put an idea before the editors."""

    def page(confirmed: Words) -> str:
        return render_template("ideas/confirm.html", secret=secret, confirmed=confirmed, unlisted=True)

    return _unless_over(lambda: page(site().ideas.confirm(secret)))


@pages.get("/verwalten/<secret>")
@public
def look_after(secret: str) -> ResponseReturnValue:
    """Show one's idea as it stands, with all that can be done."""
    return _unless_over(lambda: _page(secret, site().ideas.own(secret)))


@pages.post("/verwalten/<secret>")
@public
def change(secret: str) -> ResponseReturnValue:
    """Send other words for one's idea; what was typed is there again where they are not taken."""
    words, version = forms.read(KIND, request.form), request.form.get("version", 0, type=int)
    try:
        or_refused(lambda: site().ideas.change(secret, words, version=version))
    except Refused as refused:
        if refused.status in _OVER:
            return _over()
        return _not_taken(secret, words, refused), refused.status
    return redirect(url_for("own_idea.look_after", secret=secret, erledigt="gesendet"), 303)


@pages.get("/verwalten/<secret>/verlaengern")
@public
def ask_to_renew(secret: str) -> ResponseReturnValue:
    """Ask whether an idea is to stay longer."""
    return _asked(secret, "renew")


@pages.post("/verwalten/<secret>/verlaengern")
@public
def renew(secret: str) -> ResponseReturnValue:
    """Let an idea stay longer."""
    return _done(secret, site().ideas.renew, "verlaengert")


@pages.get("/verwalten/<secret>/zurueckziehen")
@public
def ask_to_withdraw(secret: str) -> ResponseReturnValue:
    """Ask whether an idea is to leave the board."""
    return _asked(secret, "withdraw")


@pages.post("/verwalten/<secret>/zurueckziehen")
@public
def withdraw(secret: str) -> ResponseReturnValue:
    """Take an idea off the board."""
    return _done(secret, site().ideas.withdraw, "zurueckgezogen")


@pages.post("/verwalten/<secret>/projekt")
@requires("person")
def begin_project(secret: str) -> ResponseReturnValue:
    """Begin a project of one of one's groups with the words of the idea."""
    token, group = directory_token(), request.form.get("gruppe", "")
    own = site().ideas.own(secret)
    if group not in dict(_groups()):
        return _page(secret, own, errors={"gruppe": _NO_GROUP}), 422
    try:
        words = {"organisation_id": group, "link": secret}
        draft_id = site().ideas.begin_project(own["id"], words, token=token)
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        return _page(secret, own, errors={"gruppe": _BEGUN}), _CONFLICT
    return redirect(url_for("desk_drafts.write", draft_id=draft_id), 303)


def _page(secret: str, own: Words, *, errors: dict[str, str] | None = None, filled: Filled | None = None) -> str:
    filled = filled or Filled(as_typed(own), errors or {})
    return render_template(
        "ideas/own.html",
        own=own,
        secret=secret,
        form=filled,
        steps=STEPS[KIND],
        labels={**labels_of(KIND), "gruppe": said("Group")},
        groups=_groups(),
        unlisted=True,
    )


def _groups() -> list[tuple[str, str]]:
    """Return the groups that who signed in here looks after, to choose from; nothing for who has not."""
    token = directory_token_if_any()
    found = calmly(lambda: site().directory.stewardships(token=token)) if token else []
    return [(each["organisation_id"], each["organisation_name"]) for each in found or []]


def _not_taken(secret: str, words: Words, refused: Refused) -> str:
    """Return the page with what was typed, and why it was not taken."""
    own, filled = site().ideas.own(secret), Filled(request.form)
    if refused.status in {_STALE, _CONFLICT}:
        filled.errors["title"] = _CHANGED if refused.status == _STALE else _LATE
    else:
        filled = refused_words(filled, words, refused)
    return _page(secret, own, filled=filled)


def _asked(secret: str, deed: str) -> ResponseReturnValue:
    return _unless_over(
        lambda: render_template("ideas/ask.html", own=site().ideas.own(secret), secret=secret, deed=deed, unlisted=True)
    )


def _done(secret: str, deed: Callable[[str], Words], done: str) -> ResponseReturnValue:
    try:
        deed(secret)
    except Refused as refused:
        if refused.status in _OVER:
            return _over()
        if refused.status != _CONFLICT:
            raise
        done = "nicht-mehr"
    return redirect(url_for("own_idea.look_after", secret=secret, erledigt=done), 303)


def _unless_over(page: Callable[[], str]) -> ResponseReturnValue:
    """Return a page that nobody on the way keeps, or say that its link opens nothing."""
    try:
        return kept_by_nobody(page())
    except Refused as refused:
        if refused.status not in _OVER:
            raise
        return _over()


def _over() -> ResponseReturnValue:
    return render_template("ideas/over.html", unlisted=True), _NOT_FOUND
