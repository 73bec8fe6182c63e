"""Lists with filters: what may be asked of them, which records a page has, and what it shows of each as JSON.

What is public is found in what each process keeps (`rules/register.py`); what stewards alone may see, in the rows.
"""

import re
from collections.abc import Mapping, Sequence
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

from directory_service.models import AnyRecord, Idea
from directory_service.queries.facets import Asked, Condition, Expression, Facet, chosen, conditions
from directory_service.rules import State
from directory_service.rules.register import Register
from services.kit import paging
from services.kit.around import Around
from services.kit.db import Database, as_array, rows
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

    @property
    def order(self) -> str:
        """Return by what the list is sorted indeed; by relevance or distance only where there is something to go by."""
        if self.sort == "relevance" and self.asked.get("found"):
            return "relevance"
        if self.sort == "distance" and self.asked.get("around"):
            return "distance"
        return "title" if self.sort in {"name", "title"} else "newest"

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


def named(thing: type[AnyRecord] | type[Idea], ref: str) -> Condition:
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


def newest(thing: type[AnyRecord]) -> list[Expression]:
    """Return the order in which what was published last comes first."""
    return [thing.published_at.desc(), thing.sorts_by.asc(), thing.id.asc()]


def order(listing: Listing) -> list[Expression]:
    """Return the order of a list."""
    thing, asked = listing.thing, listing.asked
    if listing.order == "relevance":
        return [func.array_position(_as_ids(asked["found"]), thing.id).asc()]
    if listing.order == "distance":
        near: Around = asked["around"]
        return [text(near.distance(thing.__tablename__)).bindparams(**near.points_given), thing.id.asc()]  # type: ignore[list-item]
    return [thing.sorts_by.asc(), thing.id.asc()] if listing.order == "title" else newest(thing)


def _as_ids(ids: Sequence[UUID]) -> ColumnElement[Any]:
    # As one parameter: with one for each of some hundred ids, most of the time would go into counting them. And read in
    # a query of its own, once: in a prepared statement the text would be read again for every row.
    read_once = select(cast(literal(as_array(map(str, ids)), Text), ARRAY(Uuid))).scalar_subquery()
    return cast(read_once, ARRAY(Uuid))


def numbers(session: Session, listing: Listing, register: Register, left: Bits) -> Sequence[int]:
    """Return the numbers of the records on a page of a public list, in their order, of all that its filters left."""
    page = _page(listing)
    if listing.order in {"newest", "title"}:
        usual = register.newest if listing.order == "newest" else register.by_title
        return usual.page(left, **page)
    thing, few = listing.thing, left.bit_count() <= _FEW
    known = {"numbers": as_array(numbers_of(left))} if few else {"bits": as_bytes(left), "end": left.bit_length()}
    is_among = _is_among_few(thing) if few else _is_among_many(thing)
    return session.scalars(_picked(listing, thing.number, [public(thing), is_among]), page | known).all()


def cards(session: Session, listing: Listing, numbers: Sequence[int]) -> Mapping[int, str]:
    """Return what a list shows of public records, by their numbers; of what was taken away just now there is none."""
    return dict(rows(session, _cards_as_json(listing.cards, listing.thing), {"numbers": as_array(numbers)}))


def page_in_rows(session: Session, listing: Listing) -> str:
    """Return a page of any list, public or not, as JSON."""
    thing = listing.thing
    shown = _spelt(listing.cards)
    in_order = "unnest(ARRAY(SELECT id FROM picked)) WITH ORDINALITY AS in_order (id, place)"
    furnished = f"({shown} JOIN {in_order} ON in_order.id = {thing.__tablename__}.id ORDER BY in_order.place) AS card"
    picked = _picked(listing, thing.id, listing.conditions).cte("picked")
    return str(
        session.execute(select(_AS_JSON).select_from(text(furnished)).add_cte(picked), _page(listing)).scalar_one()
    )


def _page(listing: Listing) -> dict[str, int]:
    page, size = listing.asked["page"], listing.asked["size"]
    return {"size": size, "offset": paging.offset(page, size)}


def _picked(listing: Listing, column: Any, conditions: Sequence[Condition]) -> Select[Any]:
    picked = select(column).where(*conditions).order_by(*order(listing))
    return picked.limit(bindparam("size", type_=Integer)).offset(bindparam("offset", type_=Integer))


def _is_among_few(thing: type[AnyRecord]) -> Condition:
    return thing.number == any_(cast(bindparam("numbers", type_=Text), ARRAY(BigInteger)))


def _is_among_many(thing: type[AnyRecord]) -> Condition:
    has_bit = func.get_bit(bindparam("bits", type_=LargeBinary), thing.number)
    is_known = thing.number < bindparam("end", type_=BigInteger)
    return case((is_known, has_bit), else_=literal_column("0")) != literal_column("0")


@cache
def _cards_as_json(cards: Cards, thing: type[AnyRecord]) -> str:
    """Return how cards are asked for: spelt out once, as it is the same for every request."""
    shown = _spelt(cards.where(thing.number == literal_column("wanted.number"), public(thing)))
    wanted = "unnest(CAST(%(numbers)s AS bigint[])) AS wanted (number)"
    return f"SELECT wanted.number, row_to_json(card)::text FROM {wanted} CROSS JOIN LATERAL ({shown}) AS card"


@cache
def _spelt(cards: Cards) -> str:
    return str(cards.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
