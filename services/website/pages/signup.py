"""Signing up for an event without an account: the form, and the page behind each link of a letter."""

import re
from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly
from services.website.forms import signups
from services.website.forms.form import ADDRESS, TOO_FAST, Filled
from services.website.language import language, said
from services.website.pages.lost import NO_LONGER_HERE
from services.website.security import kept_by_nobody, looks_automatic
from services.website.site import site

pages = Blueprint("signup", __name__)
_OVER = frozenset({400, 401, 403, 404, 410})
_CONFLICT = 409
# What each refusal of the calendar means for somebody who fills in the form.
SENTENCES = {
    "registration-elsewhere": said("One does not sign up for this event here. Its page says how."),
    "event-off": said("This event is cancelled. You cannot sign up any more."),
    "event-postponed": said("This event is postponed. You can sign up as soon as the new date is known."),
    "registration-not-yet": said("You cannot sign up for this event yet."),
    "registration-closed": said("It is too late to sign up for this date."),
    "fully-booked": said("All places are taken. Perhaps another date suits you."),
    "too-few-places": said("There are not enough places left for all of you. With fewer people it may work."),
    "too-many-together": said("So many people cannot sign up at once."),
    "no-such-date": said("Please choose a date."),
    "nothing-offered": said("No place is held for you any more. It was offered to the next in the line."),
    "not-fewer": said("Here you can only sign off a part of your group."),
    "registered-already": said("This address is registered for this date already."),
    "somebody-signed-up": said("People have signed up already, so this can no longer be changed."),
    "day-not-reached": said("From the day of the event on you can tick here who was there."),
    "nobody-to-write-to": said("Nobody on this list has signed up with an e-mail address herself."),
    "never-confirmed": said(
        "You entered this person yourself, so she has not agreed to mails from you. Please tell her why another way."
    ),
    "too-often": said("That was a bit much at once. Please wait a few minutes and try again."),
}
_AT_FIELD = {"too-many-together": "personen", "too-few-places": "personen"}


@pages.get("/termine/<slug>/anmelden")
@public
def ask(slug: str) -> str:
    """Show the form."""
    return _form(slug, Filled(request.args.copy()))


@pages.post("/termine/<slug>/anmelden")
@public
def send(slug: str) -> ResponseReturnValue:
    """Ask for a place; it is hers after a click in the letter that follows."""
    known = site().seats.signing_up(slug)
    filled, words = signups.read_sign_up(request.form, known)
    return _sent(slug, filled, words, lambda sent: site().seats.ask_for_seat(known["event_id"], sent), _form)


@pages.get("/termine/<slug>/merken")
@public
def ask_to_be_reminded(slug: str) -> str:
    """Show the form for reminders alone."""
    return _reminder_form(slug, Filled(request.args.copy()))


@pages.post("/termine/<slug>/merken")
@public
def remind(slug: str) -> ResponseReturnValue:
    """Ask to be reminded; that begins after a click in the letter that follows."""
    event = site().events.event(slug)
    filled, words = signups.read_reminder(request.form)
    return _sent(slug, filled, words, lambda sent: site().seats.ask_for_reminders(event["id"], sent), _reminder_form)


@pages.get("/anmeldung/bestaetigen/<token>")
@public
def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Show the button; a program that follows links in mails confirms nothing."""
    return _own(token, site().seats.own, confirming=True)


@pages.post("/anmeldung/bestaetigen/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Say that one wants to come, or to be reminded."""
    return _own(token, site().seats.confirm, done=True)


@pages.get("/anmeldung/<token>")
@public
def own(token: str) -> ResponseReturnValue:
    """Show how one stands, and what one may do."""
    return _own(token, site().seats.own)


@pages.post("/anmeldung/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    """Take the place that is held, sign off, come with fewer, or be reminded no more."""
    deeds: dict[str, Callable[[str], Words]] = {
        "annehmen": site().seats.accept,
        "absagen": site().seats.cancel,
        "still": site().seats.end_reminders,
    }
    people = request.form.get("personen", "")
    if re.fullmatch("[1-9][0-9]{0,2}", people):
        deeds["weniger"] = lambda link: site().seats.bring_fewer(link, int(people))
    deed = deeds.get(request.form.get("tun", ""))
    return _own(token, deed or site().seats.own, done=deed is not None)


def about(event: Words) -> Words | None:
    """Return how one signs up for an event here, for its page; nothing when one does not, or the calendar is away."""
    if event["registration"] != "platform":
        return None
    return calmly(lambda: site().seats.signing_up(event["slug"]))


def _sent(
    slug: str, filled: Filled, words: Words | None, tell: Callable[[Words], None], form: Callable[[str, Filled], str]
) -> ResponseReturnValue:
    if words is None:
        return form(slug, filled), 422
    if looks_automatic():
        filled.errors["email"] = TOO_FAST
        return form(slug, filled), 422
    try:
        tell({**words, "language": language()})
    except Refused as refused:
        return form(slug, _with_refusal(filled, refused)), refused.status
    return render_template(
        "signup/sent.html", slug=slug, email=words["email"], reminder=form is _reminder_form, unlisted=True
    )


def _with_refusal(filled: Filled, refused: Refused) -> Filled:
    """Say beside the field what stands in the way; what nobody expects is a mistake of ours."""
    question = refused.problem.get("words", {}).get("question")
    if question:
        filled.errors[signups.QUESTION + question] = said("Please answer this question.")
    elif "email" in refused.errors:
        filled.errors["email"] = ADDRESS
    elif refused.kind in SENTENCES:
        filled.errors[_AT_FIELD.get(refused.kind, "termin")] = SENTENCES[refused.kind]
    else:
        raise refused
    return filled


def _form(slug: str, filled: Filled) -> str:
    event = site().events.event(slug)
    return render_template(
        "signup/form.html", event=event, signup=site().seats.signing_up(slug), signup_form=filled, unlisted=True
    )


def _reminder_form(slug: str, filled: Filled) -> str:
    return render_template("signup/reminder.html", event=site().events.event(slug), form=filled, unlisted=True)


def _own(
    token: str, ask: Callable[[str], Words], *, confirming: bool = False, done: bool = False
) -> ResponseReturnValue:
    trouble, status = "", 200
    try:
        found = ask(token)
    except Refused as refused:
        if refused.kind == NO_LONGER_HERE:
            raise
        if refused.status in _OVER:
            return kept_by_nobody(render_template("signup/over.html", unlisted=True), 404)
        if refused.kind not in SENTENCES:
            raise
        trouble, status, found = SENTENCES[refused.kind], refused.status, site().seats.own(token)
    shown = render_template(
        "signup/own.html", own=found, token=token, confirming=confirming, done=done and not trouble, trouble=trouble,
        unlisted=True,
    )  # fmt: skip
    return kept_by_nobody(shown, status)
