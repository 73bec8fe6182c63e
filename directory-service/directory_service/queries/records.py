"""Any record by its kind: an organisation, a project or an offer, and what stands in it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Offer, Organisation, Project
from directory_service.queries.owned import to_change
from directory_service.queries.partners import partners_said
from directory_service.rules import RecordKind
from services.kit.errors import NotFound

RECORDS: Mapping[str, type[Organisation] | type[Project] | type[Offer]] = {
    RecordKind.ORGANISATION: Organisation,
    RecordKind.PROJECT: Project,
    RecordKind.OFFER: Offer,
}


class NoSuchRecord(NotFound):
    """There is no such record."""


def record(session: Session, kind: str, record_id: UUID) -> AnyRecord:
    """Return an organisation, a project or an offer; refused with `NoSuchRecord`."""
    found: AnyRecord | None = session.get(RECORDS[kind], record_id)  # type: ignore[assignment]
    if found is None:
        raise NoSuchRecord
    return found


def record_to_change(session: Session, kind: str, record_id: UUID) -> AnyRecord:
    """Return a record, with its organisation, that nobody else changes; refused as `record` does."""
    found: AnyRecord | None
    if kind == RecordKind.ORGANISATION:
        found = session.get(Organisation, record_id, with_for_update=True)
    elif kind == RecordKind.PROJECT:
        found = to_change(session, Project, record_id)
    else:
        found = to_change(session, Offer, record_id)
    if found is None:
        raise NoSuchRecord
    return found


def words_of(session: Session, thing: AnyRecord, names: Iterable[str]) -> dict[str, Any]:
    """Return what stands in a record under these names, as it is by now."""
    words = {name: getattr(thing, name) for name in names if name in thing.__mapper__.column_attrs}
    if isinstance(thing, Project):
        words["partners"] = partners_said(session, thing.id)
    return words


def organisations_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Organisation]:
    """Return organisations by their id."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(ids))) if ids else ()
    return {each.id: each for each in found}
