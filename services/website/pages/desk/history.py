"""What became of a record: who did what to it, when, and what it changed. For those who look after it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.website.clients.asking import Words
from services.website.lists.filters import page_asked
from services.website.records import partners
from services.website.records.deeds import DEEDS
from services.website.records.fields import labels_of
from services.website.signed_in import person
from services.website.site import site

pages = Blueprint("desk_history", __name__, url_prefix="/eintragen/verlauf")


@pages.get("/<any(event, offer, project, organisation, idea):kind>/<uuid:record_id>")
@requires("person")
def show(kind: str, record_id: UUID) -> ResponseReturnValue:
    """List what became of a record, the newest first."""
    page = page_asked(request.args)
    listed = site().writing.history(kind, str(record_id), page, tokens=person().tokens)
    items = [_readable(each) for each in listed["items"]]
    return render_template(
        "desk/history.html", listed=listed | {"items": items}, deeds=DEEDS, labels=labels_of(kind), unlisted=True
    )


def _readable(each: Words) -> Words:
    return partners.readable(each | {"words": {}})
