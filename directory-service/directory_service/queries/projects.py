"""Questions about projects."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session, joinedload

from directory_service.models import Organisation, Project, ProjectPartner
from directory_service.queries.listing import Cards, Condition, Listing, named, one_of, order, public, some_of
from directory_service.queries.owned import OWNER, asked_for, to_change
from directory_service.rules import State
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
    OWNER.label("organisation"),
).join(Organisation, Project.organisation_id == Organisation.id)
"""Selects what lists show of a project."""


class NoSuchProject(NotFound):
    """There is no such project."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of projects is asked for."""
    facets = [
        some_of("category", Project.categories, asked.get("category", ())),
        one_of("district", Project.district, asked.get("district", ())),
        one_of("status", Project.status, asked.get("status", ())),
    ]
    fixed = asked_for(Project, asked)
    if asked.get("organisation"):
        # Drafts belong to who leads: whoever is to take part sees them when they are public.
        leads = Project.organisation_id == asked["organisation"]
        fixed.append(leads if asked.get("state") else of_organisation(asked["organisation"]))
    return Listing(Project, CARDS, fixed, facets, asked, asked.get("sort") or "relevance")


def of_organisation(organisation_id: UUID) -> Condition:
    """Return what holds for the projects that an organisation leads or takes part in."""
    joined = select(ProjectPartner.project_id).where(ProjectPartner.organisation_id == organisation_id)
    return or_(Project.organisation_id == organisation_id, Project.id.in_(joined))


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


def partners(session: Session, project_id: UUID) -> Sequence[RowMapping]:
    """Return the public organisations that take part in a project, with their roles."""
    joined = (
        select(ProjectPartner.organisation_id, Organisation.slug, Organisation.name, ProjectPartner.role)
        .join(Organisation, Organisation.id == ProjectPartner.organisation_id)
        .where(ProjectPartner.project_id == project_id, public(Organisation))
        .order_by(ProjectPartner.position)
    )
    return session.execute(joined).mappings().all()


def hidden_partners(session: Session, project_id: UUID) -> list[tuple[UUID, str | None]]:
    """Return the organisations that take part in a project and are not public, with their roles."""
    joined = (
        select(ProjectPartner.organisation_id, ProjectPartner.role)
        .join(Organisation, Organisation.id == ProjectPartner.organisation_id)
        .where(ProjectPartner.project_id == project_id, Organisation.state != State.PUBLISHED)
        .order_by(ProjectPartner.position)
    )
    return [(organisation_id, role) for organisation_id, role in session.execute(joined)]


def public_projects(session: Session, *conditions: Condition) -> Sequence[RowMapping]:
    """Return the newest public projects of which this holds, as cards."""
    narrowed = CARDS.where(public(Project), *conditions).order_by(*order(Project, "newest", None))
    return session.execute(narrowed.limit(_ON_A_PAGE)).mappings().all()
