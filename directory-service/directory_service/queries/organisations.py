"""Questions about organisations."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory_service.models import EventOnPage, Organisation
from directory_service.queries.facets import Facet, Several
from directory_service.queries.listing import Cards, Listing, first_picture, named, narrowed
from services.kit.errors import NotFound

_EVENTS_ON_A_PAGE = 20
CARDS: Cards = select(
    Organisation.id,
    Organisation.slug,
    Organisation.name,
    Organisation.kind,
    Organisation.summary,
    Organisation.categories,
    Organisation.district,
    Organisation.lat,
    Organisation.lon,
    Organisation.website,
    first_picture(Organisation),
)
"""Selects what lists show of an organisation."""

FACETS = (
    Several("category", Organisation.categories),
    Facet("district", Organisation.district),
    Facet("kind", Organisation.kind),
)
"""What lists of organisations count, and may be narrowed by."""


class NoSuchOrganisation(NotFound):
    """There is no such organisation."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of organisations is asked for; it is sorted by name, unless asked otherwise."""
    sort = asked.get("sort") or ("relevance" if asked.get("q") else "name")
    return Listing(Organisation, CARDS, FACETS, asked, sort, narrowed(Organisation, asked))


def organisation(session: Session, ref: str | UUID) -> Organisation:
    """Return an organisation by its id or slug; refused with `NoSuchOrganisation`."""
    organisation = session.scalar(select(Organisation).where(named(Organisation, str(ref))))
    if organisation is None:
        raise NoSuchOrganisation
    return organisation


def organisation_to_change(session: Session, organisation_id: UUID) -> Organisation:
    """Return an organisation that nobody else changes until the transaction ends."""
    organisation = session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NoSuchOrganisation
    return organisation


def unchanging(session: Session, organisation_ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """Return organisations as they stay until the transaction ends; always locked in the same order."""
    wanted = select(Organisation).where(Organisation.id.in_(sorted(set(organisation_ids)))).order_by(Organisation.id)
    found = session.scalars(wanted.with_for_update(read=True).execution_options(populate_existing=True))
    return {each.id: each for each in found}


def are_known(session: Session, organisation_ids: Set[UUID]) -> bool:
    """Tell whether there is an organisation with each of these ids."""
    there = select(func.count()).where(Organisation.id.in_(organisation_ids))
    return session.execute(there).scalar_one() == len(organisation_ids)


def coming_events(
    session: Session, *, now: datetime, organisation_id: UUID | None = None, project_id: UUID | None = None
) -> Sequence[EventOnPage]:
    """Return what an organisation or a project has in the calendar, the next first."""
    of = EventOnPage.project_id == project_id if project_id else EventOnPage.organisation_id == organisation_id
    coming = func.coalesce(EventOnPage.ends_at, EventOnPage.starts_at) >= now
    listed = select(EventOnPage).where(of, coming).order_by(EventOnPage.starts_at).limit(_EVENTS_ON_A_PAGE)
    return session.scalars(listed).all()
