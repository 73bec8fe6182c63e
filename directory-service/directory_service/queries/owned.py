"""What belongs to an organisation, offers and projects, read together with whose it is."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from directory_service.models import Offer, Organisation, Project
from directory_service.queries.listing import Condition, found, public

Owned = TypeVar("Owned", Offer, Project)

OWNER = func.json_build_object("id", Organisation.id, "slug", Organisation.slug, "name", Organisation.name)
"""Selects what lists show of the organisation."""


def asked_for(thing: type[Offer] | type[Project], asked: Mapping[str, Any]) -> list[Condition]:
    """Return what holds for all in the state that is asked for, or for all that is public, with these words in it."""
    fixed = [thing.state == asked["state"] if asked.get("state") else public(thing)]
    return fixed + ([found(thing, asked["q"])] if asked.get("q") else [])


def to_change(session: Session, thing: type[Owned], thing_id: UUID) -> Owned | None:
    """Return what nobody else changes until the transaction ends, with its organisation."""
    whole = select(thing).options(joinedload(thing.organisation, innerjoin=True))
    return session.scalar(whole.where(thing.id == thing_id).with_for_update(of=thing))
