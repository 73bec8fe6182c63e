"""Doors to whether organisations take part in the projects that name them."""

from typing import Any
from uuid import UUID

from directory_service.actions.partnerships import answer_partnership
from directory_service.queries.partnerships import partnerships
from directory_service.schemas.projects import PartnershipsArgs, PartnershipsSchema
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session

doors = Doors("partnerships", __name__, url_prefix="/v1", description="Whether groups take part in others' projects.")


@doors.get("/partnerships")
@doors.arguments(PartnershipsArgs, location="query")
@doors.response(200, PartnershipsSchema)
@requires("person")
def list_partnerships(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List what the caller's organisations are asked, or what those said whom their projects name; editors see all."""
    found = partnerships(session(), asked, caller=caller(), now=clock.now())
    return found, {"Cache-Control": "private, no-store"}


@doors.put("/projects/<uuid:project_id>/partners/<uuid:organisation_id>")
@doors.response(204)
@requires("steward")
def confirm_partner(project_id: UUID, organisation_id: UUID) -> None:
    """Say for an organisation of one's own that it takes part in a project: from then on everybody sees that."""
    _answer(project_id, organisation_id, agrees=True)


@doors.delete("/projects/<uuid:project_id>/partners/<uuid:organisation_id>")
@doors.response(204)
@requires("steward")
def refuse_partner(project_id: UUID, organisation_id: UUID) -> None:
    """Say for an organisation of one's own that it is not to be named with a project, now or later."""
    _answer(project_id, organisation_id, agrees=False)


def _answer(project_id: UUID, organisation_id: UUID, *, agrees: bool) -> None:
    answer_partnership(session(), project_id, organisation_id, agrees=agrees, caller=caller(), now=clock.now())
