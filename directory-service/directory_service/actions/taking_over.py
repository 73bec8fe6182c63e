"""Taking over the good rows of a table: a few statements for all of them, and one fact for each.

What is there already keeps its address, its state, and whether it is news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory_service.actions import telling
from directory_service.actions.partners import without_partners, write_partners
from directory_service.models import Offer, Organisation, Project
from directory_service.queries import imports as queries
from directory_service.queries.listing import Thing
from directory_service.rules import State
from services.kit.slugs import free_slug, slug_of
from services.kit.tables import id_of

_KEPT = frozenset({"id", "external_id", "slug", "state", "version", "published_at", "created_at", "is_news"})


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
        write_partners(session, partners)
    for each in kept.values():
        if isinstance(each, Organisation) and each.is_public:
            telling.tell_organisation(session, each, now=now)
        elif isinstance(each, Offer) and each.is_public:
            telling.tell_offer(session, each, organisation_name=names[each.organisation_id], now=now)
        elif isinstance(each, Project) and each.is_public:
            telling.tell_project(session, each, organisation_name=names[each.organisation_id], now=now)


def _rows(
    session: Session, thing: Thing, wanted: Sequence[Wanted], *, is_news: bool, now: datetime
) -> list[dict[str, Any]]:
    taken = queries.slugs(session, thing)
    made = {"state": State.PUBLISHED, "version": 1, "published_at": now, "created_at": now, "changed_at": now}
    made["is_news"] = is_news
    # Derived, so that the calendar knows a project's id from its row alone.
    own = [{"id": id_of(each.words["external_id"]), **without_partners(each.words)} for each in wanted]
    return [{**made, **words, "slug": _slug(thing, each, taken)} for each, words in zip(wanted, own, strict=True)]


def _slug(thing: Thing, row: Wanted, taken: set[str]) -> str:
    title = row.words["name" if thing is Organisation else "title"]
    slug = row.slug or free_slug(slug_of(title, otherwise=thing.__tablename__), taken)
    taken.add(slug)
    return slug


def _write(session: Session, thing: Thing, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write all rows in one statement; return them as they stand then, by their external id."""
    names = list(rows[0])
    kept = [name for name in names if name in _KEPT]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _KEPT)
    # As JSON the rows are one parameter: with one for each cell, half of the time went into counting them.
    put = text(f"""
        INSERT INTO {thing.__tablename__} AS known ({", ".join(names)})
        SELECT {", ".join(names)} FROM jsonb_populate_recordset(NULL::{thing.__tablename__}, CAST(:rows AS jsonb))
        ON CONFLICT (external_id) DO UPDATE SET {changed}, version = known.version + 1
        RETURNING {", ".join(f"known.{name}" for name in kept)}
    """)
    by_id = {row["external_id"]: row for row in rows}
    found = session.execute(put, {"rows": orjson.dumps(rows).decode()}).mappings()
    return {each["external_id"]: thing(**{**by_id[each["external_id"]], **each}) for each in found}
