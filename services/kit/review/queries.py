"""Questions about revisions: what is being written, what waits, and how long it waited."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Label, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from services.kit import paging
from services.kit.errors import NotFound
from services.kit.review.models import Written
from services.kit.review.rules import Deed, Origin, RevisionState

Condition: TypeAlias = ColumnElement[bool]
_COUNTED_FOR = timedelta(days=90)
_HOUR = 3600


class NoSuchRevision(NotFound):
    """There is no such draft or revision."""


def revision(session: Session, table: type[Written], revision_id: UUID, *, to_change: bool = False) -> Any:
    """Return a revision; refused with `NoSuchRevision`. Nobody else changes one that is to be changed."""
    found = session.get(table, revision_id, with_for_update=to_change)
    if found is None or found.state == RevisionState.UNCONFIRMED:
        raise NoSuchRevision
    return found


def open_revision(session: Session, table: type[Written], subject_id: UUID) -> Any | None:
    """Return what is being written about a record, or waits, by those who look after it."""
    being_written = table.state.in_([RevisionState.DRAFT, RevisionState.WAITING])
    own = (table.subject_id == subject_id, table.origin != Origin.SUGGESTION)
    return session.scalar(select(table).where(*own, being_written).with_for_update())


def revisions(session: Session, table: type[Written], asked: Mapping[str, Any], *, all_origins: bool) -> dict[str, Any]:
    """Return a page of revisions with counts: those that wait or are sampled oldest first, others newest first."""
    conditions = _asked_for(table, asked) + ([] if all_origins else [table.origin != Origin.SUGGESTION])
    oldest_first = asked["state"] in {"waiting", "sampled"}
    order = table.submitted_at.asc() if oldest_first else table.changed_at.desc()
    listed = select(table).where(*conditions, *_chosen(table, asked)).order_by(order, table.id)
    facets = {name: _counted(session, table, conditions, asked, name) for name in ("kind", "category", "district")}
    return paging.read_page(session, listed, asked, facets=facets)


def review_figures(session: Session, table: type[Written], *, now: datetime) -> dict[str, Any]:
    """Return how many revisions wait, since when, and how long decisions took in the middle of the last 90 days."""
    # Three questions, as each has an index of its own: most revisions say only what became of a record.
    waiting = select(func.count(), func.min(table.submitted_at)).where(table.state == RevisionState.WAITING)
    seconds = func.extract("epoch", table.decided_at - table.submitted_at)
    decided = select(func.count(), func.percentile_cont(0.5).within_group(seconds.asc())).where(
        table.deed == Deed.WRITTEN,
        table.decided_at >= now - _COUNTED_FOR,
        table.decided_by != table.made_by,
    )
    sampled = select(func.count()).where(table.sampled, table.looked_at.is_(None))
    (count, oldest), (made, middle) = session.execute(waiting).one(), session.execute(decided).one()
    return {
        "waiting": count,
        "oldest_at": oldest,
        "decided": made,
        "median_hours": None if middle is None else round(middle / _HOUR, 1),
        "to_be_sampled": session.execute(sampled).scalar_one(),
    }


def published_unseen(session: Session, table: type[Written], organisation_id: UUID | None) -> int:
    """Return how many changes of an organisation became public without a look from the editors."""
    own = (table.organisation_id == organisation_id, table.origin == Origin.STEWARD)
    unseen = (table.state == RevisionState.APPROVED, table.decided_by == table.made_by)
    written = table.deed == Deed.WRITTEN
    session.flush()
    return session.execute(select(func.count()).where(*own, *unseen, written)).scalar_one()


def _asked_for(table: type[Written], asked: Mapping[str, Any]) -> list[Condition]:
    if asked["state"] == "sampled":
        conditions: list[Condition] = [table.sampled.is_(True), table.looked_at.is_(None)]
    else:
        # What merely became of a record stands in its history.
        conditions = [table.state == asked["state"], table.deed == Deed.WRITTEN]
    if asked["organisation"]:
        conditions.append(table.organisation_id == asked["organisation"])
    if asked["subject"]:
        conditions.append(table.subject_id == asked["subject"])
    if asked["assigned_to"]:
        conditions.append(table.assigned_to == asked["assigned_to"])
    return conditions


def _chosen(table: type[Written], asked: Mapping[str, Any], *, but: str = "") -> list[Condition]:
    chosen: dict[str, Condition | None] = {
        "kind": table.kind.in_(asked["kind"]) if asked["kind"] else None,
        "category": or_(*(table.categories.contains([each]) for each in asked["category"]))
        if asked["category"]
        else None,
        "district": table.district.in_(asked["district"]) if asked["district"] else None,
    }
    return [condition for name, condition in chosen.items() if condition is not None and name != but]


def _counted(
    session: Session, table: type[Written], conditions: Sequence[Condition], asked: Mapping[str, Any], name: str
) -> dict[str, int]:
    columns: dict[str, SQLColumnExpression[Any]] = {
        "kind": table.kind,
        "category": func.unnest(table.categories),
        "district": table.district,
    }
    key: Label[Any] = columns[name].label("key")
    rows = select(key).where(*conditions, *_chosen(table, asked, but=name)).subquery()
    counted = select(rows.c.key, func.count()).where(rows.c.key.is_not(None)).group_by(rows.c.key)
    return dict(session.execute(counted).all())
