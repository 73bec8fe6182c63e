"""Doors to projects."""

from typing import Any
from uuid import UUID

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from directory_service.actions import projects as actions
from directory_service.actions.stewards import may_edit
from directory_service.api import listing
from directory_service.api.singles import Answer, single
from directory_service.models import Offer, Project
from directory_service.queries import projects as queries
from directory_service.queries.ideas import idea_of
from directory_service.queries.mergers import successor_of
from directory_service.queries.offers import public_offers
from directory_service.queries.organisations import coming_events
from directory_service.queries.partners import partners
from directory_service.schemas.projects import ProjectsArgs, ProjectSchema, ProjectShape, ProjectsSchema
from services.kit import clock
from services.kit.answers import kept_under
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version

doors = Doors("projects", __name__, url_prefix="/v1/projects", description="What groups do together for a while.")


@doors.get("")
@kept_under(listing.version)
@doors.arguments(ProjectsArgs, location="query")
@doors.response(200, ProjectsSchema)
@public
def list_projects(asked: dict[str, Any]) -> Response:
    """List public projects, with counts for every further choice; or, for stewards, those that their own leads."""
    return listing.answer_owned("project", asked, queries.listing)


@doors.get("/<ref>")
@doors.response(200, ProjectSchema)
@public
def show_project(ref: str) -> Answer | BaseResponse:
    """Show one project, by its id or slug, with those who take part, its offers and its events.

    Who looks after it sees whom it names and who has not answered yet, too. One that has become another leads there.
    """
    if slug := successor_of(session(), Project, ref):
        return redirect(f"/v1/projects/{slug}", 308)
    return _whole(ref)


@doors.post("")
@doors.arguments(ProjectShape)
@doors.response(201, ProjectSchema)
@requires("steward")
def create_project(words: dict[str, Any]) -> Answer:
    """Keep a new project as a draft."""
    return _whole(actions.create_project(session(), words, caller=caller(), now=clock.now()).id)


@doors.put("/<uuid:project_id>")
@doors.arguments(ProjectShape)
@doors.response(200, ProjectSchema)
@requires("steward")
def change_project(words: dict[str, Any], project_id: UUID) -> Answer:
    """Replace a project and who takes part in it; wants `If-Match` with the version it was read in."""
    expected = expected_version()
    actions.change_project(session(), project_id, words, expected=expected, caller=caller(), now=clock.now())
    return _whole(project_id)


@doors.put("/<uuid:project_id>/publication")
@doors.response(200, ProjectSchema)
@requires("steward")
def publish_project(project_id: UUID) -> Answer:
    """Show a project to citizens."""
    actions.publish_project(session(), project_id, caller=caller(), now=clock.now())
    return _whole(project_id)


@doors.delete("/<uuid:project_id>/publication")
@doors.response(200, ProjectSchema)
@requires("steward")
def withdraw_project(project_id: UUID) -> Answer:
    """Show a project to citizens no more; its offers stay."""
    actions.withdraw_project(session(), project_id, caller=caller(), now=clock.now())
    return _whole(project_id)


def _whole(ref: str | UUID) -> Answer:
    project = queries.project(session(), ref)
    whole = may_edit(session(), project.organisation_id, caller=caller())
    if not (project.is_public or whole):
        raise queries.NoSuchProject
    return single(
        project,
        is_own=whole,
        partners=partners(session(), project.id, whole=whole),
        idea=idea_of(session(), project.id),
        offers=public_offers(session(), Offer.project_id == project.id),
        events=coming_events(session(), project_id=project.id, now=clock.now()),
    )
