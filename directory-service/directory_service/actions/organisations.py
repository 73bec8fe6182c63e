"""What may be done with organisations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.stewards import check_steward
from directory_service.actions.telling import (
    tell_offer_withdrawn,
    tell_organisation,
    tell_organisation_withdrawn,
    tell_project_withdrawn,
)
from directory_service.models import Offer, Organisation, Project
from directory_service.queries.organisations import organisation_to_change
from directory_service.rules import State
from services.kit.tokens import Caller

# What the editors say about an organisation, and it may not say itself.
_EDITORS_WORDS = frozenset({"trusted", "source", "licence"})


def create_organisation(session: Session, words: Mapping[str, Any], *, now: datetime) -> Organisation:
    """Keep a new organisation as a draft."""
    slug = new_slug(session, Organisation, words["name"])
    organisation = Organisation(slug=slug, created_at=now, changed_at=now, **words)
    session.add(organisation)
    session.flush()
    return organisation


def change_organisation(
    session: Session, organisation_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Organisation:
    """Replace an organisation's words; of a public one, the others hear."""
    organisation = organisation_to_change(session, organisation_id)
    check_steward(session, organisation_id, caller=caller)
    organisation.expect(expected)
    sayable = {name: value for name, value in words.items() if caller.is_editor or name not in _EDITORS_WORDS}
    organisation.reword(sayable, now)
    if organisation.is_public:
        tell_organisation(session, organisation, now=now)
        note_change(session)
    return organisation


def publish_organisation(session: Session, organisation_id: UUID, *, now: datetime) -> Organisation:
    """Show an organisation to citizens."""
    organisation = organisation_to_change(session, organisation_id)
    organisation.publish(now)
    tell_organisation(session, organisation, now=now)
    note_change(session)
    return organisation


def withdraw_organisation(session: Session, organisation_id: UUID, *, now: datetime) -> Organisation:
    """Show an organisation to citizens no more, and nothing that it leads or offers either."""
    organisation = organisation_to_change(session, organisation_id)
    organisation.withdraw(now)
    tell_organisation_withdrawn(session, organisation, now=now)
    for offer_id, version in _withdraw_all(session, Offer, organisation_id, now):
        tell_offer_withdrawn(session, offer_id, version, now=now)
    for project_id, version in _withdraw_all(session, Project, organisation_id, now):
        tell_project_withdrawn(session, project_id, version, now=now)
    note_change(session)
    return organisation


def _withdraw_all(
    session: Session, thing: type[Offer] | type[Project], organisation_id: UUID, now: datetime
) -> list[tuple[UUID, int]]:
    withdrawn = (
        update(thing)
        .where(thing.organisation_id == organisation_id, thing.state == State.PUBLISHED)
        .values(state=State.WITHDRAWN, version=thing.version + 1, changed_at=now)
        .returning(thing.id, thing.version)
    )
    return [(thing_id, version) for thing_id, version in session.execute(withdrawn)]
