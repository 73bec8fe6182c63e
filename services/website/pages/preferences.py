"""What somebody gets from us, on one page: by the link of a mail, or signed in."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.clients.profiles import Shown, by_link, by_signing_in
from services.website.forms import forecasting, subscriptions
from services.website.forms.form import Filled, read
from services.website.language import LANGUAGES, said
from services.website.pages.subscribe import over
from services.website.signed_in import person
from services.website.site import site

pages = Blueprint("preferences", __name__)
_TOO_MANY = said("These are very many wishes already. Please remove some first.")
_NOT_SUBSCRIBED, _CONFLICT, _WRONG = 404, 409, 422


@dataclass(frozen=True)
class Owner:
    """Whose subscription is meant: of who has the link with a token, or of who has signed in."""

    token: str = ""

    @property
    def shown(self) -> Shown:
        """Return what shows it to profiles-service; raises `SignedOut`."""
        return by_link(self.token) if self.token else by_signing_in(person().tokens["profiles-service"])

    def url(self, deed: str = "show", **more: Any) -> str:
        """Return the address of the page, or of what may be done on it."""
        if self.token:
            return url_for(f"preferences.{deed}", token=self.token, **more)
        return url_for(f"preferences.{deed}_own", **more)


@pages.get("/nachrichten/verwalten/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show a subscription as it stands; perhaps with one interest open for changing."""
    return _shown(Owner(token))


@pages.get("/konto/nachrichten")
@requires("person")
def show_own() -> ResponseReturnValue:
    """Show one's own subscription as it stands."""
    return _shown(Owner())


@pages.post("/nachrichten/verwalten/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    """Change a subscription: letters, one interest more or less, or one told otherwise."""
    return _changed(Owner(token))


@pages.post("/konto/nachrichten")
@requires("person")
def change_own() -> ResponseReturnValue:
    """Change one's own subscription."""
    return _changed(Owner())


@pages.post("/nachrichten/verwalten/<token>/pause")
@public
def pause(token: str) -> ResponseReturnValue:
    """Let nothing be written for a while, or nothing about one interest, or go on at once."""
    return _paused(Owner(token))


@pages.post("/konto/nachrichten/pause")
@requires("person")
def pause_own() -> ResponseReturnValue:
    """Let nothing be written to oneself for a while, or go on at once."""
    return _paused(Owner())


@pages.post("/nachrichten/verwalten/<token>/ende")
@public
def end(token: str) -> ResponseReturnValue:
    """End a whole subscription."""
    return _ended(Owner(token))


@pages.post("/konto/nachrichten/ende")
@requires("person")
def end_own() -> ResponseReturnValue:
    """End one's own subscription."""
    return _ended(Owner())


def _shown(owner: Owner) -> ResponseReturnValue:
    try:
        subscription = site().profiles.subscription(owner.shown)
    except Refused as refused:
        return _without(owner, refused)
    return _page(owner, subscription, _opened(subscription))


def _changed(owner: Owner) -> ResponseReturnValue:
    try:
        subscription = site().profiles.subscription(owner.shown)
        if request.form.get("tun") == forecasting.COUNT:
            return _page(owner, subscription, Filled(request.form))
        changed = _as_it_shall_be(subscription, request.form)
        if isinstance(changed, Filled):
            return _page(owner, subscription, changed), _WRONG
        site().profiles.change_subscription(owner.shown, changed)
    except Refused as refused:
        if refused.status == _CONFLICT:
            return _page(owner, subscription, Filled(request.form, {"was": _TOO_MANY})), _CONFLICT
        return _without(owner, refused)
    return redirect(owner.url(erledigt="ja"), 303)


def _paused(owner: Owner) -> ResponseReturnValue:
    filled, words = read(subscriptions.PauseForm, request.form)
    interest_id = request.form.get("abo", "")
    try:
        if request.form.get("tun") == "weiter":
            site().profiles.resume(owner.shown, interest_id=interest_id)
        elif words is None:
            return _page(owner, site().profiles.subscription(owner.shown), pause=filled), _WRONG
        else:
            site().profiles.pause(owner.shown, words["bis"], interest_id=interest_id)
    except Refused as refused:
        if refused.status == _WRONG:
            filled.errors["bis"] = subscriptions.PAUSE_DAY
            return _page(owner, site().profiles.subscription(owner.shown), pause=filled), _WRONG
        return _without(owner, refused)
    return redirect(owner.url(erledigt="ja"), 303)


def _ended(owner: Owner) -> ResponseReturnValue:
    try:
        site().profiles.leave(owner.shown)
    except Refused as refused:
        return _without(owner, refused)
    return redirect(owner.url(), 303)


def _without(owner: Owner, refused: Refused) -> ResponseReturnValue:
    """Say that a link opens nothing any more, or that who has signed in gets nothing yet."""
    if owner.token or refused.status != _NOT_SUBSCRIBED:
        return over(refused)
    return render_template("subscribe/none.html", email=person().email)


def _page(owner: Owner, subscription: Words, opened: Filled | None = None, **more: Any) -> str:
    about: dict[str, Any] = {"owner": owner, "subscription": subscription, "opened": opened}
    if opened:
        about["forecast"] = forecasting.of_form(opened.typed)
    else:
        about["forecasts"] = forecasting.of_interests(subscription["interests"])
    # Of all the forms for a pause, the one that was sent comes back as it was filled in.
    pause = more.pop("pause", Filled())
    paused = pause.value("abo")
    about |= {"pause": pause, "paused": paused, "own_pause": Filled() if paused else pause}
    return render_template("subscribe/manage.html", **about, **more)


def _opened(subscription: Words) -> Filled | None:
    wanted = request.args.get("aendern", "")
    if wanted == "neu":
        return Filled(MultiDict([("was", "offer"), ("takt", "at_once")]))
    found = next((each for each in subscription["interests"] if each["id"] == wanted), None)
    return Filled(subscriptions.typed_interest(found)) if found else None


def _as_it_shall_be(subscription: Words, typed: MultiDict[str, str]) -> Words | Filled:
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
    return {**words, "interests": [subscriptions.as_told(each) for each in interests]}
