"""Doors to who looks after an organisation: invited by mail, with a role, for as long as she likes."""

from typing import Any
from uuid import UUID

from directory_service.actions import invitations, stewards
from directory_service.models import Invitation
from directory_service.queries import stewards as queries
from directory_service.schemas.stewards import (
    InvitationSchema,
    InvitationShape,
    InvitationsSchema,
    InvitedSchema,
    RoleShape,
    StewardshipsSchema,
    StewardsSchema,
)
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.letters import Address
from services.kit.limiting import limit_by_address, limit_by_person
from services.kit.review.shown import desk

doors = Doors("stewards", __name__, url_prefix="/v1", description="Who looks after an organisation.")
_OWN = {"Cache-Control": "private, no-store"}


@doors.get("/stewardships")
@doors.response(200, StewardshipsSchema)
@requires("person")
def list_stewardships() -> tuple[dict[str, Any], dict[str, str]]:
    """List the organisations that the caller looks after."""
    person_id = caller().person_id
    items = queries.stewardships(session(), person_id) if person_id else []
    return {"items": items}, _OWN


@doors.get("/organisations/<uuid:organisation_id>/stewards")
@doors.response(200, StewardsSchema)
@requires("steward")
def list_stewards(organisation_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """List who looks after an organisation, with their roles."""
    stewards.check_steward(session(), organisation_id, caller=caller())
    return {"items": queries.stewards_of(session(), organisation_id)}, _OWN


@doors.put("/organisations/<uuid:organisation_id>/stewards/<uuid:person_id>")
@doors.response(204)
@requires("editor")
def appoint_steward(organisation_id: UUID, person_id: UUID) -> None:
    """Let a person edit an organisation's things."""
    stewards.appoint_steward(session(), organisation_id, person_id, now=clock.now())


@doors.put("/organisations/<uuid:organisation_id>/stewards/<uuid:person_id>/role")
@doors.arguments(RoleShape)
@doors.response(204)
@requires("steward")
def change_role(words: dict[str, Any], organisation_id: UUID, person_id: UUID) -> None:
    """Make somebody an owner, or one who only edits."""
    invitations.change_role(session(), organisation_id, person_id, role=words["role"], caller=caller())


@doors.delete("/organisations/<uuid:organisation_id>/stewards/<uuid:person_id>")
@doors.response(204)
@requires("steward")
def end_stewardship(organisation_id: UUID, person_id: UUID) -> None:
    """Leave, or let a person edit an organisation's things no longer."""
    invitations.end_stewardship(session(), organisation_id, person_id, caller=caller(), now=clock.now())


@doors.get("/organisations/<uuid:organisation_id>/invitations")
@doors.response(200, InvitationsSchema)
@requires("steward")
def list_invitations(organisation_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """List the invitations that nobody has accepted yet."""
    invitations.check_owner(session(), organisation_id, caller=caller())
    return {"items": queries.open_invitations(session(), organisation_id, now=clock.now())}, _OWN


@doors.post("/organisations/<uuid:organisation_id>/invitations")
@doors.arguments(InvitationShape)
@doors.response(201, InvitationSchema)
@requires("steward")
def invite(words: dict[str, Any], organisation_id: UUID) -> Invitation:
    """Invite somebody by mail to look after an organisation; one who is invited already gets a new link."""
    invitations.check_owner(session(), organisation_id, caller=caller())
    _limit(words["email"])
    to = Address(words["email"], words["language"], words["name"])
    return invitations.invite(session(), organisation_id, to, role=words["role"], desk=desk())


@doors.delete("/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>")
@doors.response(204)
@requires("steward")
def withdraw_invitation(organisation_id: UUID, invitation_id: UUID) -> None:
    """Let nobody accept an invitation any more."""
    invitations.withdraw_invitation(session(), organisation_id, invitation_id, caller=caller(), now=clock.now())


@doors.get("/invitations/<token>")
@doors.response(200, InvitedSchema)
@public
def show_invitation(token: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Show what a link from a mail invites to; changes nothing."""
    invitation, organisation = invitations.invitation_of(session(), token)
    return {
        "organisation": organisation,
        "role": invitation.role,
        "is_open": invitation.is_open(clock.now()),
        "expires_at": invitation.expires_at,
    }, _OWN


@doors.put("/invitations/<token>/acceptance")
@doors.response(200, InvitedSchema)
@requires("person")
def accept_invitation(token: str) -> dict[str, Any]:
    """Take over the page, with the link from the mail, as whoever has signed in."""
    organisation = invitations.accept_invitation(session(), token, caller=caller(), now=clock.now())
    invitation, _ = invitations.invitation_of(session(), token)
    return {
        "organisation": organisation,
        "role": invitation.role,
        "is_open": False,
        "expires_at": invitation.expires_at,
    }


def _limit(email: str) -> None:
    """Let no owner of a page write to half the town; editors hand over many pages in one hour."""
    asking = caller()
    if asking.person_id and not asking.is_editor:
        limit_by_person("invitation", asking.person_id)
    limit_by_address("invitation", email)
