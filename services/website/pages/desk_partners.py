"""The desk of a group: whether it takes part in projects that name it, and what others said to its own."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words, calmly
from services.website.signed_in import person
from services.website.site import site

pages = Blueprint("desk_partners", __name__, url_prefix="/eintragen/partnerschaft")
_MOST, _GONE = 100, 404
_ANSWERS = {"ja": True, "nein": False}


@pages.post("/<uuid:project_id>/<uuid:group_id>")
@requires("person")
def answer(project_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """Take the answer of a button; pressed once more, it changes nothing."""
    given = request.form.get("antwort", "")
    if given not in _ANSWERS:
        raise NotFound
    done = f"partner-{given}"
    try:
        site().directory.answer_partnership(
            str(project_id), str(group_id), agrees=_ANSWERS[given], token=person().tokens["directory-service"]
        )
    except Refused as refused:
        if refused.status != _GONE:
            raise
        # Those who lead it have thought better of it, or it is hidden.
        done = "partner-nicht-mehr"
    return redirect(url_for("desk.own", erledigt=done), 303)


def answers_open(*, token: str) -> dict[str, list[Words]]:
    """Return what one's groups are asked, and what they wait for or were told with their own projects."""
    return {
        "questions": _listed({"side": "asked"}, token),
        "answers": _listed({"side": "leading"}, token),
    }


def answers_to(project_id: str, *, token: str) -> list[Words]:
    """Return who has not answered yet, or has said no, of those whom a project names."""
    return _listed({"side": "leading", "project": project_id}, token)


def _listed(asked: dict[str, Any], token: str) -> list[Words]:
    return calmly(lambda: site().directory.partnerships(asked | {"size": _MOST}, token=token)) or []
