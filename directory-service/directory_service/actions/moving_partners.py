"""Who takes part where two records become one: what each organisation has said goes along."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.actions.asking_partners import ask_partners
from directory_service.models import Project, ProjectPartner

# Who has answered for one of the two need not answer again for the other, and having agreed outweighs having refused.
_CARRY = text("""
    UPDATE project_partners AS kept SET confirmed_at = other.confirmed_at, refused_at = other.refused_at,
        asked_at = coalesce(kept.asked_at, other.asked_at)
    FROM project_partners AS other
    WHERE kept.project_id = other.project_id AND kept.organisation_id = :kept AND other.organisation_id = :old
        AND kept.confirmed_at IS NULL AND (kept.refused_at IS NULL OR other.confirmed_at IS NOT NULL)
""")


def move_partners(session: Session, old_id: UUID, kept_id: UUID) -> None:
    """Let the organisation that stays take part where the other did; nobody takes part twice, or in what it leads."""
    row, other = ProjectPartner, ProjectPartner.__table__.alias("other")
    session.execute(_CARRY, {"old": old_id, "kept": kept_id})
    twice = exists().where(other.c.project_id == row.project_id, other.c.organisation_id == kept_id)
    session.execute(delete(row).where(row.organisation_id == old_id, twice))
    session.execute(update(row).where(row.organisation_id == old_id).values(organisation_id=kept_id))
    led = select(Project.id).where(Project.organisation_id.in_((old_id, kept_id)))
    session.execute(delete(row).where(row.organisation_id == kept_id, row.project_id.in_(led)))


def join_partners(session: Session, old: Project, kept: Project, *, now: datetime) -> None:
    """Let whoever took part in a project take part in the one that stays, also who led it; nobody twice."""
    row = ProjectPartner
    there = {each.organisation_id: each for each in session.scalars(select(row).where(row.project_id == kept.id))}
    last = session.scalar(select(func.max(row.position)).where(row.project_id == kept.id)) or 0
    unseen = {"role": None} if kept.is_public and not old.is_public else {}
    for place, (organisation_id, words) in enumerate(_joining(session, old, now).items(), last + 1):
        known = there.get(organisation_id)
        if known is None and organisation_id != kept.organisation_id:
            session.add(row(project_id=kept.id, organisation_id=organisation_id, position=place, **words | unseen))
        elif known and not known.confirmed_at and (words["confirmed_at"] or not known.refused_at):
            known.confirmed_at, known.refused_at = words["confirmed_at"], words["refused_at"]
    session.execute(delete(row).where(row.project_id == old.id))
    session.flush()
    if kept.is_public:
        ask_partners(session, [kept.id], now=now)


def _joining(session: Session, old: Project, now: datetime) -> dict[UUID, dict[str, Any]]:
    """Return who is to take part, first who led the other project: of that nobody need be asked."""
    row = ProjectPartner
    named = select(row.organisation_id, row.role, row.confirmed_at, row.refused_at, row.asked_at)
    joined = session.execute(named.where(row.project_id == old.id).order_by(row.position)).mappings()
    led = {"role": None, "confirmed_at": now, "refused_at": None, "asked_at": None}
    return {old.organisation_id: led, **{each["organisation_id"]: _words(each) for each in joined}}


def _words(row: RowMapping) -> dict[str, Any]:
    return {name: word for name, word in row.items() if name != "organisation_id"}
