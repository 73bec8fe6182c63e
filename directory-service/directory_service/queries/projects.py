"""Questions about projects."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session, joinedload

from directory_service.models import Organisation, Project
from directory_service.queries.facets import Condition, Facet, Several
from directory_service.queries.listing import Cards, Listing, first_picture, named, narrowed, newest, public
from directory_service.queries.owned import OWNER, to_change
from directory_service.queries.partners import joined_by
from services.kit.errors import NotFound

_ON_A_PAGE = 100
CARDS: Cards = select(
    Project.id,
    Project.slug,
    Project.title,
    Project.summary,
    Project.categories,
    Project.status,
    Project.starts_on,
    Project.ends_on,
    Project.district,
    Project.lat,
    Project.lon,
    OWNER.label("organisation"),
    first_picture(Project),
).join(Organisation, Project.organisation_id == Organisation.id)
"""Selects what lists show of a project."""

FACETS = (
    Several("category", Project.categories),
    Facet("district", Project.district),
    Facet("status", Project.status),
)
"""What lists of projects count, and may be narrowed by."""


class NoSuchProject(NotFound):
    """There is no such project."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of projects is asked for."""
    beyond = narrowed(Project, asked)
    if asked.get("organisation"):
        # Drafts belong to who leads: whoever is to take part sees them when they are public.
        leads = Project.organisation_id == asked["organisation"]
        beyond.append(leads if asked.get("state") else of_organisation(asked["organisation"]))
    return Listing(Project, CARDS, FACETS, asked, asked.get("sort") or "relevance", beyond)


def of_organisation(organisation_id: UUID) -> Condition:
    """Return what holds for the projects that an organisation leads or takes part in."""
    return or_(Project.organisation_id == organisation_id, joined_by(organisation_id))


def takes_part(session: Session, project: Project, organisation_id: UUID) -> bool:
    """Tell whether an organisation leads a project or takes part in it."""
    asked = select(Project.id).where(Project.id == project.id, of_organisation(organisation_id))
    return session.scalar(asked) is not None


def project(session: Session, ref: str | UUID) -> Project:
    """Return a project by its id or slug, with its organisation; refused with `NoSuchProject`."""
    whole = select(Project).options(joinedload(Project.organisation, innerjoin=True))
    project = session.scalar(whole.where(named(Project, str(ref))))
    if project is None:
        raise NoSuchProject
    return project


def project_to_change(session: Session, project_id: UUID) -> Project:
    """Return a project that nobody else changes until the transaction ends; refused with `NoSuchProject`."""
    project = to_change(session, Project, project_id)
    if project is None:
        raise NoSuchProject
    return project


def public_projects(session: Session, *conditions: Condition) -> Sequence[RowMapping]:
    """Return the newest public projects of which this holds, as cards."""
    narrowed = CARDS.where(public(Project), *conditions).order_by(*newest(Project))
    return session.execute(narrowed.limit(_ON_A_PAGE)).mappings().all()
