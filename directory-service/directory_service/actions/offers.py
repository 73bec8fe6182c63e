"""What may be done with ways to help."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.stewards import check_steward
from directory_service.actions.telling import tell_offer, tell_offer_withdrawn
from directory_service.models import Offer, Organisation, Project
from directory_service.queries.offers import offer_to_change
from services.kit.errors import Conflict, Malformed
from services.kit.tokens import Caller


class OrganisationNotPublic(Conflict):
    """The organisation is not public yet, so its offers cannot be either."""


class UnknownOrganisation(Malformed):
    """There is no organisation with this id."""


class UnknownProject(Malformed):
    """There is no project with this id."""


def create_offer(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Offer:
    """Keep a new offer as a draft."""
    check_steward(session, words["organisation_id"], caller=caller)
    _check_references(session, words)
    slug = new_slug(session, Offer, words["title"])
    offer = Offer(slug=slug, created_at=now, changed_at=now, **words)
    session.add(offer)
    session.flush()
    return offer


def change_offer(
    session: Session, offer_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Offer:
    """Replace an offer's words; of a public one, the others hear."""
    offer = offer_to_change(session, offer_id)
    check_steward(session, offer.organisation_id, caller=caller)
    check_steward(session, words["organisation_id"], caller=caller)
    offer.expect(expected)
    organisation = _check_references(session, words)
    for name, value in words.items():
        setattr(offer, name, value)
    offer.touch(now)
    if offer.is_public:
        _check_public(organisation)
        tell_offer(session, offer, organisation_name=organisation.name, now=now)
        note_change(session)
    return offer


def publish_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens, and tell everybody who waits for such a thing."""
    offer = offer_to_change(session, offer_id)
    check_steward(session, offer.organisation_id, caller=caller)
    _check_public(offer.organisation)
    offer.publish(now)
    tell_offer(session, offer, organisation_name=offer.organisation.name, now=now)
    note_change(session)
    return offer


def withdraw_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens no more."""
    offer = offer_to_change(session, offer_id)
    check_steward(session, offer.organisation_id, caller=caller)
    offer.withdraw(now)
    tell_offer_withdrawn(session, offer.id, offer.version, now=now)
    note_change(session)
    return offer


def _check_references(session: Session, words: Mapping[str, Any]) -> Organisation:
    organisation = session.get(Organisation, words["organisation_id"])
    if organisation is None:
        raise UnknownOrganisation
    if words.get("project_id") and session.get(Project, words["project_id"]) is None:
        raise UnknownProject
    return organisation


def _check_public(organisation: Organisation) -> None:
    if not organisation.is_public:
        raise OrganisationNotPublic
