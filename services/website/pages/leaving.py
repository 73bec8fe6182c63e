"""Leaving: what a mail is ends with one click; beside it stand the other ways to hear less."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.kit.leaving import DIGESTS, EVERYTHING, NEWSLETTER, REMINDERS, Scope, is_about_a_seat
from services.website.clients.asking import Words
from services.website.forms import subscriptions
from services.website.language import _, language, said
from services.website.pages.subscribe import over
from services.website.security import open_to_others
from services.website.site import site
from services.website.times import day

pages = Blueprint("leaving", __name__)
# What a button says to profiles-service; a mail program presses none (RFC 8058).
_WISHES = {"art": "kind", "woche": "weekly", "newsletter": "newsletter", "pause": "pause", "alles": "everything"}
_WRONG = 422
_KINDS = {
    "offer": said("No more messages about offers"),
    "event": said("No more messages about events"),
    "project": said("No more messages about projects"),
    "organisation": said("No more messages about groups"),
}
_SCOPES = {
    EVERYTHING: said("End all messages"),
    NEWSLETTER: said("No more newsletters"),
    REMINDERS: said("No more reminders"),
    "daily": said("No more daily overview"),
    "weekly": said("No more weekly overview"),
}


@pages.get("/u/<token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """Show the buttons; nothing ends by looking."""
    if is_about_a_seat(token):
        return _seat(token, site().seats.reminders)
    try:
        departure = site().profiles.departure(token)
    except Refused as refused:
        return over(refused)
    return _asked(token, departure)


@pages.post("/u/<token>")
@public
@open_to_others
def leave(token: str) -> ResponseReturnValue:
    """End what the link is about, or what a button says, for people and for mail programs alike."""
    if is_about_a_seat(token):
        return _seat(token, site().seats.end_reminders)
    wish = _WISHES.get(request.form.get("tun", ""), "scope")
    until = _day(request.form.get("bis", "")) if wish == "pause" else None
    try:
        departure = site().profiles.depart(token, {"wish": wish, "until": until})
    except Refused as refused:
        if refused.status == _WRONG:
            return _asked(token, site().profiles.departure(token), error=_(subscriptions.PAUSE_DAY)), _WRONG
        return over(refused)
    return render_template(
        "leaving/left.html", token=token, departure=departure, wish=wish, done=_done(wish, departure)
    )


def _seat(token: str, ask: Callable[[str], Words]) -> ResponseReturnValue:
    """Show whether reminders of one event come still; another service knows of these."""
    try:
        return render_template("leaving/seat.html", token=token, own=ask(token))
    except Refused as refused:
        return over(refused)


def ways(departure: Words) -> dict[str, Any]:
    """Return what a link ends, and the other ways to hear less that make sense beside it."""
    scope, open_ways = Scope(departure["scope"]), departure["ways"]
    return {
        "scope": _ending(scope) if "scope" in open_ways else None,
        "kind": _(_KINDS[scope.kind]) if scope.kind and scope.categories and "kind" in open_ways else None,
        "weekly": (bool(scope.kind) or scope.words == DIGESTS[0]) and "weekly" in open_ways,
        "newsletter": scope.words not in (NEWSLETTER, EVERYTHING) and "newsletter" in open_ways,
        "everything": scope.words != EVERYTHING,
    }


def _ending(scope: Scope) -> str:
    if not scope.categories:
        return _(_SCOPES[scope.words] if scope.words in _SCOPES else _KINDS[str(scope.kind)])
    known = {each.key: each.short.in_language(language()) for each in site().city.categories}
    topics = ", ".join(known.get(key, key) for key in scope.categories)
    return _("No more messages about %(topics)s", topics=topics)


def _asked(token: str, departure: Words, *, error: str = "") -> str:
    return render_template("leaving/leave.html", token=token, departure=departure, ways=ways(departure), error=error)


def _done(wish: str, departure: Words) -> str:
    """Return in one sentence what has changed."""
    if departure["state"] == "left":
        return _("All messages are ended.")
    if wish == "pause" and departure["paused_until"]:
        return _("From %(day)s on we write to you again. Your topics stay.", day=day(departure["paused_until"]))
    if wish == "weekly":
        return _("From now on you hear from us about this once a week.")
    scope = Scope({"kind": Scope(departure["scope"]).kind, "newsletter": NEWSLETTER}.get(wish) or departure["scope"])
    return _("Done: %(what)s.", what=_ending(scope))


def _day(typed: str) -> str | None:
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        return None
