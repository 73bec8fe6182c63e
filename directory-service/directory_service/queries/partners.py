"""Who takes part in projects, who was only asked, and who said no."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, any_, cast, exists, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.models import Organisation, Project, ProjectPartner
from directory_service.queries.facets import Condition
from directory_service.queries.listing import public
from directory_service.rules import State

TAKES_PART = ProjectPartner.confirmed_at.is_not(None)
NOT_REFUSED = ProjectPartner.refused_at.is_(None)
UNANSWERED = (ProjectPartner.confirmed_at.is_(None), NOT_REFUSED)


def partners(session: Session, project_id: UUID, *, whole: bool = False) -> Sequence[RowMapping]:
    """Return the public organisations that take part in a project, with their roles.

    Whole is for those who look after it: with whoever has not answered yet, too.
    """
    row = ProjectPartner
    joined = (
        select(row.organisation_id, Organisation.slug, Organisation.name, row.role, TAKES_PART.label("confirmed"))
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.project_id == project_id, public(Organisation), NOT_REFUSED if whole else TAKES_PART)
        .order_by(row.position)
    )
    return session.execute(joined).mappings().all()


def partners_said(session: Session, project_id: UUID) -> list[dict[str, Any]]:
    """Return whom a project names of those who are public, and who did not say no, as it is written."""
    joined = partners(session, project_id, whole=True)
    return [{"organisation_id": str(each["organisation_id"]), "role": each["role"]} for each in joined]


def hidden_partners(session: Session, project_id: UUID) -> list[tuple[UUID, str | None]]:
    """Return the organisations that a project names and are not public, with their roles."""
    joined = (
        select(ProjectPartner.organisation_id, ProjectPartner.role)
        .join(Organisation, Organisation.id == ProjectPartner.organisation_id)
        .where(ProjectPartner.project_id == project_id, Organisation.state != State.PUBLISHED, NOT_REFUSED)
        .order_by(ProjectPartner.position)
    )
    return [(organisation_id, role) for organisation_id, role in session.execute(joined)]


def have_refused(session: Session, project_id: UUID, organisation_ids: Collection[UUID]) -> bool:
    """Tell whether one of these organisations does not want to be named with a project."""
    row = ProjectPartner
    said_no = (row.project_id == project_id, row.refused_at.is_not(None), row.organisation_id.in_(organisation_ids))
    return session.scalar(select(exists().where(*said_no))) or False


def joined_by(organisation_id: UUID) -> Condition:
    """Return what holds for the projects that an organisation takes part in, without leading them."""
    row = ProjectPartner
    return Project.id.in_(select(row.project_id).where(row.organisation_id == organisation_id, TAKES_PART))


def partners_there(session: Session, project_ids: Collection[UUID]) -> dict[UUID, list[RowMapping]]:
    """Return everybody whom these projects name, in order: with `is_asked` and `has_refused`."""
    row = ProjectPartner
    answers = (and_(*UNANSWERED).label("is_asked"), row.refused_at.is_not(None).label("has_refused"))
    named = select(row.project_id, row.organisation_id, row.role, *answers)
    listed = named.where(row.project_id == any_(cast(list(project_ids), ARRAY(Uuid))))
    found: dict[UUID, list[RowMapping]] = {}
    for each in session.execute(listed.order_by(row.project_id, row.position)).mappings():
        found.setdefault(each["project_id"], []).append(each)
    return found
