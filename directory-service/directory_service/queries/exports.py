"""Whole lists, to be written into files; and all changes in the order in which they came about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, literal, select, text, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from directory_service.models import AnyRecord, Offer, Organisation, Project
from directory_service.models.base import TOLD_AS_CHANGED
from directory_service.queries.imports import NOT_READ
from directory_service.queries.listing import Listing, order
from directory_service.queries.partners import partners_there
from directory_service.rules import State

MOST = 20_000
_NOT_TOLD = NOT_READ | {"topics", "is_news"}
_KINDS: tuple[tuple[str, type[AnyRecord]], ...] = (
    ("organisation", Organisation),
    ("project", Project),
    ("offer", Offer),
)
# What is not kept yet may have an earlier time than what is: nothing is told that is younger than the oldest of those
# who may write. One that has not written yet has had its time from the beginning.
_SETTLED = text("""
    SELECT least(coalesce(min(xact_start), clock_timestamp()), clock_timestamp()) - interval '2 seconds'
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
""")


def records(session: Session, listing: Listing, *, most: int = MOST) -> list[dict[str, Any]]:
    """Return all that a list holds, whole, in its order."""
    thing, owner = listing.thing, aliased(Organisation)
    told = [column for column in thing.__table__.columns if column.name not in _NOT_TOLD]
    asked = select(*told)
    if thing is not Organisation:
        whose = (owner.name.label("organisation_name"), owner.external_id.label("organisation_external_id"))
        asked = select(*told, *whose).join(owner, owner.id == thing.__table__.c.organisation_id)
    asked = asked.where(*listing.conditions).order_by(*order(listing)).limit(most)
    found = [dict(row) for row in session.execute(asked).mappings()]
    return _with_partners(session, found) if thing is Project else found


def project_ids(session: Session) -> dict[UUID, str]:
    """Return the id elsewhere of each project that has one."""
    asked = select(Project.id, Project.external_id).where(Project.external_id.is_not(None))
    return {project_id: str(external_id) for project_id, external_id in session.execute(asked)}


def _with_partners(session: Session, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = partners_there(session, [row["id"] for row in found])
    asked = select(Organisation.id, Organisation.name, Organisation.external_id)
    known = {row.id: row for row in session.execute(asked.where(Organisation.state == State.PUBLISHED))}
    for row in found:
        agreed = [each for each in there.get(row["id"], ()) if not (each["is_asked"] or each["has_refused"])]
        joined = [(known[each["organisation_id"]], each["role"]) for each in agreed if each["organisation_id"] in known]
        row["partners"] = [
            f"{each.name} ({each.external_id or each.id}): {role or ''}".rstrip(": ") for each, role in joined
        ]
    return found


def changes(session: Session, *, after: tuple[datetime, UUID] | None, size: int) -> list[dict[str, Any]]:
    """Return what changed after a moment and an id, the oldest first; what was public once and is no more is gone."""
    settled: datetime = session.execute(_SETTLED).scalar_one()
    parts = [select(_changed(kind, thing, settled, after, size).subquery()) for kind, thing in _KINDS]
    every = union_all(*parts).subquery("every")
    rows = session.execute(select(every).order_by(every.c.changed_at, every.c.id).limit(size)).mappings()
    return [dict(row) for row in rows]


def _changed(
    kind: str, thing: type[AnyRecord], settled: datetime, after: tuple[datetime, UUID] | None, size: int
) -> Select[*tuple[Any, ...]]:
    """Return what changed of one kind, no more than may be told: read in the order of its index."""
    asked = select(
        literal(kind).label("kind"),
        thing.id,
        thing.external_id,
        thing.slug,
        # What is gone may have been reworded where nobody sees it.
        case((thing.state == State.PUBLISHED, thing.name if thing is Organisation else thing.__table__.c.title)).label(
            "title"
        ),
        thing.state,
        thing.version,
        thing.changed_at,
    ).where(text(TOLD_AS_CHANGED), thing.changed_at < settled)
    if after:
        asked = asked.where(tuple_(thing.changed_at, thing.id) > after)
    return asked.order_by(thing.changed_at, thing.id).limit(size)
