"""Questions about organisations, and about who may edit them."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.models import EventOnPage, Offer, Organisation, Project, Stewardship
from directory_service.queries.listing import Cards, Listing, found, named, one_of, public, some_of
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
    Organisation.website,
)
"""Selects what lists show of an organisation."""


class NoSuchOrganisation(NotFound):
    """There is no such organisation."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of organisations is asked for; it is sorted by name, unless asked otherwise."""
    facets = [
        some_of("category", Organisation.categories, asked.get("category", ())),
        one_of("district", Organisation.district, asked.get("district", ())),
        one_of("kind", Organisation.kind, asked.get("kind", ())),
    ]
    fixed = [public(Organisation), *([found(Organisation, asked["q"])] if asked.get("q") else [])]
    sort = asked.get("sort") or ("relevance" if asked.get("q") else "name")
    return Listing(Organisation, CARDS, fixed, facets, asked, sort)


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


def are_known(session: Session, organisation_ids: Set[UUID]) -> bool:
    """Tell whether there is an organisation with each of these ids."""
    there = select(func.count()).where(Organisation.id.in_(organisation_ids))
    return session.execute(there).scalar_one() == len(organisation_ids)


def figures(session: Session) -> dict[str, int]:
    """Return how many organisations, projects and offers are public."""
    counted = {
        name: select(func.count()).select_from(thing).where(public(thing)).scalar_subquery().label(name)
        for name, thing in (("organisations", Organisation), ("projects", Project), ("offers", Offer))
    }
    return dict(session.execute(select(*counted.values())).mappings().one())


def coming_events(
    session: Session, *, now: datetime, organisation_id: UUID | None = None, project_id: UUID | None = None
) -> Sequence[EventOnPage]:
    """Return what an organisation or a project has in the calendar, the next first."""
    of = EventOnPage.project_id == project_id if project_id else EventOnPage.organisation_id == organisation_id
    coming = func.coalesce(EventOnPage.ends_at, EventOnPage.starts_at) >= now
    listed = select(EventOnPage).where(of, coming).order_by(EventOnPage.starts_at).limit(_EVENTS_ON_A_PAGE)
    return session.scalars(listed).all()


def is_steward(session: Session, organisation_id: UUID, person_id: UUID | None) -> bool:
    """Tell whether a person may edit an organisation's things."""
    held = exists().where(
        Stewardship.organisation_id == organisation_id,
        Stewardship.person_id == person_id,
        Stewardship.dismissed_at.is_(None),
    )
    return person_id is not None and bool(session.scalar(select(held)))


def stewardships(session: Session, person_id: UUID) -> Sequence[RowMapping]:
    """Return the organisations a person may edit, by name."""
    held = (
        select(
            Organisation.id.label("organisation_id"),
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
        )
        .join(Stewardship, Stewardship.organisation_id == Organisation.id)
        .where(Stewardship.person_id == person_id, Stewardship.dismissed_at.is_(None))
        .order_by(Organisation.sorts_by)
    )
    return session.execute(held).mappings().all()
