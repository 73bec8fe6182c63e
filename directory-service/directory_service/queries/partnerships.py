"""What organisations are asked about the projects that name them, and what those who lead these were answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from directory_service.models import Organisation, Project, ProjectPartner, Stewardship
from directory_service.queries.facets import Condition
from directory_service.queries.listing import public
from directory_service.queries.partners import UNANSWERED
from directory_service.rules import Side
from services.kit import paging
from services.kit.tokens import Caller

_NEWS_FOR = timedelta(days=30)


def partnerships(session: Session, asked: Mapping[str, Any], *, caller: Caller, now: datetime) -> dict[str, Any]:
    """Return a page of who is named with projects: whom nobody looks after first, then the oldest.

    Stewards see what concerns their organisations and who is public, editors all: what these are asked, where they
    take part, or who keeps them waiting, and who has said no to them in the last thirty days.
    """
    row, leader = ProjectPartner, aliased(Organisation)
    looked_after = exists().where(Stewardship.organisation_id == row.organisation_id, _AT_WORK)
    listed = (
        select(
            _thing(Project.id, Project.slug, Project.title, "title").label("project"),
            _thing(Organisation.id, Organisation.slug, Organisation.name, "name").label("organisation"),
            _thing(leader.id, leader.slug, leader.name, "name").label("leader"),
            row.role,
            row.asked_at,
            case((row.refused_at.is_not(None), "no"), (row.confirmed_at.is_not(None), "yes"), else_="open").label(
                "answer"
            ),
            looked_after.label("looked_after"),
        )
        .select_from(row)
        .join(Project, Project.id == row.project_id)
        .join(leader, leader.id == Project.organisation_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(*_told(asked, now), *_concerns(asked, caller))
    )
    total = session.execute(select(func.count()).select_from(listed.subquery())).scalar_one()
    page = listed.order_by(looked_after, row.asked_at, Project.id, row.organisation_id)
    page = page.limit(asked["size"]).offset(paging.offset(asked["page"], asked["size"]))
    items = list(session.execute(page).mappings())
    return paging.page_of(items, total=total, page=asked["page"], size=asked["size"])


_AT_WORK = Stewardship.dismissed_at.is_(None)


def _told(asked: Mapping[str, Any], now: datetime) -> list[Condition]:
    row = ProjectPartner
    if asked["side"] == Side.ASKED:
        return [public(Project), *UNANSWERED, row.asked_at.is_not(None)]
    if asked["side"] == Side.JOINED:
        return [public(Project), row.confirmed_at.is_not(None)]
    return [row.confirmed_at.is_(None), or_(row.refused_at.is_(None), row.refused_at > now - _NEWS_FOR)]


def _concerns(asked: Mapping[str, Any], caller: Caller) -> list[Condition]:
    side = Project.organisation_id if asked["side"] == Side.LEADING else ProjectPartner.organisation_id
    found: list[Condition] = []
    if not caller.is_editor:
        held = select(Stewardship.organisation_id).where(Stewardship.person_id == caller.person_id, _AT_WORK)
        found += [side.in_(held), public(Organisation)]
    if asked["organisation"]:
        found.append(side == asked["organisation"])
    if asked["project"]:
        found.append(Project.id == asked["project"])
    return found


def _thing(id_: Any, slug: Any, name: Any, called: str) -> Any:
    return func.json_build_object("id", id_, "slug", slug, called, name)
