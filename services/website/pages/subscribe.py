"""Messages: asking for them, confirming, and changing one's mind."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import public
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly, or_refused
from services.website.forms import subscriptions
from services.website.forms.form import SENTENCES, AddressForm, Filled, read
from services.website.language import LANGUAGES, language, said
from services.website.lists import watching
from services.website.security import looks_automatic
from services.website.site import site

pages = Blueprint("subscribe", __name__)
TOO_FAST = said("That was very fast. Please send the form once more.")
_OTHER_WORDING = said("The wording has changed in the meantime. Please read it once more.")
_TOO_MANY = said("These are very many wishes already. Please remove some first.")
_CONFLICT, _WRONG = 409, 422
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
    return _form(Filled(typed))


@pages.post("/nachrichten")
@public
def send() -> ResponseReturnValue:
    """Ask for messages; they begin after a click in the letter that follows."""
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


@pages.get("/nachrichten/verwalten/<token>")
@public
def manage(token: str) -> ResponseReturnValue:
    """Show a subscription as it stands; perhaps with one interest open for changing."""
    try:
        subscription = site().profiles.subscription(token)
    except Refused as refused:
        return over(refused)
    return _managed(token, subscription, _opened(subscription))


@pages.post("/nachrichten/verwalten/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    """Change a subscription: letters, one interest more or less, or one told otherwise."""
    try:
        subscription = site().profiles.subscription(token)
        changed = _changed(subscription, request.form)
        if isinstance(changed, Filled):
            return _managed(token, subscription, changed), 422
        site().profiles.change_subscription(token, changed)
    except Refused as refused:
        if refused.status == _CONFLICT:
            return _managed(token, subscription, Filled(request.form, {"was": _TOO_MANY})), _CONFLICT
        return over(refused)
    return redirect(url_for("subscribe.manage", token=token, erledigt="ja"), 303)


@pages.post("/nachrichten/verwalten/<token>/pause")
@public
def pause(token: str) -> ResponseReturnValue:
    """Let nothing be written for a while, or go on at once."""
    filled, words = read(subscriptions.PauseForm, request.form)
    try:
        if request.form.get("tun") == "weiter":
            site().profiles.resume(token)
        elif words is None:
            return _managed(token, site().profiles.subscription(token), None, filled), 422
        else:
            site().profiles.pause(token, words["bis"])
    except Refused as refused:
        if refused.status == _WRONG:
            filled.errors["bis"] = subscriptions.PAUSE_DAY
            return _managed(token, site().profiles.subscription(token), None, filled), _WRONG
        return over(refused)
    return redirect(url_for("subscribe.manage", token=token, erledigt="ja"), 303)


def _form(filled: Filled) -> str:
    # The form is sent to its own address, so what a list had chosen is still known when something is wrong.
    watched = watching.watched(request.args)
    return render_template("subscribe/form.html", form=filled, wording=_wording(), watched=watched)


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
        filled.errors["zustimmung"] = _OTHER_WORDING
    elif refused.status in SENTENCES:
        filled.errors["email"] = SENTENCES[refused.status]
    else:
        raise refused
    return filled


def _opened(subscription: Words) -> Filled | None:
    wanted = request.args.get("aendern", "")
    if wanted == "neu":
        return Filled(MultiDict([("was", "offer"), ("takt", "at_once")]))
    found = next((each for each in subscription["interests"] if each["id"] == wanted), None)
    return Filled(subscriptions.typed_interest(found)) if found else None


def _managed(token: str, subscription: Words, opened: Filled | None, paused: Filled | None = None) -> str:
    about = {"token": token, "subscription": subscription, "opened": opened, "pause": paused or Filled()}
    return render_template("subscribe/manage.html", **about)


def _changed(subscription: Words, typed: MultiDict[str, str]) -> Words | Filled:
    """Return the whole subscription as it shall be, or the form with what is wrong about it."""
    interests = [each for each in subscription["interests"] if each["id"] != typed.get("abo")]
    words = {name: subscription[name] for name in ("language", "newsletter", "reminders")}
    if typed.get("tun") == "briefe":
        wanted = typed.get("briefsprache", "")
        words["language"] = wanted if wanted in LANGUAGES else words["language"]
        words |= {name: name in typed for name in ("newsletter", "reminders")}
        interests = subscription["interests"]
    elif typed.get("tun") == "sichern":
        filled, interest = read(subscriptions.InterestForm, typed)
        if interest is None:
            return filled
        interests = [*interests, subscriptions.interest(interest)]
    return {**words, "interests": [{name: each[name] for name in each if name != "id"} for each in interests]}


def over(refused: Refused) -> ResponseReturnValue:
    """Say that a link no longer opens anything; what nobody expects is a mistake of ours."""
    if refused.status not in _OVER:
        raise refused
    response = make_response(render_template("subscribe/link.html", form=Filled(), is_over=True), 404)
    response.headers["Cache-Control"] = "no-store"
    return response
