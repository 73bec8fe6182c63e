"""Doors to organisations."""

from typing import Any
from uuid import UUID

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from directory_service.actions import organisations as actions
from directory_service.actions import stewards
from directory_service.api import listing
from directory_service.api.singles import Answer, single
from directory_service.models import Offer, Organisation
from directory_service.queries import organisations as queries
from directory_service.queries.mergers import successor_of
from directory_service.queries.offers import public_offers
from directory_service.queries.projects import of_organisation, public_projects
from directory_service.schemas.organisations import (
    OrganisationsArgs,
    OrganisationSchema,
    OrganisationShape,
    OrganisationsSchema,
)
from services.kit import clock
from services.kit.answers import kept_under
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version
from services.kit.review.history import Author

doors = Doors("organisations", __name__, url_prefix="/v1", description="Groups.")


@doors.get("/organisations")
@kept_under(listing.version)
@doors.arguments(OrganisationsArgs, location="query")
@doors.response(200, OrganisationsSchema)
@public
def list_organisations(asked: dict[str, Any]) -> Response:
    """List public organisations, with counts for every further choice."""
    return listing.answer("organisation", asked, queries.listing)


@doors.get("/organisations/<ref>")
@doors.response(200, OrganisationSchema)
@public
def show_organisation(ref: str) -> Answer | BaseResponse:
    """Show one organisation, by its id or slug, with what it offers, does and plans; a merged one leads to another."""
    if slug := successor_of(session(), Organisation, ref):
        return redirect(f"/v1/organisations/{slug}", 308)
    return _whole(ref)


@doors.post("/organisations")
@doors.arguments(OrganisationShape)
@doors.response(201, OrganisationSchema)
@requires("editor")
def create_organisation(words: dict[str, Any]) -> Answer:
    """Keep a new organisation as a draft."""
    return _whole(actions.create_organisation(session(), words, caller=caller(), now=clock.now()).id)


@doors.put("/organisations/<uuid:organisation_id>")
@doors.arguments(OrganisationShape)
@doors.response(200, OrganisationSchema)
@requires("steward")
def change_organisation(words: dict[str, Any], organisation_id: UUID) -> Answer:
    """Replace an organisation; wants `If-Match` with the version it was read in."""
    expected = expected_version()
    actions.change_organisation(session(), organisation_id, words, expected=expected, caller=caller(), now=clock.now())
    return _whole(organisation_id)


@doors.put("/organisations/<uuid:organisation_id>/publication")
@doors.response(200, OrganisationSchema)
@requires("editor")
def publish_organisation(organisation_id: UUID) -> Answer:
    """Show an organisation to citizens."""
    actions.publish_organisation(session(), organisation_id, caller=caller(), now=clock.now())
    return _whole(organisation_id)


@doors.delete("/organisations/<uuid:organisation_id>/publication")
@doors.response(200, OrganisationSchema)
@requires("editor")
def withdraw_organisation(organisation_id: UUID) -> Answer:
    """Show an organisation to citizens no more, and nothing it offers either."""
    actions.withdraw_organisation(session(), organisation_id, author=Author.of(caller(), clock.now()))
    return _whole(organisation_id)


def _whole(ref: str | UUID) -> Answer:
    organisation = queries.organisation(session(), ref)
    if not organisation.is_public and not stewards.may_edit(session(), organisation.id, caller=caller()):
        raise queries.NoSuchOrganisation
    whole = stewards.may_see_address(session(), organisation.id, caller=caller())
    return single(
        organisation,
        is_own=whole,
        email=organisation.email if whole else None,
        offers=public_offers(session(), Offer.organisation_id == organisation.id),
        projects=public_projects(session(), of_organisation(organisation.id)),
        events=queries.coming_events(session(), organisation_id=organisation.id, now=clock.now()),
    )
