"""The door for organisations that are named beside others: what they are asked."""

from typing import Any

from events_service.queries.agreements import to_be_named
from events_service.schemas.events import CoOrganiserQuestionsSchema
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.paging import PageArgs

doors = Doors("co-organisers", __name__, url_prefix="/v1", description="Who is asked to be named with an event.")


@doors.get("/co-organisers")
@doors.arguments(PageArgs, location="query")
@doors.response(200, CoOrganiserQuestionsSchema)
@requires("person")
def list_questions(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List events to come that name an organisation of the caller's which has not answered; editors see all."""
    found = to_be_named(session(), caller(), page=asked["page"], size=asked["size"], now=clock.now())
    return found, {"Cache-Control": "private, no-store"}
