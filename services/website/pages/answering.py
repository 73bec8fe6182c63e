"""Pages behind links in mails, and forms for everybody: still true, taking over, suggesting, something is wrong."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words, calmly, or_refused
from services.website.forms.form import SENTENCES, TOO_FAST, Filled, ReportForm, SenderForm, read
from services.website.language import language
from services.website.records import forms, things
from services.website.records.complaints import MISSING
from services.website.records.duplicates import duplicates_of
from services.website.records.fields import labels_of, suggested
from services.website.records.filling import in_between, planned
from services.website.security import kept_by_nobody, looks_automatic, own_path
from services.website.signed_in import has_cookie, person
from services.website.site import site

pages = Blueprint("answering", __name__)
_NOT_FOUND, _CONFLICT, _GONE, _WRONG = 404, 409, 410, 422
_ANSWERS = {"stimmt": "still_true", "vorbei": "over"}
_NAMED = {"organisation": "name", "project": "title", "offer": "title", "event": "title"}
"""In which field stands what a thing of each kind is called."""


@pages.get("/stimmt-noch/<secret>")
@public
def ask_whether_true(secret: str) -> str:
    """Show what a link from a mail asks about; nothing happens before a button is pressed."""
    return render_template("answering/still_true.html", check=site().directory.freshness_check(secret), unlisted=True)


@pages.post("/stimmt-noch/<secret>")
@public
def answer_whether_true(secret: str) -> ResponseReturnValue:
    """Take the answer of the button."""
    answer = _ANSWERS.get(request.form.get("antwort", ""), "still_true")
    try:
        check = site().directory.answer_check(secret, answer)
    except Refused as refused:
        if refused.status not in {_CONFLICT, _GONE}:
            raise
        check = site().directory.freshness_check(secret)
    # Without an answer, the words wait for the editors.
    return render_template("answering/still_true.html", check=check, waits=not check["answer"], unlisted=True)


@pages.get("/einladung/<secret>")
@public
def show_invitation(secret: str) -> str:
    """Show what a link invites to; taking over needs a button, and somebody who has signed in."""
    invited = site().directory.invitation(secret)
    return render_template("answering/invitation.html", invited=invited, signed_in=has_cookie(), unlisted=True)


@pages.post("/einladung/<secret>")
@requires("person")
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Take over the page."""
    try:
        taken = site().directory.accept(secret, token=person().tokens["directory-service"])
    except Refused as refused:
        if refused.status != _GONE:
            raise
        return redirect(url_for("answering.show_invitation", secret=secret), 303)
    return redirect(url_for("desk_people.show", slug=taken["organisation"]["slug"], erledigt="uebernommen"), 303)


@pages.get("/vorschlag/bestaetigen/<secret>")
@public
def ask_to_confirm(secret: str) -> str:
    """Ask whether a suggestion is one's own."""
    return render_template("answering/suggestion_confirm.html", confirmed=None, secret=secret, unlisted=True)


@pages.post("/vorschlag/bestaetigen/<secret>")
@public
def confirm(secret: str) -> str:
    """Put a suggestion before the editors."""
    return render_template(
        "answering/suggestion_confirm.html", confirmed=site().writing.confirm_proposal(secret), unlisted=True
    )


@pages.get("/vorschlag")
@public
def suggest() -> str:
    """Show the form for suggesting something without an account."""
    return _suggestion(Filled(), _kind(request.args.get("art")))


@pages.post("/vorschlag")
@public
def send_suggestion() -> ResponseReturnValue:
    """Send a suggestion; a mail asks whether it is one's own."""
    return _send(None)


@pages.get("/vorschlag/noch-einmal/<secret>")
@public
def suggest_again(secret: str) -> ResponseReturnValue:
    """Show the form with the words of a suggestion that was refused, and why it was."""
    refused = _refused(secret)
    if refused is None:
        return kept_by_nobody(render_template("answering/suggestion_over.html", unlisted=True), _NOT_FOUND)
    typed = forms.typed(refused["kind"], refused["words"])
    typed["an"] = refused["email"]
    return kept_by_nobody(_suggestion(Filled(typed), refused["kind"], refused=refused))


