"""Handing an organisation's page to those it belongs to: invitations, roles, leaving."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory_service.actions.stewards import NotYourOrganisation, appoint_steward, dismiss_steward
from directory_service.models import Invitation, Organisation, Stewardship
from directory_service.queries.organisations import organisation_to_change
from directory_service.queries.stewards import open_invitations, stewards_of
from directory_service.rules import StewardRole
from directory_service.rules.retention import INVITATION_LASTS
from services.kit.errors import Conflict, NotFound
from services.kit.letters import Address, Note, write_letter
from services.kit.privacy.forgotten import check_still_here
from services.kit.review.desk import Desk
from services.kit.review.suggesting import NoSuchLink
from services.kit.secret_links import new_token, token_hash
from services.kit.tokens import Caller


class LastOwner(Conflict):
    """Nobody else could decide about this page then. Please hand it over to somebody first."""


class NoSuchSteward(NotFound):
    """This person does not look after this organisation."""


class NoSuchInvitation(NotFound):
    """There is no such invitation."""


def check_owner(session: Session, organisation_id: UUID, *, caller: Caller) -> None:
    """Refuse with `NotYourOrganisation` whoever may not decide who looks after an organisation."""
    own = [each for each in stewards_of(session, organisation_id) if each.person_id == caller.person_id]
    if not caller.is_editor and not any(each.role == StewardRole.OWNER for each in own):
        raise NotYourOrganisation


def invite(session: Session, organisation_id: UUID, address: Address, *, role: str, desk: Desk) -> Invitation:
    """Invite somebody by mail to look after an organisation; what she was sent before opens nothing any more."""
    check_owner(session, organisation_id, caller=desk.caller)
    organisation, token = organisation_to_change(session, organisation_id), new_token()
    for former in open_invitations(session, organisation_id, now=desk.now):
        if former.email and former.email.casefold() == address.email.casefold():
            former.withdraw(desk.now)
    invitation = Invitation(
        organisation_id=organisation_id,
        email=address.email,
        name=address.name,
        role=role,
        token_hash=token_hash(token),
        invited_by=desk.caller.name,
        invited_at=desk.now,
        expires_at=desk.now + INVITATION_LASTS,
    )
    session.add(invitation)
    note = Note(template="invitation", slots={"organisation": organisation.name}, pages={"link": f"/einladung/{token}"})
    write_letter(session, address, note, site_url=desk.site_url, now=desk.now)
    session.flush()
    return invitation


def invitation_of(session: Session, token: str, *, to_change: bool = False) -> tuple[Invitation, Organisation]:
    """Return what a link invites to; refused with `NoSuchLink`."""
    there = select(Invitation).where(Invitation.token_hash == token_hash(token))
    invitation = session.scalar(there.with_for_update() if to_change else there)
    check_still_here(session, token_hash(token))
    if invitation is None:
        raise NoSuchLink
    return invitation, session.get_one(Organisation, invitation.organisation_id)


def accept_invitation(session: Session, token: str, *, caller: Caller, now: datetime) -> Organisation:
    """Let whoever has the link, and has signed in, look after the organisation."""
    if caller.person_id is None:
        raise NotYourOrganisation
    invitation, organisation = invitation_of(session, token, to_change=True)
    name = invitation.name
    invitation.accept(now)
    appoint_steward(session, organisation.id, caller.person_id, now=now)
    held = _stewardship(session, organisation.id, caller.person_id)
    if held.role != StewardRole.OWNER or invitation.role == StewardRole.OWNER or held.appointed_at == now:
        held.role = invitation.role
    held.name = name or held.name
    session.flush()
    return organisation


def withdraw_invitation(
    session: Session, organisation_id: UUID, invitation_id: UUID, *, caller: Caller, now: datetime
) -> None:
    """Let nobody accept an invitation any more."""
    check_owner(session, organisation_id, caller=caller)
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None or invitation.organisation_id != organisation_id:
        raise NoSuchInvitation
    invitation.withdraw(now)


def forget_invited(session: Session, *, now: datetime) -> None:
    """Forget whom invitations went to that nobody can accept any more."""
    over = or_(Invitation.accepted_at.is_not(None), Invitation.withdrawn_at.is_not(None), Invitation.expires_at < now)
    named = or_(Invitation.email.is_not(None), Invitation.name.is_not(None))
    session.execute(update(Invitation).where(over, named).values(email=None, name=None))


def change_role(session: Session, organisation_id: UUID, person_id: UUID, *, role: str, caller: Caller) -> None:
    """Make somebody an owner, or an owner one who only edits."""
    check_owner(session, organisation_id, caller=caller)
    organisation_to_change(session, organisation_id)
    held = _stewardship(session, organisation_id, person_id)
    if role != StewardRole.OWNER:
        _check_not_last(session, held, caller)
    held.role = role
    session.flush()


def end_stewardship(session: Session, organisation_id: UUID, person_id: UUID, *, caller: Caller, now: datetime) -> None:
    """Leave, or let somebody look after an organisation no longer."""
    if person_id != caller.person_id:
        check_owner(session, organisation_id, caller=caller)
    organisation_to_change(session, organisation_id)
    held = [each for each in stewards_of(session, organisation_id) if each.person_id == person_id]
    if not held and not caller.is_editor:
        raise NotYourOrganisation
    for each in held:
        _check_not_last(session, each, caller)
    dismiss_steward(session, organisation_id, person_id, now=now)


def _stewardship(session: Session, organisation_id: UUID, person_id: UUID) -> Stewardship:
    session.flush()
    for each in stewards_of(session, organisation_id):
        if each.person_id == person_id:
            session.refresh(each)
            return each
    raise NoSuchSteward


def _check_not_last(session: Session, held: Stewardship, caller: Caller) -> None:
    owners = [each for each in stewards_of(session, held.organisation_id) if each.role == StewardRole.OWNER]
    if not caller.is_editor and [each.person_id for each in owners] == [held.person_id]:
        raise LastOwner
