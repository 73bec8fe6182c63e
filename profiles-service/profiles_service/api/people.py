"""Doors to contact persons: what everybody sees is kept on the way, what those who signed in see is not."""

from typing import Any
from uuid import UUID

from flask import Response, request

from profiles_service.actions import cards as actions
from profiles_service.actions.cards import PORTRAIT_SIZES, Withdrawal
from profiles_service.api.credentials import links
from profiles_service.queries import cards, people_shown
from profiles_service.rules.cards import Viewer, audience
from profiles_service.schemas.cards import (
    PeopleArgs,
    PeopleSchema,
    WholePersonSchema,
    WithdrawalShape,
    WithdrawnCardsSchema,
)
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.logs import logger

doors = Doors("people", __name__, url_prefix="/v1", description="Contact persons, as far as they show themselves.")
_SIZES = ", ".join(PORTRAIT_SIZES)
# Who hides her card or her picture is gone everywhere soon after.
_FOR_ALL, _FOR_ONE = "public, max-age=60", "private, no-store"


@doors.after_request
def say_whose_copy(response: Response) -> Response:
    """Let others keep only what everybody sees, and know it again by what it says."""
    is_public = request.method == "GET" and response.status_code == 200 and viewer() is Viewer.NOBODY
    response.headers["Cache-Control"] = _FOR_ALL if is_public else _FOR_ONE
    response.vary.add("Authorization")
    if is_public:
        response.add_etag()
        response.make_conditional(request)
    return response


@doors.get("/people")
@doors.arguments(PeopleArgs, location="query")
@doors.response(200, PeopleSchema)
@public
def list_people(asked: dict[str, Any]) -> dict[str, Any]:
    """List people by name, with counts for every further choice; who has signed in may see more of them, and more."""
    return people_shown.people_shown(session(), asked, audience=audience(viewer()))


@doors.get("/people/<ref>")
@doors.response(200, WholePersonSchema)
@public
def show_person(ref: str) -> dict[str, Any]:
    """Show one person, by the id or slug of her card, with what the asking one may see of her."""
    return cards.seen_card(session(), ref, person_id=caller().person_id, viewer=viewer())


@doors.get(f"/portraits/<uuid:portrait_id>/<any({_SIZES}):size>.webp")
@doors.says("image/webp")
@public
def show_portrait(portrait_id: UUID, size: str) -> Response:
    """Show the picture of a person to those who may see it."""
    body = cards.portrait(session(), portrait_id, size, person_id=caller().person_id, viewer=viewer())
    response = Response(body, mimetype="image/webp")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


@doors.get("/withdrawn-cards")
@doors.response(200, WithdrawnCardsSchema)
@requires("editor")
def list_withdrawn() -> dict[str, Any]:
    """List the cards that editors withdrew."""
    return {"items": cards.withdrawn(session())}


@doors.put("/people/<uuid:card_id>/withdrawal")
@doors.arguments(WithdrawalShape)
@doors.response(204)
@requires("editor")
def withdraw(words: dict[str, str], card_id: UUID) -> None:
    """Show a person's card to nobody else, and write to her why."""
    withdrawal = Withdrawal(because=words["because"], links=links())
    actions.withdraw_card(session(), card_id, withdrawal, now=clock.now())
    logger().info("card_withdrawn", by=caller().name, card=str(card_id))


@doors.delete("/people/<uuid:card_id>/withdrawal")
@doors.response(204)
@requires("editor")
def restore(card_id: UUID) -> None:
    """Show a person's card again to whom she shows it."""
    actions.restore_card(session(), card_id, now=clock.now())
    logger().info("card_restored", by=caller().name, card=str(card_id))


def viewer() -> Viewer:
    """Return who is asking; a program is nobody."""
    if caller().is_editor:
        return Viewer.EDITOR
    return Viewer.SIGNED_IN if caller().person_id else Viewer.NOBODY
