"""Who comes: the list of an event for those who organise it, with ticks, guests, places, questions, a mail to all."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms import signups
from services.website.forms.form import Filled, read
from services.website.language import said
from services.website.pages.files import attached
from services.website.pages.signup import SENTENCES
from services.website.signed_in import events_token
from services.website.site import site

pages = Blueprint("desk_signups", __name__, url_prefix="/eintragen/anmeldungen")
_STALE, _WRONG = 412, 422
_QUESTIONS_WRONG = said("Please look at your questions: each needs a reason, and a choice at least two answers.")
_QUESTIONS_FIRST = said("The editors enter new questions of your group. Please write to them what you want to ask.")
_CHANGED_ELSEWHERE = said("Somebody has changed this in the meantime. Please look at it once more.")
_TROUBLES = {_STALE: _CHANGED_ELSEWHERE, _WRONG: _QUESTIONS_WRONG}
_REFUSALS = {**SENTENCES, "review-first": _QUESTIONS_FIRST}
_CAME = {"da": True, "nicht-da": False, "offen": None}


@pages.get("/<uuid:event_id>")
@requires("person")
def guests(event_id: UUID) -> str:
    """Show who comes and who waits, by date."""
    return _shown(str(event_id), Filled(), Filled())


@pages.get("/<uuid:event_id>.<any(csv, xlsx):form>")
@requires("person")
def guests_file(event_id: UUID, form: str) -> Response:
    """Return who comes as a file."""
    return attached("anmeldungen", form, site().seats.guests_file(str(event_id), form, token=events_token()))


@pages.post("/<uuid:event_id>")
@requires("person")
def tick(event_id: UUID) -> ResponseReturnValue:
    """Note whether somebody came, or take somebody off the list."""
    deed, _, who = request.form.get("tun", "").partition(":")
    registration = f"registrations/{UUID(who)}"
    if deed == "streichen":
        words = {"note": request.form.get(f"notiz-{who}", "").strip() or None}
        return _done(event_id, "PUT", f"{registration}/cancellation", words, "gestrichen")
    return _done(event_id, "PUT", f"{registration}/attendance", {"came": _CAME[deed]}, "")


@pages.post("/<uuid:event_id>/gast")
@requires("person")
def add_guest(event_id: UUID) -> ResponseReturnValue:
    """Enter somebody who called or came by."""
    filled, words = signups.read_guest(request.form)
    if words is None:
        return _shown(str(event_id), filled, Filled()), _WRONG
    return _done(event_id, "POST", "guests", words, "eingetragen", guest=filled)


@pages.post("/<uuid:event_id>/plaetze")
@requires("person")
def change_places(event_id: UUID) -> ResponseReturnValue:
    """Say how many places a date has."""
    typed = request.form.get("plaetze", "")
    places = int(typed) if typed.isdecimal() else None
    words = {"places": places, "date_id": request.form.get("termin") or None}
    return _done(event_id, "PUT", "places", words, "gesichert")


@pages.post("/<uuid:event_id>/nachricht")
@requires("person")
def write_to_all(event_id: UUID) -> ResponseReturnValue:
    """Write to everybody who comes."""
    filled, words = read(signups.MessageForm, request.form)
    if words is None:
        return _shown(str(event_id), Filled(), filled), _WRONG
    told = {"text": words["text"], "date_id": words["termin"] or None}
    return _done(event_id, "POST", "messages", told, "geschrieben", message=filled)


@pages.get("/<uuid:event_id>/fragen")
@requires("person")
def ask_questions(event_id: UUID) -> str:
    """Show what people are asked who sign up."""
    listed = site().seats.guests(str(event_id), token=events_token())
    return _questions(event_id, listed, listed)


@pages.post("/<uuid:event_id>/fragen")
@requires("person")
def keep_questions(event_id: UUID) -> ResponseReturnValue:
    """Keep what people are asked."""
    listed = site().seats.guests(str(event_id), token=events_token())
    words = signups.arrangement(request.form)
    version = request.form.get("version", "")
    try:
        site().seats.arrange(
            str(event_id), words, version=int(version) if version.isdecimal() else 0, token=events_token()
        )
    except Refused as refused:
        trouble = _TROUBLES.get(refused.status) or _REFUSALS.get(refused.kind)
        if trouble is None:
            raise
        return _questions(event_id, listed, {**words, "version": listed["version"]}, trouble), refused.status
    return redirect(url_for("desk_signups.guests", event_id=event_id, erledigt="gesichert"), 303)


def _done(event_id: UUID, method: str, path: str, words: Words, done: str, **forms: Filled) -> ResponseReturnValue:
    try:
        site().seats.change(method, str(event_id), path, words, token=events_token())
    except Refused as refused:
        if refused.kind not in SENTENCES and "email" not in refused.errors:
            raise
        trouble = SENTENCES.get(refused.kind, said("Please enter a complete address, for example name@example.org."))
        guest, message = forms.get("guest", Filled()), forms.get("message", Filled())
        return _shown(str(event_id), guest, message, trouble), refused.status
    return redirect(url_for("desk_signups.guests", event_id=event_id, erledigt=done or None), 303)


def _shown(event_id: str, guest: Filled, message: Filled, trouble: str = "") -> str:
    listed = site().seats.guests(event_id, token=events_token())
    return render_template(
        "desk/signups.html", listed=listed, guest=guest, message=message, trouble=trouble, unlisted=True
    )


def _questions(event_id: UUID, listed: Words, asked: dict[str, Any], trouble: str = "") -> str:
    questions = [*asked["questions"], *[{}] * signups.MOST_QUESTIONS][: signups.MOST_QUESTIONS]
    return render_template(
        "desk/signup_questions.html", event_id=event_id, listed=listed, asked=asked, questions=questions,
        question_kinds=signups.KINDS, trouble=trouble, unlisted=True,
    )  # fmt: skip
