"""What belongs to an organisation, offers and projects, read together with whose it is."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from directory_service.models import Offer, Organisation, Project
from directory_service.queries.organisations import unchanging

Owned = TypeVar("Owned", Offer, Project)

OWNER = func.json_build_object("id", Organisation.id, "slug", Organisation.slug, "name", Organisation.name)
"""Selects what lists show of the organisation."""


def to_change(session: Session, thing: type[Owned], thing_id: UUID) -> Owned | None:
    """Return what nobody else changes until the transaction ends, with its organisation, which stays as it is.

    The organisation is locked first, as whoever withdraws or merges it does, so that neither waits for the other.
    """
    owner_id = session.scalar(select(thing.organisation_id).where(thing.id == thing_id))
    if owner_id is None:
        return None
    unchanging(session, [owner_id])
    whole = select(thing).options(joinedload(thing.organisation, innerjoin=True)).where(thing.id == thing_id)
    found = session.scalar(whole.with_for_update(of=thing).execution_options(populate_existing=True))
    if found and found.organisation_id != owner_id:
        unchanging(session, [found.organisation_id])
    return found
