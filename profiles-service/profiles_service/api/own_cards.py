"""Doors to one's own card: what it says, to whom, its picture, and who fits."""

from typing import Any
from uuid import UUID

from flask import request

from profiles_service.actions import cards as actions
from profiles_service.api.accounts import own_id
from profiles_service.queries import cards, people_shown
from profiles_service.schemas.cards import CardShape, FittingPeopleSchema, OwnCardSchema, PreviewsSchema
from services.kit import clock
from services.kit.auth import requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.etags import expected_version, tag
from services.kit.limiting import limit_by_person
from services.kit.pictures import LARGEST_FILE

doors = Doors("own-card", __name__, url_prefix="/v1/me", description="A person's own card.")
doors.after_request(leave_no_copies)
Answer = tuple[dict[str, Any], dict[str, str]]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SENT = {"required": True, "content": {f"image/{kind}": _BINARY for kind in ("jpeg", "png", "webp", "gif")}}


@doors.get("/card")
@doors.response(200, OwnCardSchema)
@requires("person")
def show() -> Answer:
    """Return one's own card, whole; before there is one, an empty one of version 0."""
    return _own(own_id())


@doors.put("/card")
@doors.arguments(CardShape)
@doors.response(200, OwnCardSchema)
@requires("person")
def keep(words: dict[str, Any]) -> Answer:
    """Write one's own card; wants `If-Match` with the version it was read in, 0 for the first one."""
    person_id, expected = own_id(), expected_version()
    limit_by_person("card", person_id)
    actions.keep_card(session(), person_id, words, expected=expected, now=clock.now())
    return _own(person_id)


@doors.delete("/card")
@doors.response(204)
@requires("person")
def erase() -> None:
    """Forget one's own card with its picture."""
    actions.erase_card(session(), own_id(), now=clock.now())


@doors.post("/card/preview")
@doors.arguments(CardShape)
@doors.response(200, PreviewsSchema)
@requires("person")
def preview(words: dict[str, Any]) -> dict[str, Any]:
    """Return what others would see of one's card with these words; nothing is kept."""
    return cards.previews(session(), own_id(), words)


@doors.put("/card/picture")
@doors.response(200, OwnCardSchema)
@doors.doc(requestBody=_SENT)
@requires("person")
def keep_picture() -> Answer:
    """Put a picture on one's card, in place of the one before; it is made anew, so that nothing hidden stays in it."""
    person_id = own_id()
    limit_by_person("portrait", person_id)
    request.max_content_length = LARGEST_FILE
    actions.keep_portrait(session(), person_id, request.get_data(), now=clock.now())
    return _own(person_id)


@doors.delete("/card/picture")
@doors.response(204)
@requires("person")
def drop_picture() -> None:
    """Forget the picture on one's card."""
    actions.drop_portrait(session(), own_id(), now=clock.now())


@doors.get("/fitting-people")
@doors.response(200, FittingPeopleSchema)
@requires("person")
def fitting() -> dict[str, Any]:
    """List who fits one's own card, each with the reasons: by the strongest of them, then by name."""
    own = cards.own_card(session(), own_id())
    return {"items": people_shown.fitting_people(session(), own) if own["id"] else []}


def _own(person_id: UUID) -> Answer:
    own = cards.own_card(session(), person_id)
    return own, {"ETag": tag(own["version"])}
