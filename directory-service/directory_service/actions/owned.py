"""What is the same for all that belongs to an organisation: who may touch it, and when it may be public."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.stewards import check_steward
from directory_service.models import Offer, Organisation, Project
from services.kit.errors import Conflict, Malformed
from services.kit.tokens import Caller


class OrganisationNotPublic(Conflict):
    """The organisation is not public yet, so what belongs to it cannot be either."""


class UnknownOrganisation(Malformed):
    """There is no organisation with this id."""


def first_owner(session: Session, organisation_id: UUID, *, caller: Caller) -> Organisation:
    """Return the organisation that something is to belong to, if the caller may speak for it."""
    check_steward(session, organisation_id, caller=caller)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise UnknownOrganisation
    return organisation


def next_owner(
    session: Session, thing: Offer | Project, organisation_id: UUID, *, expected: int, caller: Caller
) -> Organisation:
    """Return whose a thing is to be after a change by somebody who may speak for both, and has read what is there."""
    check_steward(session, thing.organisation_id, caller=caller)
    owner = first_owner(session, organisation_id, caller=caller)
    thing.expect(expected)
    if thing.is_public:
        _check_public(owner)
    return owner


def publish(session: Session, thing: Offer | Project, *, caller: Caller, now: datetime) -> None:
    """Show a thing to citizens, if they see its organisation."""
    check_steward(session, thing.organisation_id, caller=caller)
    _check_public(thing.organisation)
    thing.publish(now)


def withdraw(session: Session, thing: Offer | Project, *, caller: Caller, now: datetime) -> None:
    """Show a thing to citizens no more."""
    check_steward(session, thing.organisation_id, caller=caller)
    thing.withdraw(now)


def _check_public(organisation: Organisation) -> None:
    if not organisation.is_public:
        raise OrganisationNotPublic
