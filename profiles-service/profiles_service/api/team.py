"""Doors to those who act for the city: read by all of them, decided by administrators."""

from typing import Any
from uuid import UUID

from profiles_service.actions import team
from profiles_service.api.credentials import links
from profiles_service.queries import people
from profiles_service.schemas.people import AppointmentSchema, ColleaguesSchema, PersonSchema
from profiles_service.schemas.shared import city
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.logs import logger

doors = Doors("team", __name__, url_prefix="/v1", description="Who acts for the city.")
doors.after_request(leave_no_copies)


@doors.get("/colleagues")
@doors.response(200, ColleaguesSchema)
@requires("editor")
def colleagues() -> dict[str, Any]:
    """List who acts for the city, so that they can hand things to each other."""
    return {"items": people.team(session())}


@doors.put("/colleagues")
@doors.arguments(AppointmentSchema)
@doors.response(200, PersonSchema)
@requires("administrator")
def appoint(words: dict[str, Any]) -> Any:
    """Let the person at an address act for the city, or in another role; the last administrator stays one."""
    appointment = team.Appointment(**words, language=city().default_language)
    appointed = team.appoint(session(), appointment, by=caller().person_id, links=links(), now=clock.now())
    _note("colleague_appointed", appointed.id, role=words["role"])
    return appointed


@doors.delete("/colleagues/<uuid:person_id>")
@doors.response(204)
@requires("administrator")
def dismiss(person_id: UUID) -> None:
    """Let somebody act for the city no longer, and sign her out everywhere; the last administrator stays."""
    team.dismiss(session(), person_id, by=caller().person_id, links=links(), now=clock.now())
    _note("colleague_dismissed", person_id)


@doors.delete("/colleagues/<uuid:person_id>/passkeys")
@doors.response(204)
@requires("administrator")
def take_passkeys_back(person_id: UUID) -> None:
    """Let no passkey of a colleague who lost hers open anything, and sign her out everywhere."""
    team.take_passkeys_back(session(), person_id, by=caller().person_id, links=links(), now=clock.now())
    _note("passkeys_taken_back", person_id)


def _note(deed: str, person_id: UUID, **words: str) -> None:
    logger().info(deed, by=caller().name, person=str(person_id), **words)
