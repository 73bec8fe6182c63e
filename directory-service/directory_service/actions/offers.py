"""What may be done with ways to help."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import owned
from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.telling import tell_offer, tell_offer_withdrawn
from directory_service.models import Offer, Project
from directory_service.queries.offers import offer_to_change
from services.kit.errors import Malformed
from services.kit.tokens import Caller


class UnknownProject(Malformed):
    """There is no project with this id."""


def create_offer(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Offer:
    """Keep a new offer as a draft."""
    owned.first_owner(session, words["organisation_id"], caller=caller)
    _check_project(session, words)
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
    offer.organisation = owned.next_owner(session, offer, words["organisation_id"], expected=expected, caller=caller)
    _check_project(session, words)
    offer.reword(words, now)
    if offer.is_public:
        tell_offer(session, offer, organisation_name=offer.organisation.name, now=now)
        note_change(session)
    return offer


def publish_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens, and tell everybody who waits for such a thing."""
    offer = offer_to_change(session, offer_id)
    owned.publish(session, offer, caller=caller, now=now)
    tell_offer(session, offer, organisation_name=offer.organisation.name, now=now)
    note_change(session)
    return offer


def withdraw_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens no more."""
    offer = offer_to_change(session, offer_id)
    owned.withdraw(session, offer, caller=caller, now=now)
    tell_offer_withdrawn(session, offer.id, offer.version, now=now)
    note_change(session)
    return offer


def _check_project(session: Session, words: Mapping[str, Any]) -> None:
    if words.get("project_id") and session.get(Project, words["project_id"]) is None:
        raise UnknownProject
