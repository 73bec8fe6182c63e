"""Taking over the good rows of a table: a few statements for all of them, and one fact for each.

What is there already keeps its address, its state, and whether it is news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service import rules
from directory_service.actions import telling
from directory_service.models import Offer, Organisation, Project, ProjectPartner
from directory_service.queries import imports as queries
from directory_service.queries.listing import Thing


@dataclass(frozen=True)
class Wanted:
    """A row to be taken over, and its name in addresses if it has one already."""

    words: Mapping[str, Any]
    slug: str | None


def take_over(
    session: Session,
    thing: Thing,
    wanted: Sequence[Wanted],
    *,
    names: Mapping[UUID, str],
    is_news: bool,
    now: datetime,
) -> None:
    """Write rows down, those of projects with their partners, and tell of what is public among them."""
    if not wanted:
        return
    kept = _write(session, thing, _rows(session, thing, wanted, is_news=is_news, now=now))
    if thing is Project:
        partners = {kept[each.words["external_id"]].id: each.words["partners"] for each in wanted}
        _write_partners(session, partners)
    for each in kept.values():
        if isinstance(each, Organisation) and each.is_public:
            telling.tell_organisation(session, each, now=now)
        elif isinstance(each, Offer) and each.is_public:
            telling.tell_offer(session, each, organisation_name=names[each.organisation_id], now=now)


def _rows(
    session: Session, thing: Thing, wanted: Sequence[Wanted], *, is_news: bool, now: datetime
) -> list[dict[str, Any]]:
    taken = queries.slugs(session, thing)
    made = {"state": rules.State.PUBLISHED, "version": 1, "published_at": now, "created_at": now, "changed_at": now}
    made |= {"is_news": is_news} if thing is Offer else {}
    return [{"id": uuid4(), **made, **_own(each.words), "slug": _slug(thing, each, taken)} for each in wanted]


def _slug(thing: Thing, row: Wanted, taken: set[str]) -> str:
    title = row.words["name" if thing is Organisation else "title"]
    slug = row.slug or rules.free_slug(rules.slug(title, otherwise=thing.__tablename__), taken)
    taken.add(slug)
    return slug


def _own(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if name != "partners"}


def _write(session: Session, thing: Thing, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write rows, several hundred in one statement; return them as they stand then, by their external id."""
    put = insert(thing)
    kept = {"id", "external_id", "slug", "state", "version", "published_at", "created_at", "is_news"}
    changed = {name: put.excluded[name] for name in rows[0] if name not in kept}
    put = put.on_conflict_do_update(index_elements=[thing.external_id], set_={**changed, "version": thing.version + 1})
    columns = [thing.__table__.c[name] for name in sorted(kept) if name in rows[0]]
    found = session.execute(put.returning(*columns), rows).mappings()
    by_id = {row["external_id"]: row for row in rows}
    return {each["external_id"]: thing(**{**by_id[each["external_id"]], **each}) for each in found}


def _write_partners(session: Session, partners: Mapping[UUID, Sequence[tuple[UUID, str | None]]]) -> None:
    session.execute(delete(ProjectPartner).where(ProjectPartner.project_id.in_(partners)))
    rows = [
        {"project_id": project_id, "organisation_id": organisation_id, "position": position, "role": role}
        for project_id, joined in partners.items()
        for position, (organisation_id, role) in enumerate(joined)
    ]
    if rows:
        session.execute(insert(ProjectPartner), rows)
