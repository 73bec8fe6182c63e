"""Lists with filters: what may be asked of them, and a page made into JSON by PostgreSQL itself, in one statement."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Text,
    TextClause,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord
from directory_service.queries.facets import Asked, Condition, Expression, Facet, chosen, conditions
from directory_service.rules import State
from services.kit import paging
from services.kit.around import Around
from services.kit.db import Database, SpeltOut, as_array
from services.kit.tallies import Bits, Chosen, as_bytes, numbers_of

Cards: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Listing:
    """Everything one list is asked for: what it shows of whom, the facets, the page, the order, and what else holds.

    What holds `beyond` the facets is known to the database alone.
    """

    thing: type[AnyRecord]
    cards: Cards
    facets: Sequence[Facet]
    asked: Asked
    sort: str
    beyond: Sequence[Condition] = ()

    @property
    def conditions(self) -> list[Condition]:
        """Return what holds for every entry shown."""
        return self.conditions_but(None)

    @property
    def chosen(self) -> Chosen:
        """Return what is asked of the tallies."""
        return chosen(self.facets, self.asked)

    def conditions_but(self, facet: Facet | None) -> list[Condition]:
        """Return what holds for every entry shown, but for what was chosen of one facet."""
        state = self.asked.get("state")
        shown = self.thing.state == state if state else public(self.thing)
        return [shown, *self.beyond, *conditions(self.facets, self.asked, but=facet)]


_FEW = 500
"""So many are looked up by their numbers; of more, a page is found soon."""
_AS_JSON = text("CAST(coalesce(json_agg(card), '[]') AS text)")


def version(database: Database) -> str:
    """Return the version of all that lists show; every request for a list asks for it."""
    return str(database.value("SELECT version FROM catalogue"))


def named(thing: type[AnyRecord], ref: str) -> Condition:
    """Return what holds for the thing with this id or slug; a word that can be neither names nothing."""
    is_slug = thing.slug == ref if re.fullmatch(r"[a-z0-9-]{1,200}", ref) else false()
    try:
        return or_(thing.id == UUID(ref), is_slug)
    except ValueError:
        return is_slug


def public(thing: type[AnyRecord]) -> Condition:
    """Return what holds for all that citizens see; spelt out, so that the planner knows the partial indexes apply."""
    return thing.state == text(f"'{State.PUBLISHED}'")


def first_picture(thing: type[AnyRecord]) -> ColumnElement[Any]:
    """Select the picture that lists show of a record, the first one."""
    return thing.pictures[0].label("picture")


def found(thing: type[AnyRecord], asked: Mapping[str, Any]) -> list[Condition]:
    """Return what holds for all that fits the words asked; drafts, which no search knows, must hold them all."""
    if asked.get("found") is not None:
        return [thing.id == any_(_as_ids(asked["found"]))]
    return [thing.search.op("@@")(func.search_query(asked["q"]))] if asked.get("q") else []


def around(thing: type[AnyRecord], asked: Mapping[str, Any]) -> list[Condition]:
    """Return what holds for all that is near enough."""
    near: Around | None = asked.get("around")
    return [text(near.within(thing.__tablename__)).bindparams(**near.given)] if near else []  # type: ignore[list-item]


def narrowed(thing: type[AnyRecord], asked: Mapping[str, Any]) -> list[Condition]:
    """Return what every list may be narrowed by beyond its facets: words, and a place to be near to."""
    return [*found(thing, asked), *around(thing, asked)]


def order(thing: type[AnyRecord], sort: str, asked: Mapping[str, Any]) -> list[Expression]:
    """Return the order of a list; by relevance or distance only where there is something to be relevant for or near."""
    if sort == "relevance" and asked.get("found"):
        return [func.array_position(_as_ids(asked["found"]), thing.id).asc()]
    if sort == "distance" and (near := asked.get("around")):
        return [text(near.distance(thing.__tablename__)).bindparams(**near.points_given), thing.id.asc()]  # type: ignore[list-item]
    return _by_title(thing) if sort in {"name", "title"} else _newest_first(thing)


@cache
def _newest_first(thing: type[AnyRecord]) -> list[Expression]:
    return [thing.published_at.desc(), thing.sorts_by.asc(), thing.id.asc()]


@cache
def _by_title(thing: type[AnyRecord]) -> list[Expression]:
    return [thing.sorts_by.asc(), thing.id.asc()]


def _as_ids(ids: Sequence[UUID]) -> ColumnElement[Any]:
    # As one parameter: with one for each of some hundred ids, most of the time would go into counting them. And read in
    # a query of its own, once: in a prepared statement the text would be read again for every row.
    read_once = select(cast(literal(as_array(map(str, ids)), Text), ARRAY(Uuid))).scalar_subquery()
    return cast(read_once, ARRAY(Uuid))


def page(session: Session, listing: Listing, left: Bits | None = None) -> str:
    """Return one page of a list as JSON; quicker where the tallies have found already which records there are.

    The page's rows are picked first and furnished then: deep pages would furnish all that comes before them.
    """
    thing, asked = listing.thing, listing.asked
    given: dict[str, Any] = {"size": asked["size"], "offset": paging.offset(asked["page"], asked["size"])}
    if left is None:
        return _asked(session, listing, listing.conditions, given)
    few = left.bit_count() <= _FEW
    known = {"numbers": as_array(numbers_of(left))} if few else {"bits": as_bytes(left), "end": left.bit_length()}
    is_among = _is_among_few if few else _is_among_many
    if listing.beyond:
        return _asked(session, listing, [public(thing), is_among(thing)], given | known)
    by_title, first = listing.sort in {"name", "title"}, asked["size"] if asked["page"] == 1 else None
    statement = _usual_page(listing.cards, thing, is_among, by_title=by_title, first=first)
    return str(statement.rows(session, given | known)[0][0])


def _asked(session: Session, listing: Listing, conditions: Sequence[Condition], given: Mapping[str, Any]) -> str:
    by = order(listing.thing, listing.sort, listing.asked)
    return str(session.execute(_furnished_page(listing.cards, listing.thing, conditions, by), given).scalar_one())


@cache
def _usual_page(
    cards: Cards,
    thing: type[AnyRecord],
    is_among: Callable[[type[AnyRecord]], Condition],
    *,
    by_title: bool,
    first: int | None,
) -> SpeltOut:
    """Return the statement for a page in one of the usual orders; of first pages there is one for each size.

    What PostgreSQL can read in the statement it need not plan anew each time: that was two thirds of a first page.
    """
    by = _by_title(thing) if by_title else _newest_first(thing)
    return SpeltOut(_furnished_page(cards, thing, [public(thing), is_among(thing)], by, first=first))


def _furnished_page(
    cards: Cards,
    thing: type[AnyRecord],
    conditions: Sequence[Condition],
    by: Sequence[Expression],
    *,
    first: int | None = None,
) -> Select[Any]:
    picked = select(thing.id).where(*conditions).order_by(*by)
    if first:
        picked = picked.limit(literal_column(str(first), Integer))
    else:
        picked = picked.limit(bindparam("size", type_=Integer)).offset(bindparam("offset", type_=Integer))
    furnished = _furnished(cards, thing.__tablename__)
    return select(_AS_JSON).select_from(furnished).add_cte(picked.cte("picked"))


def _is_among_few(thing: type[AnyRecord]) -> Condition:
    return thing.number == any_(cast(bindparam("numbers", type_=Text), ARRAY(BigInteger)))


def _is_among_many(thing: type[AnyRecord]) -> Condition:
    # Compared like this, the planner expects most to fit, and walks them in their order until the page is full.
    has_bit = func.get_bit(bindparam("bits", type_=LargeBinary), thing.number)
    is_known = thing.number < bindparam("end", type_=BigInteger)
    return case((is_known, has_bit), else_=literal_column("0")) != literal_column("0")


@cache
def _furnished(cards: Cards, table: str) -> TextClause:
    """Return what lists show of the records picked, in their order; as text, as it is the same for every request."""
    shown = cards.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    in_order = "unnest(ARRAY(SELECT id FROM picked)) WITH ORDINALITY AS in_order (id, place)"
    return text(f"({shown} JOIN {in_order} ON in_order.id = {table}.id ORDER BY in_order.place) AS card")
