"""Lists with filters: a page made into JSON by PostgreSQL itself, and a count for every choice, in one statement each.

Each facet is counted with all other filters applied, so that a count says what a further choice would leave.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory_service.models import Catalogue, Offer, Organisation, Project
from directory_service.rules import State

Condition: TypeAlias = ColumnElement[bool]
Expression: TypeAlias = SQLColumnExpression[Any]
Cards: TypeAlias = Select[*tuple[Any, ...]]
Thing: TypeAlias = type[Offer] | type[Organisation] | type[Project]


@dataclass(frozen=True)
class Facet:
    """One question about a list: its name, where the answer stands, and what was chosen, if anything."""

    name: str
    value: Expression
    chosen: Condition | None = None
    many: bool = False


@dataclass(frozen=True)
class Listing:
    """Everything one list is asked: what always holds, and the facets."""

    thing: Thing
    fixed: Sequence[Condition]
    facets: Sequence[Facet]

    @property
    def conditions(self) -> list[Condition]:
        """Return what holds for every entry shown."""
        return [*self.fixed, *(facet.chosen for facet in self.facets if facet.chosen is not None)]


def version(session: Session) -> int:
    """Return the version of all that lists show."""
    return session.execute(select(Catalogue.version)).scalar_one()


def one_of(name: str, column: InstrumentedAttribute[Any], chosen: Sequence[str]) -> Facet:
    """Return the facet of a column with one word."""
    return Facet(name, column, column.in_(chosen) if chosen else None)


def some_of(name: str, column: InstrumentedAttribute[list[str]], chosen: Sequence[str]) -> Facet:
    """Return the facet of a column with several words, of which one is to be among the chosen."""
    return Facet(name, column, column.op("&&")(cast(array(chosen), ARRAY(Text))) if chosen else None, many=True)


def yes_or_no(name: str, column: Expression, chosen: bool | None) -> Facet:
    """Return the facet of a question that is answered by yes or no; what is not known is neither."""
    return Facet(name, cast(column, Text), None if chosen is None else column.is_(chosen))


def named(thing: Thing, ref: str) -> Condition:
    """Return what holds for the thing with this id or slug; a word that can be neither names nothing."""
    is_slug = thing.slug == ref if re.fullmatch(r"[a-z0-9-]{1,200}", ref) else false()
    try:
        return or_(thing.id == UUID(ref), is_slug)
    except ValueError:
        return is_slug


def public(thing: Thing) -> Condition:
    """Return what holds for all that citizens see; spelt out, so that the planner knows the partial indexes apply."""
    return thing.state == text(f"'{State.PUBLISHED}'")


def found(thing: Thing, words: str) -> Condition:
    """Return what holds for all in which these words are found."""
    return thing.search.op("@@")(func.search_query(words))


def order(thing: Thing, sort: str, words: str | None) -> list[Expression]:
    """Return the order of a list; by relevance only where there are words to be relevant for."""
    newest: list[Expression] = [thing.published_at.desc(), thing.sorts_by.asc(), thing.id.asc()]
    if sort == "relevance" and words:
        return [func.ts_rank_cd(thing.search, func.search_query(words)).desc(), *newest]
    return [thing.sorts_by.asc(), thing.id.asc()] if sort in {"name", "title"} else newest


def page(session: Session, cards: Cards) -> str:
    """Return the cards that a statement selects, as a JSON list."""
    card = cards.subquery("card")
    listed = func.coalesce(func.json_agg(text("card")), text("'[]'"))
    return session.execute(select(cast(listed, Text)).select_from(card)).scalar_one()


def counts(session: Session, listing: Listing) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many entries there are, and how many each choice of each facet would leave."""
    chosen = [facet for facet in listing.facets if facet.chosen is not None]
    rows = (
        select(
            *(facet.value.label(facet.name) for facet in listing.facets),
            *(func.coalesce(facet.chosen, False).label(f"in_{facet.name}") for facet in chosen),
        )
        .where(*listing.fixed)
        .cte("rows")
    )

    def others(name: str) -> Condition:
        return and_(true(), *(rows.c[f"in_{each.name}"] for each in chosen if each.name != name))

    total = select(literal("").label("facet"), cast(null(), Text).label("key"), func.count().label("n"))
    parts = [total.select_from(rows).where(others(""))]
    for facet in listing.facets:
        key = func.unnest(rows.c[facet.name]) if facet.many else rows.c[facet.name]
        parts.append(select(literal(facet.name), key, func.count()).where(others(facet.name)).group_by(key))
    return _sorted_out(listing.facets, session.execute(union_all(*parts)).tuples())


def _sorted_out(
    facets: Iterable[Facet], rows: Iterable[tuple[str, str | None, int]]
) -> tuple[int, dict[str, dict[str, int]]]:
    total = 0
    found: dict[str, dict[str, int]] = {facet.name: {} for facet in facets}
    for name, key, n in rows:
        if not name:
            total = n
        elif key is not None:
            found[name][key] = n
    return total, found
