"""The desk of a group: its own calendar elsewhere, looked at first, then read by itself, asked about and left."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words
from services.website.clients.feeds import Feeds
from services.website.forms import feeds
from services.website.forms.form import Filled
from services.website.language import said
from services.website.pages.desk.overview import own_group, own_groups
from services.website.signed_in import events_token, person
from services.website.site import site

pages = Blueprint("desk_feeds", __name__, url_prefix="/eintragen/kalender")
_CONFLICT, _STALE, _WRONG = 409, 412, 422
SENTENCES = {
    "not-tried-yet": said(
        "This calendar has not been read yet, so nobody knows what would come in. Please wait a moment."
    ),
    "nothing-asked": said("There is no question about this calendar any more."),
    "too-many-feeds": said("This group has ten calendars here already. Please leave one of them first."),
    "no-such-feed": said("There is no such calendar."),
    "not-your-organisation": said("Only those who look after a group may give its calendar."),
    "no-such-organisation": said("The calendar does not know this group yet. Please try again in a minute."),
}
_CHANGED_ELSEWHERE = said("Somebody has changed this in the meantime. Please look at it once more.")
_BLANK = MultiDict([("quelle", "ja"), ("voraus", "180")])
_DEEDS: dict[str, tuple[str, Callable[[Feeds, str, str], None]]] = {
    "einlassen": ("laeuft", lambda feeds, feed_id, token: feeds.start(feed_id, token=token)),
    "anhalten": ("angehalten", lambda feeds, feed_id, token: feeds.pause(feed_id, token=token)),
    "behalten": ("behalten", lambda feeds, feed_id, token: feeds.answer(feed_id, "keep", token=token)),
    "zurueckziehen": ("zurueckgezogen", lambda feeds, feed_id, token: feeds.answer(feed_id, "withdraw", token=token)),
}
_LEAVING = {"bleiben": "keep", "gehen": "withdraw"}


@pages.get("")
@requires("person")
def overview() -> str:
    """List the calendars of one's groups, those first that wait for a word."""
    groups = own_groups(person().tokens["directory-service"])
    shelves = [(group, _feeds().of(group["id"], token=events_token())) for group in groups]
    others = _others(groups) if person().is_editor else []
    return render_template("desk/feeds.html", shelves=shelves, others=others, unlisted=True)


@pages.get("/neu/<slug>")
@requires("person")
def ask(slug: str) -> str:
    """Ask for the address of a group's calendar."""
    return _form(own_group(slug), Filled(_BLANK))


@pages.post("/neu/<slug>")
@requires("person")
def begin(slug: str) -> ResponseReturnValue:
    """Have a calendar read, to show what would come in."""
    group = own_group(slug)
    filled, words = feeds.read_feed(request.form)
    if words is None:
        return _form(group, filled), _WRONG
    try:
        feed = _feeds().begin({**words, "organisation_id": group["id"]}, token=events_token())
    except Refused as refused:
        return _form(group, _complained(filled, refused)), refused.status
    return redirect(url_for("desk_feeds.show", feed_id=feed["id"]), 303)


@pages.get("/<uuid:feed_id>")
@requires("person")
def show(feed_id: UUID) -> str:
    """Show how it stands with a calendar: what would come in, what is asked, what was noticed."""
    return _shown(str(feed_id))


@pages.post("/<uuid:feed_id>")
@requires("person")
def decide(feed_id: UUID) -> ResponseReturnValue:
    """Let it come in, pause it, or answer what is asked."""
    done, deed = _DEEDS.get(request.form.get("tun", ""), ("", None))
    if deed is None:
        return _shown(str(feed_id)), _WRONG
    try:
        deed(_feeds(), str(feed_id), events_token())
    except Refused as refused:
        if refused.kind not in SENTENCES or refused.status != _CONFLICT:
            raise
        return _shown(str(feed_id), SENTENCES[refused.kind]), refused.status
    return redirect(url_for("desk_feeds.show", feed_id=feed_id, erledigt=done), 303)


@pages.post("/<uuid:feed_id>/verlassen")
@requires("person")
def leave(feed_id: UUID) -> ResponseReturnValue:
    """Read a calendar never again."""
    events = _LEAVING.get(request.form.get("termine", ""))
    if events is None:
        return _shown(str(feed_id), said("Please say what becomes of the events.")), _WRONG
    _feeds().leave(str(feed_id), events, token=events_token())
    return redirect(url_for("desk_feeds.overview", erledigt="verlassen"), 303)


@pages.post("/termine/<uuid:event_id>/folgen")
@requires("person")
def follow_again(event_id: UUID) -> ResponseReturnValue:
    """Let an event that was changed here be as its calendar says."""
    followed = _feeds().followed(str(event_id), token=events_token())
    if followed is None:
        raise NotFound
    _feeds().follow_again(str(event_id), token=events_token())
    return redirect(url_for("desk_feeds.show", feed_id=followed["feed_id"], erledigt="folgt"), 303)


@pages.get("/<uuid:feed_id>/aendern")
@requires("person")
def edit(feed_id: UUID) -> str:
    """Show a calendar's choices, to be changed."""
    feed = _feeds().feed(str(feed_id), token=events_token())
    return _form(None, Filled(feeds.typed_feed(feed)), feed)


@pages.post("/<uuid:feed_id>/aendern")
@requires("person")
def change(feed_id: UUID) -> ResponseReturnValue:
    """Read a calendar with other choices."""
    filled, words = feeds.read_feed(request.form)
    version = request.form.get("version", "")
    if words is None:
        return _form(None, filled, _feeds().feed(str(feed_id), token=events_token())), _WRONG
    try:
        _feeds().change(str(feed_id), words, version=int(version) if version.isdecimal() else 0, token=events_token())
    except Refused as refused:
        return _form(
            None, _complained(filled, refused), _feeds().feed(str(feed_id), token=events_token())
        ), refused.status
    return redirect(url_for("desk_feeds.show", feed_id=feed_id, erledigt="gesichert"), 303)


def _shown(feed_id: str, trouble: str = "") -> str:
    feed = _feeds().feed(feed_id, token=events_token())
    readings = _feeds().readings(feed_id, token=events_token())
    return render_template("desk/feed.html", feed=feed, readings=readings, trouble=trouble, unlisted=True)


def _form(group: Words | None, filled: Filled, feed: Words | None = None) -> str:
    return render_template("desk/feed_form.html", group=group, form=filled, feed=feed, ahead=feeds.AHEAD, unlisted=True)


def _complained(filled: Filled, refused: Refused) -> Filled:
    if refused.kind in SENTENCES:
        filled.errors["adresse"] = SENTENCES[refused.kind]
    elif refused.status == _STALE:
        filled.errors["adresse"] = _CHANGED_ELSEWHERE
    elif refused.status == _WRONG:
        return feeds.with_refusal(filled, refused.errors)
    else:
        raise refused
    return filled


def _others(groups: list[Words]) -> list[Words]:
    own = {each["id"] for each in groups}
    return [each for each in _feeds().of(None, token=events_token()) if each["organisation_id"] not in own]


def _feeds() -> Feeds:
    return site().feeds
