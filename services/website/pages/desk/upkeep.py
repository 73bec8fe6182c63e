"""What editors do beside deciding: what people report, what nobody has confirmed, and ready-made reasons."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.signed_in import directory_token, person
from services.website.site import site

pages = Blueprint("desk_upkeep", __name__, url_prefix="/eintragen/pruefen")
_CONFIRMED = ("organisation", "project", "offer")
_CONFLICT = 409


@pages.post("/meldungen/<uuid:report_id>")
@requires("person")
def settle(report_id: UUID) -> ResponseReturnValue:
    """Note that a report was looked into."""
    site().directory.settle_report(str(report_id), token=directory_token())
    return redirect(url_for("desk_review.queue", erledigt="gesichert", _anchor="meldungen"), 303)


@pages.post("/bestaetigen/<kind>/<uuid:record_id>")
@requires("person")
def confirm(kind: str, record_id: UUID) -> ResponseReturnValue:
    """Note that a record which nobody confirmed is true all the same; what is hidden is shown again."""
    if kind not in _CONFIRMED:
        raise NotFound
    done = "gesichert"
    try:
        site().directory.confirm_record(kind, str(record_id), token=directory_token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        done = "nicht-moeglich"
    return redirect(url_for("desk_review.queue", erledigt=done, _anchor="bestaetigen"), 303)


@pages.get("/textbausteine")
@requires("person")
def text_blocks() -> str:
    """Show the ready-made reasons, to be changed."""
    return render_template(
        "desk/text_blocks.html", blocks=site().directory.text_blocks(token=directory_token()), who=person()
    )


@pages.post("/textbausteine")
@requires("person")
def keep_text_block() -> ResponseReturnValue:
    """Keep, change or remove a ready-made reason."""
    words = {"title": request.form.get("titel", "").strip(), "text": request.form.get("text", "").strip()}
    known, version = request.form.get("id", ""), request.form.get("version", 0, type=int)
    if request.form.get("tun") == "loeschen":
        site().directory.remove_text_block(str(UUID(known)), token=directory_token())
    elif known:
        site().directory.change_text_block(str(UUID(known)), words, version=version, token=directory_token())
    else:
        site().directory.add_text_block(words, token=directory_token())
    return redirect(url_for("desk_upkeep.text_blocks", erledigt="gesichert"), 303)
