"""Who takes part in projects, which stands in rows of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast
from uuid import UUID

from sqlalchemy import Table, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service.models import ProjectPartner

Partner: TypeAlias = tuple[UUID, str | None]
"""An organisation, and its role."""


def without_partners(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that stand in the thing's own row."""
    return {name: value for name, value in words.items() if name != "partners"}


def write_partners(session: Session, partners: Mapping[UUID, Sequence[Partner]]) -> None:
    """Write down who takes part in each of these projects, in this order, and nobody else."""
    session.execute(delete(ProjectPartner).where(ProjectPartner.project_id.in_(partners)))
    rows = [
        {"project_id": project_id, "organisation_id": organisation_id, "position": position, "role": role}
        for project_id, joined in partners.items()
        for position, (organisation_id, role) in enumerate(joined)
    ]
    if rows:
        session.execute(insert(cast(Table, ProjectPartner.__table__)), rows)
