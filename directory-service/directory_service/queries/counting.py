"""How many entries a list has, and how many each choice of each facet would leave with all other filters applied.

Of what is public, every process keeps tallies (`rules/tallies.py`). Each row tells which transaction touched it last,
so whoever knows how far a process has read finds the few that have changed since by an index: what a deed changed
counts as soon as it is kept, and nobody waits for anybody. What stewards alone may see is counted in the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Catalogue
from directory_service.queries.facets import Expression, Facet
from directory_service.queries.listing import Listing, public
from directory_service.rules import UNKNOWN
from directory_service.rules.tallies import Answers, Bits, Tallies, bits_of
from services.kit.db import SpeltOut

Facets = dict[str, dict[str, int]]
# Every transaction before this one has ended; and none after that one had begun.
_SETTLED: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_LATEST: ColumnElement[int] = literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True)
class _Read:
    """The tallies of one kind, and how far the rows have been read for them."""

    tallies: Tallies = field(default_factory=Tallies)
    version: str = ""
    settled: int = 0
    emptied: int = -1


class Abacus:
    """Keeps the tallies of one process, and reads on where something has changed.

    It reads a portion of the rows at a time, for a process never gives back the memory that it once held.
    """

    def __init__(self, portion: int = 1_000) -> None:
        self._portion = portion
        self._kinds: dict[str, _Read] = {}
        self._lock = Lock()

    def tallies(self, session: Session, listing: Listing, *, version: str) -> Tallies:
        """Return the tallies of what a list shows, as new as this version of the catalogue at least."""
        kind = listing.thing.__tablename__
        with self._lock:
            known = self._kinds.get(kind, _Read())
            if known.version != version:
                known = self._kinds[kind] = replace(_read_on(session, listing, known, self._portion), version=version)
            return known.tallies


def counted(session: Session, listing: Listing, tallies: Tallies) -> tuple[Bits, Facets]:
    """Return which public entries a list has, and the counts of its facets."""
    within = bits_of(_beyond(session, listing)) if listing.beyond else None
    chosen = listing.chosen
    left = tallies.left(chosen, within)
    counts = {}
    for facet in listing.facets:
        if facet.is_shown:
            others = tallies.left(chosen, within, but=facet.name) if facet.name in chosen.fits else left
            counts[facet.name] = _as_said(facet, tallies.counts(facet.name, others))
    return left, counts


def counted_in_rows(session: Session, listing: Listing) -> tuple[int, Facets]:
    """Return how many entries any list has, public or not, and the counts of its facets, from the rows themselves."""
    # Nine of ten facets have nothing chosen: they are counted in the few rows that all filters leave.
    shown = [facet for facet in listing.facets if facet.is_shown]
    rows = select(*(facet.value.label(facet.name) for facet in shown)).where(*listing.conditions).cte("rows")
    total = select(literal("").label("facet"), cast(null(), Text).label("key"), func.count().label("n"))
    parts = [total.select_from(rows)]
    for facet in shown:
        is_free = facet.chosen(listing.asked) is None
        value = rows.c[facet.name] if is_free else facet.value
        # What has no word at all is counted too, so that the counts add up.
        nothing = cast(array([null()]), ARRAY(Text))
        key = func.unnest(case((value == cast(array([]), ARRAY(Text)), nothing), else_=value)) if facet.many else value
        # Counted first, spelt out then.
        part = select(literal(facet.name), cast(key, Text), func.count()).group_by(key)
        parts.append(part if is_free else part.where(*listing.conditions_but(facet)))
    found: Facets = {facet.name: {} for facet in shown}
    for row in session.execute(union_all(*parts)):
        found.setdefault(row.facet, {})[UNKNOWN if row.key is None else row.key] = row.n
    in_all = found.pop("")[UNKNOWN]
    return in_all, {facet.name: _as_said(facet, found[facet.name]) for facet in shown}


def _read_on(session: Session, listing: Listing, known: _Read, most: int) -> _Read:
    """Return the tallies with all that has been touched since; from the beginning where that would not do."""
    settled, emptied, rows = _touched_since(session, listing, known.settled, most)
    # Rows that were deleted tell nothing; and another database, restored in this one's place, counts otherwise.
    if known.settled and (emptied != known.emptied or settled < known.settled):
        return _read_on(session, listing, _Read(), most)
    tallies, questions = known.tallies, [facet.name for facet in listing.facets]
    while portion := [Answers(number, is_public, values) for number, is_public, *values in orjson.loads(rows)]:
        tallies = tallies.after(questions, portion)
        if len(portion) < most:
            break
        rows = _touched_since(session, listing, known.settled, most, portion[-1].number)[2]
    return _Read(tallies, settled=settled, emptied=emptied)


def _touched_since(session: Session, listing: Listing, settled: int, most: int, last: int = 0) -> Any:
    """Return how far can be read, how often rows were deleted, and what some rows say, in the order of their numbers.

    As JSON, the quickest to read.
    """
    thing = listing.thing
    statement = _reading(thing, tuple(facet.value for facet in listing.facets), bool(settled))
    given = {"settled": settled, "last": last, "most": most}
    return statement.ask(session, given).one()


@cache
def _reading(thing: type[AnyRecord], questions: Sequence[Expression], only_new: bool) -> SpeltOut:
    """Return the statement for a portion of the rows, spelt out once: to spell it costs more than to ask it."""
    said = func.json_build_array(thing.number, public(thing), *questions)
    # What came with a backup may bear the number of a transaction that is still to come.
    since = thing.touched.between(_given("settled"), _LATEST) if only_new else true()
    some = select(said.label("said"), thing.number).where(since, thing.number > _given("last"))
    portion = some.order_by(thing.number).limit(_given("most")).subquery()
    in_order = aggregate_order_by(portion.c.said, portion.c.number)
    rows = select(cast(func.coalesce(func.json_agg(in_order), text("'[]'")), Text)).scalar_subquery()
    return SpeltOut(select(_SETTLED, Catalogue.emptied, rows))


def _given(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger)


def _beyond(session: Session, listing: Listing) -> Sequence[int]:
    return session.scalars(select(listing.thing.number).where(public(listing.thing), *listing.beyond)).all()


def _as_said(facet: Facet, counts: Mapping[str, int]) -> dict[str, int]:
    return {facet.said.get(key, key): n for key, n in counts.items()}
