"""What an import must know: which words its rows may use, and what is there already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.models import Organisation, Project, ProjectPartner
from directory_service.queries.listing import Expression, Thing
from directory_service.rules import State
from services.city import City


@dataclass(frozen=True)
class Reference:
    """Something a row may point to."""

    id: UUID
    name: str
    is_public: bool


@dataclass(frozen=True)
class Known:
    """What the words of a row may stand for."""

    city: City
    categories: Mapping[str, str]
    districts: Mapping[str, str]
    organisations: Mapping[str, Reference]
    organisations_by_name: Mapping[str, Reference]
    projects: Mapping[str, Reference]
    names: Mapping[UUID, str]


def known(session: Session, city: City) -> Known:
    """Return all that rows may refer to."""
    organisations = _references(session, Organisation, Organisation.name)
    return Known(
        city=city,
        categories=city.category_words,
        districts=city.district_words,
        organisations={key: each for key, each in organisations if key},
        organisations_by_name={each.name.casefold(): each for _, each in organisations},
        projects={key: each for key, each in _references(session, Project, Project.title) if key},
        names={each.id: each.name for _, each in organisations},
    )


def _references(session: Session, thing: Thing, name: Expression) -> list[tuple[str | None, Reference]]:
    listed = select(thing.external_id, thing.id, name, thing.state)
    return [(key, Reference(id, name, state == State.PUBLISHED)) for key, id, name, state in session.execute(listed)]


def there_already(session: Session, thing: Thing, external_ids: Collection[str]) -> dict[str, RowMapping]:
    """Return the rows that have one of these ids, by it."""
    columns = [column for column in thing.__table__.columns if column.name not in {"search", "sorts_by"}]
    rows = session.execute(select(*columns).where(thing.external_id.in_(external_ids))).mappings()
    return {row["external_id"]: row for row in rows}


def partners_there(session: Session, project_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, str | None]]]:
    """Return who takes part in these projects, in order, with their roles."""
    found: dict[UUID, list[tuple[UUID, str | None]]] = {}
    row = ProjectPartner
    listed = select(row.project_id, row.organisation_id, row.role).where(row.project_id.in_(project_ids))
    for project_id, organisation_id, role in session.execute(listed.order_by(row.project_id, row.position)):
        found.setdefault(project_id, []).append((organisation_id, role))
    return found


def slugs(session: Session, thing: Thing) -> set[str]:
    """Return every name in addresses that is taken."""
    return set(session.scalars(select(thing.slug)))
