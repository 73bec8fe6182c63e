"""Doors to projects."""

from typing import Any

from flask import Response

from directory_service.actions.stewards import may_edit
from directory_service.api import listing
from directory_service.api.singles import Answer, single
from directory_service.models import Offer
from directory_service.queries import projects as queries
from directory_service.queries.offers import public_offers
from directory_service.queries.organisations import coming_events
from directory_service.schemas.projects import ProjectsArgs, ProjectSchema, ProjectsSchema
from services.kit import clock
from services.kit.auth import caller, public
from services.kit.doors import Doors, session

doors = Doors("projects", __name__, url_prefix="/v1/projects", description="What groups do together for a while.")


@doors.get("")
@doors.arguments(ProjectsArgs, location="query")
@doors.response(200, ProjectsSchema)
@public
def list_projects(asked: dict[str, Any]) -> Response:
    """List public projects, with counts for every further choice."""
    return listing.answer(asked, queries.listing)


@doors.get("/<ref>")
@doors.response(200, ProjectSchema)
@public
def show_project(ref: str) -> Answer:
    """Show one project, by its id or slug, with those who take part, its offers and its events."""
    project = queries.project(session(), ref)
    if not project.is_public and not may_edit(session(), project.organisation_id, caller=caller()):
        raise queries.NoSuchProject
    return single(
        project,
        partners=queries.partners(session(), project.id),
        offers=public_offers(session(), Offer.project_id == project.id),
        events=coming_events(session(), project_id=project.id, now=clock.now()),
    )
