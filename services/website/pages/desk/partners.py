"""The desk of a group: whether it takes part in projects and events that name it, and what others said to its own."""

from collections.abc import Callable, Collection, Mapping
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
_DIRECTORY, _CALENDAR = "directory-service", "events-service"
_ANSWERS = {"ja": True, "nein": False}


@pages.post("/<uuid:project_id>/<uuid:group_id>")
@requires("person")
def answer(project_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """Take the answer of a button; pressed once more, it changes nothing."""
    told, ids, token = site().directory.answer_partnership, (str(project_id), str(group_id)), _tokens()[_DIRECTORY]
    return _answered("partner", lambda agrees: told(*ids, agrees=agrees, token=token))


@pages.post("/termin/<uuid:event_id>/<uuid:group_id>")
@requires("person")
def answer_for_event(event_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """Take the answer of a button about an event; pressed once more, it changes nothing."""
    told, ids, token = site().events.answer_as_co_organiser, (str(event_id), str(group_id)), _tokens()[_CALENDAR]
    return _answered("termin", lambda agrees: told(*ids, agrees=agrees, token=token))


@pages.post("/zeigen/<uuid:event_id>/<uuid:group_id>")
@requires("person")
def answer_showing(event_id: UUID, group_id: UUID) -> ResponseReturnValue:
    """Take the answer of a button about whether another group may show one's event."""
    told, ids, token = site().events.answer_showing, (str(event_id), str(group_id)), _tokens()[_CALENDAR]
    return _answered("zeigen", lambda agrees: told(*ids, agrees=agrees, token=token))


def _answered(what: str, tell: Callable[[bool], None]) -> ResponseReturnValue:
    given = request.form.get("antwort", "")
    if given not in _ANSWERS:
        raise NotFound
    done = f"{what}-{given}"
    try:
        tell(_ANSWERS[given])
    except Refused as refused:
        if refused.status != _GONE:
            raise
        # Those who lead it have thought better of it, or it is hidden.
        done = f"{what}-nicht-mehr"
    return redirect(url_for("desk.own", erledigt=done), 303)


def answers_open(groups: Collection[Words]) -> dict[str, list[Words]]:
    """Return what one's groups are asked, where they take part, and what others say to their own projects.

    Editors are told of all groups: what these are asked they may answer; the rest is theirs in their own groups only.
    """
    tokens, own = _tokens(), {each["id"] for each in groups}
    joined, answers = (_listed({"side": side}, tokens[_DIRECTORY]) for side in ("joined", "leading"))
    if person().is_editor:
        joined = [each for each in joined if each["organisation"]["id"] in own]
        answers = [each for each in answers if each["leader"]["id"] in own]
    return {
        "questions": _listed({"side": "asked"}, tokens[_DIRECTORY]),
        "joined": [each for each in joined if each["answer"] == "yes"],
        "answers": answers,
        "showings": calmly(lambda: site().events.showing_questions(token=tokens[_CALENDAR])) or [],
        "invitations": calmly(lambda: site().events.co_organiser_questions(token=tokens[_CALENDAR])) or [],
    }


def answers_to(project_id: str, *, token: str) -> list[Words]:
    """Return who has not answered yet, or has said no, of those whom a project names."""
    return _listed({"side": "leading", "project": project_id}, token)


def named_with_event(event_id: str) -> list[Words]:
    """Return who has not answered yet, or has said no, of those whom an event names; nobody while it is not public."""
    event = calmly(lambda: site().events.event(event_id, token=_tokens()[_CALENDAR]))
    if not event or event["state"] != "published":
        return []
    return [
        {"organisation": each, "answer": "open" if each["agreed"] is None else "no", "asked_at": True}
        for each in event["co_organisers"]
        if not each["agreed"]
    ]


def _tokens() -> Mapping[str, str]:
    return person().tokens


def _listed(asked: dict[str, Any], token: str) -> list[Words]:
    return calmly(lambda: site().directory.partnerships(asked | {"size": _MOST}, token=token)) or []
