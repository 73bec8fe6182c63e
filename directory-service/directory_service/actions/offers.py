"""What may be done with ways to help."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import owned
from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.pictures import with_measures
from directory_service.actions.recording import record_change, words_before
from directory_service.actions.telling import tell_offer
from directory_service.models import Offer, Project
from directory_service.queries.offers import offer_to_change
from directory_service.queries.projects import takes_part
from services.kit.errors import Malformed
from services.kit.tokens import Caller


class UnknownProject(Malformed):
    """There is no project with this id."""


class NotInThisProject(Malformed):
    """Your organisation does not take part in this project. Please ask those who lead it to name you as a partner."""


def create_offer(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Offer:
    """Keep a new offer as a draft."""
    offer = add_offer(session, words, caller=caller, now=now)
    record_change(session, offer, words, before={}, caller=caller, now=now)
    return offer


def add_offer(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Offer:
    """Make an offer of words that are put down elsewhere."""
    owned.first_owner(session, words["organisation_id"], caller=caller)
    check_project(session, words, known=None, caller=caller)
    slug = new_slug(session, Offer, words["title"])
    offer = Offer(slug=slug, created_at=now, changed_at=now, **with_measures(session, words))
    session.add(offer)
    session.flush()
    return offer


def change_offer(
    session: Session, offer_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Offer:
    """Replace an offer's words; of a public one, the others hear."""
    offer = offer_to_change(session, offer_id)
    before = words_before(offer, words)
    rewrite_offer(session, offer, words, expected=expected, caller=caller, now=now)
    record_change(session, offer, words, before=before, caller=caller, now=now)
    return offer


def rewrite_offer(
    session: Session, offer: Offer, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> None:
    """Replace an offer's words by some that are put down elsewhere."""
    owner = owned.next_owner(session, offer, words["organisation_id"], expected=expected, caller=caller)
    check_project(session, words, known=offer, caller=caller)
    offer.organisation = owner
    offer.reword(with_measures(session, words), now)
    if offer.is_public:
        tell_offer(session, offer, organisation_name=offer.organisation.name, now=now)
        note_change(session)


def publish_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens, and tell everybody who waits for such a thing."""
    return owned.publish(session, offer_to_change(session, offer_id), caller=caller, now=now)


def withdraw_offer(session: Session, offer_id: UUID, *, caller: Caller, now: datetime) -> Offer:
    """Show an offer to citizens no more."""
    return owned.withdraw(session, offer_to_change(session, offer_id), caller=caller, now=now)


def check_project(session: Session, words: Mapping[str, Any], *, known: Offer | None, caller: Caller) -> None:
    """Refuse a project that is not there, or, unless an editor says so, one that the offer's organisation is not in."""
    if not words.get("project_id"):
        return
    project = session.get(Project, words["project_id"])
    if project is None:
        raise UnknownProject
    # What stands there already stays, whatever became of the partnership since.
    stays = known and (known.project_id, known.organisation_id) == (project.id, words["organisation_id"])
    if not (caller.is_editor or stays or takes_part(session, project, words["organisation_id"])):
        raise NotInThisProject
