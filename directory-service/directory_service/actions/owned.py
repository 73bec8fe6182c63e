"""What is the same for all that belongs to an organisation: who may touch it, and when it may be public."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import showing
from directory_service.actions.showing import BecameAnother, check_public, show
from directory_service.actions.stewards import check_steward
from directory_service.models import Offer, Organisation, Project
from directory_service.queries.mergers import is_merged
from directory_service.queries.organisations import unchanging
from directory_service.queries.owned import Owned
from services.kit.errors import Malformed
from services.kit.review.desk import ReviewFirst
from services.kit.review.history import Author
from services.kit.tokens import Caller


class UnknownOrganisation(Malformed):
    """There is no organisation with this id."""


def first_owner(session: Session, organisation_id: UUID, *, caller: Caller) -> Organisation:
    """Return the organisation that something is to belong to, as it stays, if the caller may speak for it."""
    organisation = unchanging(session, [organisation_id]).get(organisation_id)
    check_steward(session, organisation_id, caller=caller)
    if organisation is None:
        raise UnknownOrganisation
    if is_merged(session, organisation_id):
        raise BecameAnother
    return organisation


def next_owner(
    session: Session, thing: Offer | Project, organisation_id: UUID, *, expected: int, caller: Caller
) -> Organisation:
    """Return whose a thing is to be after a change by somebody who may speak for both, and has read what is there."""
    check_steward(session, thing.organisation_id, caller=caller)
    owner = first_owner(session, organisation_id, caller=caller)
    thing.expect(expected)
    if is_merged(session, thing.id):
        raise BecameAnother
    if thing.is_public:
        check_public(owner)
        check_unseen(thing.organisation, caller=caller)
        check_unseen(owner, caller=caller)
    if organisation_id != thing.organisation_id or not _is_believed(owner, caller=caller):
        # What no editor has seen does not come back with the organisation, nor does anything with another one.
        thing.withdrawn_with_organisation = False
    return owner


def check_unseen(organisation: Organisation, *, caller: Caller) -> None:
    """Refuse with `ReviewFirst` who may not say anything in public that no editor has seen."""
    if not _is_believed(organisation, caller=caller):
        raise ReviewFirst


def _is_believed(organisation: Organisation, *, caller: Caller) -> bool:
    return caller.is_editor or organisation.trusted


def publish(session: Session, thing: Owned, *, caller: Caller, now: datetime) -> Owned:
    """Show a thing to citizens, if they see its organisation."""
    check_steward(session, thing.organisation_id, caller=caller)
    check_public(thing.organisation)
    check_unseen(thing.organisation, caller=caller)
    show(session, thing, author=Author.of(caller, now))
    return thing


def withdraw(session: Session, thing: Owned, *, caller: Caller, now: datetime) -> Owned:
    """Show a thing to citizens no more."""
    check_steward(session, thing.organisation_id, caller=caller)
    showing.withdraw(session, thing, author=Author.of(caller, now))
    return thing
