"""Doors for events of others in an organisation's own calendar: asked for, answered, ended."""

from typing import Any
from uuid import UUID

from events_service.actions import showings as actions
from events_service.api.limits import limit_showings
from events_service.models import Showing
from events_service.queries import showings as queries
from events_service.queries.agreements import to_be_shown
from events_service.rules.showings import state_of
from events_service.schemas.events import AgreementWords
from events_service.schemas.showings import (
    ShowingQuestionsSchema,
    ShowingSchema,
    ShowingsSchema,
)
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.paging import PageArgs

doors = Doors("showings", __name__, url_prefix="/v1", description="Events of others in one's own calendar.")
_PRIVATE = {"Cache-Control": "private, no-store"}


@doors.get("/showings")
@doors.arguments(PageArgs, location="query")
@doors.response(200, ShowingQuestionsSchema)
@requires("person")
def list_showings(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List who asks to show events to come of the caller's organisations and has no answer; editors see all."""
    found = to_be_shown(session(), caller(), page=asked["page"], size=asked["size"], now=clock.now())
    return found, _PRIVATE


@doors.get("/events/<uuid:event_id>/showings")
@doors.response(200, ShowingsSchema)
@requires("person")
def list_own_showings(event_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """List the caller's organisations that may show an event of another, and how that stands."""
    return {"items": queries.of_event(session(), event_id, caller())}, _PRIVATE


@doors.put("/events/<uuid:event_id>/showings/<uuid:organisation_id>")
@doors.response(200, ShowingSchema)
@requires("steward")
def ask_to_show(event_id: UUID, organisation_id: UUID) -> dict[str, Any]:
    """Ask for an organisation that one looks after to show another's event; that one is written to, once."""
    limit_showings()
    return _shown(actions.ask(session(), event_id, organisation_id, caller=caller(), now=clock.now()))


@doors.put("/events/<uuid:event_id>/showings/<uuid:organisation_id>/answer")
@doors.arguments(AgreementWords)
@doors.response(200, ShowingSchema)
@requires("steward")
def answer_showing(words: dict[str, Any], event_id: UUID, organisation_id: UUID) -> dict[str, Any]:
    """Say for the organisation whose event it is whether another may show it."""
    agreed: bool = words["agreed"]
    return _shown(actions.answer(session(), event_id, organisation_id, agreed=agreed, caller=caller(), now=clock.now()))


@doors.delete("/events/<uuid:event_id>/showings/<uuid:organisation_id>")
@doors.response(204)
@requires("steward")
def end_showing(event_id: UUID, organisation_id: UUID) -> None:
    """Show another's event no longer, or take back that one asked."""
    actions.end(session(), event_id, organisation_id, caller=caller())


def _shown(showing: Showing) -> dict[str, Any]:
    return {"state": state_of(wanted=showing.wanted, agreed=showing.agreed)}
