"""The desk of a group: pictures of a draft, sent with what can be seen in them."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms.pictures import LARGEST_FORM, NO_PICTURE, TOO_LARGE
from services.website.pages.desk.draft_form import draft_form, written
from services.website.pages.desk.drafts import back, the_draft
from services.website.records.complaints import MISSING
from services.website.security import takes_files
from services.website.signed_in import directory_token, person
from services.website.site import site

pages = Blueprint("desk_pictures", __name__, url_prefix="/eintragen/entwurf")
_TOO_LARGE, _WRONG = 413, 422
_LONGEST_WORDS, _LONGEST_CREDIT, _LONGEST_LICENCE = 300, 200, 100


@pages.post("/<uuid:draft_id>/bild")
@takes_files(LARGEST_FORM)
@requires("person")
def add(draft_id: UUID) -> ResponseReturnValue:
    """Add a picture to a draft, with what can be seen in it."""
    draft, sent, alt = the_draft(draft_id), request.files.get("bild"), request.form.get("alt", "").strip()
    filled = written(draft)
    filled.errors = {name: MISSING for name, there in (("bild", sent), ("alt", alt)) if not there}
    if filled.errors or sent is None:
        return draft_form(draft, filled), _WRONG
    try:
        kept = site().directory.send_picture(sent.read(), draft["organisation"], token=directory_token())
    except Refused as refused:
        if refused.status not in {_TOO_LARGE, _WRONG}:
            raise
        filled.errors["bild"] = TOO_LARGE if refused.kind == "picture-too-large" else NO_PICTURE
        return draft_form(draft, filled), _WRONG
    return _with(draft, [*(draft["words"].get("pictures") or []), _shown(kept, alt)])


@pages.post("/<uuid:draft_id>/bild/<uuid:picture_id>")
@requires("person")
def drop(draft_id: UUID, picture_id: UUID) -> ResponseReturnValue:
    """Take a picture out of a draft."""
    draft = the_draft(draft_id)
    left = [each for each in draft["words"].get("pictures") or [] if each.get("id") != str(picture_id)]
    return _with(draft, left)


def _shown(kept: Words, alt: str) -> Words:
    return {
        "id": kept["id"],
        "alt": alt[:_LONGEST_WORDS],
        "credit": request.form.get("urheber", "").strip()[:_LONGEST_CREDIT] or None,
        "licence": request.form.get("lizenz", "").strip()[:_LONGEST_LICENCE] or None,
    }


def _with(draft: Words, pictures: list[Words]) -> ResponseReturnValue:
    site().writing.save(draft, {"pictures": pictures}, tokens=person().tokens)
    return back(draft["id"], erledigt="gesichert", _anchor="bilder")
