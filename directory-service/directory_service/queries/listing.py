"""Lists with filters: a page made into JSON by PostgreSQL itself, and a count for every choice, in one statement each.

Each facet is counted with all other filters applied, so that a count says what a further choice would leave.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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

from directory_service.models import Offer, Organisation, Project
from directory_service.rules import State
from services.kit import paging

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
    said: Mapping[str, str] = field(default_factory=dict)
    """Keys that are shown otherwise than they stand in the rows."""


@dataclass(frozen=True)
class Listing:
    """Everything one list is asked for: what it shows of whom, what always holds, the facets, the page, the order."""

    thing: Thing
    cards: Cards
    fixed: Sequence[Condition]
    facets: Sequence[Facet]
    asked: Mapping[str, Any]
    sort: str

    @property
    def conditions(self) -> list[Condition]:
        """Return what holds for every entry shown."""
        return [*self.fixed, *(facet.chosen for facet in self.facets if facet.chosen is not None)]


# Asked by every request for a list: as text it costs half of what the ORM would.
_VERSION = text("SELECT version FROM catalogue")


def version(session: Session) -> int:
    """Return the version of all that lists show."""
    version: int = session.execute(_VERSION).scalar_one()
    return version


def one_of(name: str, column: InstrumentedAttribute[Any], chosen: Sequence[str]) -> Facet:
    """Return the facet of a column with one word."""
    return Facet(name, column, column.in_(chosen) if chosen else None)


def some_of(name: str, column: InstrumentedAttribute[list[str]], chosen: Sequence[str]) -> Facet:
    """Return the facet of a column with several words, of which one is to be among the chosen."""
    return Facet(name, column, column.op("&&")(cast(array(chosen), ARRAY(Text))) if chosen else None, many=True)


def yes_or_no(name: str, column: Expression, chosen: bool | None) -> Facet:
    """Return the facet of a question that is answered by yes or no; what is not known is neither."""
    return Facet(name, column, None if chosen is None else column.is_(chosen))


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


def page(session: Session, listing: Listing) -> str:
    """Return one page of a list as JSON.

    The page's rows are picked first and furnished then: deep pages would furnish all that comes before them.
    """
    thing, asked = listing.thing, listing.asked
    sorted_so = order(thing, listing.sort, asked.get("q"))
    picked = select(thing.id).where(*listing.conditions).order_by(*sorted_so)
    picked = picked.limit(asked["size"]).offset(paging.offset(asked["page"], asked["size"]))
    card = listing.cards.where(thing.id.in_(picked)).order_by(*sorted_so).subquery("card")
    words = func.coalesce(func.json_agg(text("card")), text("'[]'"))
    return session.execute(select(cast(words, Text)).select_from(card)).scalar_one()


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
        # Counted first, spelt out then: 20,000 casts would cost more than the counting.
        parts.append(select(literal(facet.name), cast(key, Text), func.count()).where(others(facet.name)).group_by(key))
    return _sorted_out(listing.facets, session.execute(union_all(*parts)))


def _sorted_out(
    facets: Iterable[Facet], rows: Iterable[tuple[str, str | None, int]]
) -> tuple[int, dict[str, dict[str, int]]]:
    total = 0
    said = {facet.name: facet.said for facet in facets}
    found: dict[str, dict[str, int]] = {name: {} for name in said}
    for name, key, n in rows:
        if not name:
            total = n
        elif key is not None:
            found[name][said[name].get(key, key)] = n
    return total, found
