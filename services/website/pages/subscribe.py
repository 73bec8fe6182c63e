"""Messages: asking for them, confirming, and changing one's mind."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly, or_refused
from services.website.forms import forecasting, subscriptions
from services.website.forms.form import OTHER_WORDING, SENTENCES, TOO_FAST, AddressForm, Filled, read
from services.website.language import language
from services.website.lists import watching
from services.website.pages.lost import NO_LONGER_HERE
from services.website.security import kept_by_nobody, looks_automatic
from services.website.signed_in import address_if_any
from services.website.site import site

pages = Blueprint("subscribe", __name__)
_OVER = frozenset({400, 401, 403, 404, 410})


@pages.get("/nachrichten")
@public
def ask() -> str:
    """Show the form; what a list had chosen is chosen here too."""
    typed = watching.watched(request.args).typed
    if not typed.getlist("was"):
        typed.add("was", "offer")
    typed.setdefault("takt", "at_once")
    typed.setdefault("briefsprache", language())
    typed.setdefault("email", address_if_any())
    return _form(Filled(typed))


@pages.post("/nachrichten")
@public
def send() -> ResponseReturnValue:
    """Ask for messages; they begin after a click in the letter that follows."""
    if request.form.get("tun") == forecasting.COUNT:
        return _form(Filled(request.form))
    filled, words = read(subscriptions.SubscriptionForm, request.form)
    if words is None:
        return _form(filled), 422
    if looks_automatic():
        filled.errors["email"] = TOO_FAST
        return _form(filled), 422
    try:
        or_refused(lambda: site().profiles.subscribe(_subscription(words)))
    except Refused as refused:
        return _form(_with_refusal(filled, refused)), refused.status
    return render_template("subscribe/sent.html", email=words["email"])


@pages.get("/nachrichten/vorschau")
@public
def forecast() -> str:
    """Say how much an interest would bring, for the form to show while it is filled in."""
    return render_template("subscribe/forecast.html", forecast=forecasting.of_form(request.args))


@pages.get("/nachrichten/bestaetigen/<token>")
@public
def confirm(token: str) -> str:
    """Show the button; a program that follows links in mails confirms nothing."""
    return render_template("subscribe/confirm.html", token=token)


@pages.post("/nachrichten/bestaetigen/<token>")
@public
def confirmed(token: str) -> ResponseReturnValue:
    """Confirm a subscription."""
    try:
        subscription = site().profiles.confirm(token)
    except Refused as refused:
        return over(refused)
    return render_template("subscribe/confirmed.html", subscription=subscription)


@pages.get("/nachrichten/verwalten")
@public
def ask_for_link() -> str:
    """Show the form that mails the link to one's own subscription once more."""
    return render_template("subscribe/link.html", form=Filled())


@pages.post("/nachrichten/verwalten")
@public
def send_link() -> ResponseReturnValue:
    """Mail the link; the answer is the same whether or not the address is known."""
    filled, words = read(AddressForm, request.form)
    if words is None:
        return render_template("subscribe/link.html", form=filled), 422
    try:
        told = {"email": words["email"], "language": language()}
        or_refused(lambda: site().profiles.send_manage_link(told))
    except Refused as refused:
        return render_template("subscribe/link.html", form=_with_refusal(filled, refused)), refused.status
    return render_template("subscribe/link.html", form=filled, sent_to=words["email"])


def _form(filled: Filled) -> str:
    # The form is sent to its own address, so what a list had chosen is still known when something is wrong.
    watched = watching.watched(request.args)
    about = {"wording": _wording(), "watched": watched, "forecast": forecasting.of_form(filled.typed)}
    return render_template("subscribe/form.html", form=filled, **about)


def _wording() -> Words:
    """Return the words of consent; the city's own file says the same if profiles-service is away."""
    consent = site().city.consent
    known = calmly(lambda: site().profiles.wording(language()))
    return known or {"version": consent.version, "text": consent.text.in_language(language())}


def _subscription(words: dict[str, Any]) -> Words:
    name = {"name": words["name"]} if words["name"] else {}
    return {
        **name,
        "email": words["email"],
        "language": words["briefsprache"],
        "interests": [subscriptions.interest(words)],
        "newsletter": words["newsletter"],
        "wording_version": words["wortlaut"],
        "form": request.path,
    }


def _with_refusal(filled: Filled, refused: Refused) -> Filled:
    """Say beside the address what stands in the way; what nobody expects is a mistake of ours."""
    if "wording_version" in refused.errors:
        filled.errors["zustimmung"] = OTHER_WORDING
    elif refused.status in SENTENCES:
        filled.errors["email"] = SENTENCES[refused.status]
    else:
        raise refused
    return filled


def over(refused: Refused) -> ResponseReturnValue:
    """Say that a link no longer opens anything; what nobody expects is a mistake of ours."""
    if refused.status not in _OVER or refused.kind == NO_LONGER_HERE:
        raise refused
    return kept_by_nobody(render_template("subscribe/link.html", form=Filled(), is_over=True), 404)