@pages.post("/vorschlag/noch-einmal/<secret>")
@public
def send_again(secret: str) -> ResponseReturnValue:
    """Send the words once more, as a suggestion of its own; also if nobody knows any more why they were refused."""
    return _send(calmly(lambda: _refused(secret)))


@pages.get("/melden")
@public
def ask_what_is_wrong() -> str:
    """Show the form for saying that something is wrong on a page."""
    path = own_path(request.args.get("seite")) or "/"
    return _report(Filled(), path)


@pages.post("/melden")
@public
def report() -> ResponseReturnValue:
    """Tell the editors what is wrong."""
    path = own_path(request.form.get("seite")) or "/"
    filled, words = read(ReportForm, request.form)
    if words is not None and looks_automatic():
        filled.errors["text"], words = TOO_FAST, None
    if words is None:
        return _report(filled, path), _WRONG
    told = {"path": path[:300], "title": (_title(path) or path)[:200], "text": words["text"], "email": words["an"]}
    try:
        or_refused(lambda: site().directory.report(told))
    except Refused as refused:
        if refused.status not in SENTENCES:
            raise
        filled.errors["an" if refused.status == _WRONG else "text"] = SENTENCES[refused.status]
        return _report(filled, path), refused.status
    return render_template("answering/reported.html", path=path, unlisted=True)


def _refused(secret: str) -> Words | None:
    try:
        return site().writing.refused_proposal(secret)
    except NotFound:
        return None
    except Refused as refused:
        if refused.status != _NOT_FOUND:
            raise
        return None


def _send(refused: Words | None) -> ResponseReturnValue:
    kind = _kind(request.form.get("art"))
    typed, wish = in_between(kind)
    if wish not in {"", "senden"}:
        return _suggestion(Filled(typed), kind, grows=wish.partition("mehr:")[2], refused=refused)
    filled, _ = read(SenderForm, typed)
    words = _said(kind, typed)
    told: Words = {"kind": kind, "words": words, "email": request.form.get("an", "").strip(), "language": language()}
    if refused:
        told |= {name: refused[name] for name in ("subject_id", "organisation_id")}
    if _NAMED[kind] not in words:
        filled.errors[_NAMED[kind]] = MISSING
    if not filled.errors and looks_automatic():
        filled.errors["an"] = TOO_FAST
    if filled.errors:
        return _suggestion(filled, kind, refused=refused), _WRONG
    if not request.form.get("aehnlich") and (found := duplicates_of(kind, words)):
        return _suggestion(filled, kind, found, refused=refused)
    try:
        or_refused(lambda: site().writing.propose(told))
    except Refused as trouble:
        return _suggestion(_with(filled, trouble, kind), kind, refused=refused), trouble.status
    return render_template("answering/suggestion_sent.html", email=told["email"], unlisted=True)


def _with(filled: Filled, refused: Refused, kind: str) -> Filled:
    if refused.kind == "suggestion-without-name":
        filled.errors[_NAMED[kind]] = MISSING
    elif refused.status in SENTENCES:
        filled.errors["an"] = SENTENCES[refused.status]
    else:
        raise refused
    return filled


def _kind(word: str | None) -> str:
    return word if word in _NAMED else "organisation"


def _said(kind: str, typed: MultiDict[str, str]) -> Words:
    return {name: word for name, word in forms.read(kind, typed).items() if word not in (None, [], False)}


def _suggestion(filled: Filled, kind: str, found: Any = (), *, grows: str = "", refused: Words | None = None) -> str:
    return render_template(
        "answering/suggestion.html",
        form=filled,
        kind=kind,
        steps=suggested(kind),
        labels=labels_of(kind),
        choices={"planned": planned(_said(kind, filled.typed))} if kind == "event" else {},
        duplicates=found,
        grows=grows,
        refused=refused,
        stays=True,
        unlisted=True,
    )


def _report(filled: Filled, path: str) -> str:
    return render_template("answering/report.html", form=filled, path=path, title=_title(path), unlisted=True)


def _title(path: str) -> str:
    """Return what the thing is called that a page shows; nothing for other pages, and when nobody can be asked."""
    try:
        endpoint, given = current_app.url_map.bind("").match(path.partition("?")[0])
        kind = things.KINDS.get(endpoint)
        return things.title(calmly(lambda: things.thing(kind, given["slug"])) or {}) if kind else ""
    except (HTTPException, NotFound, Refused):
        return ""
