"""The desk of editors: newsletters go out, are stopped, and show who has not got them; and how sending stands."""

from datetime import datetime
from itertools import chain
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit import clock
from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms.form import Filled
from services.website.language import said
from services.website.pages.desk.newsletters import token, with_frame
from services.website.signed_in import person
from services.website.site import site
from services.website.times import ZONE

pages = Blueprint("desk_posting", __name__, url_prefix="/eintragen")
_CONFLICT, _STALE, _WRONG = 409, 412, 422
_STATES = (
    "pending", "committed", "accepted", "delivered", "bounced", "complained", "rejected", "unknown", "suppressed",
    "cancelled", "expired",
)  # fmt: skip
_STEPS = {
    "pausieren": ("PUT", "pause", "pausiert"),
    "weiter": ("DELETE", "pause", "weiter"),
    "zuruecknehmen": ("DELETE", "schedule", "zurueckgenommen"),
    "abbrechen": ("PUT", "cancellation", "abgebrochen"),
}
_NO_DAY = said("Please choose a day and a time.")
_TOO_LATE = said("This moment is over already. Please choose a later one.")


@pages.get("/rundbriefe/<uuid:newsletter_id>")
@requires("person")
def show(newsletter_id: UUID) -> ResponseReturnValue:
    """Show a newsletter with how far it has come, and what can be done next."""
    known = _newsletter(newsletter_id)
    readers = site().notifier.readers(known["audience"], token=token())
    page = render_template("desk/newsletter.html", known=known, readers=readers, who=person(), unlisted=True)
    return with_frame(page)


@pages.post("/rundbriefe/<uuid:newsletter_id>/test")
@requires("person")
def try_out(newsletter_id: UUID) -> ResponseReturnValue:
    """Send a test to the editor who asks for it, and to nobody else."""
    language = "en" if request.form.get("sprache") == "en" else "de"
    site().notifier.try_out(str(newsletter_id), language, token=token())
    return _back(newsletter_id, "test")


@pages.get("/rundbriefe/<uuid:newsletter_id>/senden")
@requires("person")
def ask_when(newsletter_id: UUID) -> ResponseReturnValue:
    """Ask when it goes out, once more with to how many."""
    return _when(newsletter_id, Filled())


@pages.post("/rundbriefe/<uuid:newsletter_id>/senden")
@requires("person")
def send(newsletter_id: UUID) -> ResponseReturnValue:
    """Let a newsletter start at once or later, as the editor has seen it."""
    filled, is_later = Filled(request.form), request.form.get("wann") == "spaeter"
    at = _moment(request.form.get("zeitpunkt", "")) if is_later else None
    if is_later and (at is None or at <= clock.now()):
        filled.errors["zeitpunkt"] = _NO_DAY if at is None else _TOO_LATE
        return _when(newsletter_id, filled, status=_WRONG)
    version = request.form.get("version", 0, type=int)
    try:
        words = at.isoformat() if at else None
        site().notifier.schedule(str(newsletter_id), words, version=version, token=token())
    except Refused as refused:
        if refused.status not in {_CONFLICT, _STALE}:
            raise
        return _back(newsletter_id, "war-schon-so" if refused.status == _CONFLICT else "veraltet")
    return _back(newsletter_id, "geplant" if at else "gestartet")


@pages.get("/rundbriefe/<uuid:newsletter_id>/abbrechen")
@requires("person")
def ask_whether(newsletter_id: UUID) -> str:
    """Ask whether it is really to be cancelled."""
    return render_template("desk/newsletter_cancel.html", known=_newsletter(newsletter_id), unlisted=True)


@pages.post("/rundbriefe/<uuid:newsletter_id>/<any(pausieren, weiter, zuruecknehmen, abbrechen):step>")
@requires("person")
def steer(newsletter_id: UUID, step: str) -> ResponseReturnValue:
    """Pause, go on, take back, or cancel."""
    method, what, done = _STEPS[step]
    try:
        site().notifier.tell(method, str(newsletter_id), what, token=token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        done = "war-schon-so"
    return _back(newsletter_id, done)


@pages.get("/rundbriefe/<uuid:newsletter_id>/empfaenger")
@requires("person")
def recipients(newsletter_id: UUID) -> str:
    """Show who has not got it, why, and what happens next."""
    state = _state()
    asked = {"state": state, "after": request.args.get("nach", 0, type=int)}
    found = site().notifier.recipients(str(newsletter_id), asked, token=token())
    known = _newsletter(newsletter_id)
    return render_template("desk/recipients.html", known=known, found=found, state=state, unlisted=True)


@pages.get("/rundbriefe/<uuid:newsletter_id>/empfaenger.csv")
@requires("person")
def recipients_table(newsletter_id: UUID) -> Response:
    """Return the same as a table for a spreadsheet, piece by piece."""
    lines = site().notifier.recipients_table(str(newsletter_id), _state(), token=token())
    first = next(lines, b"")
    response = Response(chain([first], lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="rundbrief-{newsletter_id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/versand")
@requires("person")
def standing() -> str:
    """Show in words how sending stands."""
    told = site().notifier.standing(token=token())
    return render_template("desk/standing.html", told=told, unlisted=True)


@pages.post("/versand/<int:notification_id>/noch-einmal")
@requires("person")
def send_again(notification_id: int) -> ResponseReturnValue:
    """Send what is in doubt once more; some may get it twice."""
    count = site().notifier.send_again(notification_id, token=token())
    return redirect(url_for("desk_posting.standing", erledigt="noch-einmal" if count else "nichts-mehr"), 303)


def _when(newsletter_id: UUID, filled: Filled, *, status: int = 200) -> ResponseReturnValue:
    known = _newsletter(newsletter_id)
    readers = site().notifier.readers(known["audience"], token=token())
    page = render_template("desk/newsletter_send.html", known=known, readers=readers, form=filled, unlisted=True)
    return page, status


def _newsletter(newsletter_id: UUID) -> Words:
    return site().notifier.newsletter(str(newsletter_id), token=token())


def _back(newsletter_id: UUID, done: str) -> ResponseReturnValue:
    return redirect(url_for("desk_posting.show", newsletter_id=newsletter_id, erledigt=done), 303)


def _state() -> str:
    state = request.args.get("stand", "")
    return state if state in _STATES else ""


def _moment(text: str) -> datetime | None:
    """Read a day and an hour of the city's own time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        return None
