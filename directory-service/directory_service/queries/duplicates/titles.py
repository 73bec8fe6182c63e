"""Which projects or offers may be one: what has the same title or one like it, above all of one organisation.

PostgreSQL picks titles that share enough of their letters, and longer ones with all the words; only those are compared.
So a title is left out that is mistyped all over, and one much shorter than what is typed, though its words stand in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, func, literal_column, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from directory_service.models import Offer, Organisation, Project
from directory_service.queries.duplicates.organisations import rows_of, told
from directory_service.queries.facets import Condition
from directory_service.rules import State
from directory_service.rules.duplicates import Likeness, titles_alike, titles_likeness
from services.kit.vocabulary import fold

_MOST, _FEWEST_WORDS = 50, 2
# As few trigrams as two titles share of which no more than a third of the letters differ, and some that share fewer.
_LIKE_ENOUGH = "0.3"
# Of many that are one, each is paired with the oldest, not with all the others.
_PAIRS = """
    WITH known AS MATERIALIZED (
        SELECT id, organisation_id, starts_on, created_at, replace(title_words, ' ', '') AS title,
            json_build_object('id', id, 'external_id', external_id, 'name', title, 'slug', slug) AS told,
            nullif(public.plain_place(street), '') || '|' || coalesce(post_code, '') AS place
        FROM {things} WHERE state <> 'withdrawn' AND title_words <> ''
    ), paired AS (
        SELECT first_value(id) OVER (PARTITION BY title, organisation_id ORDER BY created_at, id) AS older, id AS newer
        FROM known
        UNION
        SELECT first_value(id) OVER (PARTITION BY title, place ORDER BY created_at, id), id
        FROM known WHERE place IS NOT NULL
    )
    SELECT one.told AS one, other.told AS other, count(*) OVER () AS total,
        one.organisation_id = other.organisation_id AS same_owner,
        coalesce(one.place = other.place, false) AS same_place,
        one.starts_on IS NOT DISTINCT FROM other.starts_on AS same_day
    FROM paired JOIN known one ON one.id = older JOIN known other ON other.id = newer
    WHERE one.id <> other.id
    ORDER BY same_owner DESC, same_day DESC, one.title, one.id, other.id LIMIT :size OFFSET :first
"""


def with_same_title(
    session: Session, thing: type[Offer] | type[Project], wanted: Sequence[tuple[UUID, str]]
) -> dict[tuple[UUID, str], list[Any]]:
    """Return the things with these owners and titles in whatever spelling, by both."""
    found: dict[tuple[UUID, str], list[Any]] = {}
    if not wanted:
        return found
    asked = select(thing.id, thing.external_id, thing.slug, thing.title.label("name"), thing.organisation_id)
    asked = asked.where(thing.organisation_id.in_({owner for owner, _ in wanted}), thing.state != State.WITHDRAWN)
    sure = titles_likeness(same_title=True, same_owner=True)
    for row in rows_of(session, asked):
        found.setdefault((row["organisation_id"], fold(row["name"])), []).append(told(row, sure))
    return {(owner, title): found.get((owner, fold(title)), []) for owner, title in wanted}


def like(
    session: Session,
    thing: type[Offer] | type[Project],
    words: Mapping[str, Any],
    *,
    seen: Condition,
    but: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return what is seen, and not withdrawn, with a title like this one, the likeliest first."""
    asked, owner = fold(words["name"]), words["organisation"]
    session.execute(select(func.set_config("pg_trgm.similarity_threshold", _LIKE_ENOUGH, True)))
    shown = (thing.id, thing.external_id, thing.slug, thing.state, thing.title.label("name"), thing.organisation_id)
    picked = (
        select(*shown, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == thing.organisation_id)
        .where(_may_be(thing, asked), thing.state != State.WITHDRAWN, thing.id.is_distinct_from(but), seen)
        .order_by((thing.organisation_id == owner).desc(), func.similarity(thing.title_words, asked).desc(), thing.id)
        .limit(_MOST)
    )
    found = []
    for row in rows_of(session, picked):
        title = fold(row["name"])
        if titles_alike(asked, title):
            alike = titles_likeness(same_title=asked == title, same_owner=row["organisation_id"] == owner)
            found.append((alike, {**told(row, alike), "state": row["state"], "organisation": row["organisation"]}))
    return [each for _, each in sorted(found, key=lambda pair: pair[0].rank)]


def _may_be(thing: type[Offer] | type[Project], asked: str) -> Condition:
    near: Condition = thing.title_words.op("%", is_comparison=True)(asked)
    if len(words := asked.split()) < _FEWEST_WORDS:
        return near
    each = func.string_to_array(thing.title_words, literal_column("' '"))
    return or_(near, each.op("@>", is_comparison=True)(cast(words, ARRAY(Text))))


def pairs(
    session: Session, thing: type[Offer] | type[Project], *, first: int, size: int
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any], Likeness]], int]:
    """Return every two that have one title and one owner or one place, the likeliest first; and how many there are."""
    asked = text(_PAIRS.format(things=thing.__tablename__))
    rows = session.execute(asked, {"first": first, "size": size}).all()
    found = [(row.one, row.other, _alike(row)) for row in rows]
    return found, rows[0].total if rows else 0


def _alike(row: Row[Any]) -> Likeness:
    return titles_likeness(same_title=True, same_owner=row.same_owner, same_place=row.same_place, same_day=row.same_day)
