"""The desk of a group: events of others in its own calendar, asked for and given up again."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.errors import NotFound
from services.website.signed_in import events_token
from services.website.site import site

pages = Blueprint("desk_showings", __name__, url_prefix="/eintragen/mitzeigen")
_DONE = {"open": "gefragt", "shown": "gezeigt", "refused": "nein"}


@pages.get("/<slug>")
@requires("person")
def show(slug: str) -> str:
    """Show which of one's groups may show an event of another, and how that stands."""
    event = site().events.event(slug)
    groups = site().events.showings(event["id"], token=events_token())
    return render_template("desk/showings.html", event=event, groups=groups, unlisted=True)


@pages.post("/<slug>")
@requires("person")
def change(slug: str) -> ResponseReturnValue:
    """Ask for a group, or give it up again; pressed once more, it changes nothing."""
    event = site().events.event(slug)
    may = {each["organisation"]["id"] for each in site().events.showings(event["id"], token=events_token())}
    group, deed = request.form.get("gruppe", ""), request.form.get("tun", "")
    if group not in may or deed not in {"zeigen", "aufhoeren"}:
        raise NotFound
    if deed == "zeigen":
        done = _DONE[site().events.ask_to_show(event["id"], group, token=events_token())["state"]]
    else:
        site().events.end_showing(event["id"], group, token=events_token())
        done = "aufgehoert"
    return redirect(url_for("desk_showings.show", slug=slug, erledigt=done), 303)
