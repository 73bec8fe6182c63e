"""How many entries a list has, and how many each choice of each facet would leave with all other filters applied.

Of what is public, every process keeps a register (`rules/register.py`), as new as the rows themselves
(`services/kit/abacus.py`). What stewards alone may see is counted in the rows.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import ARRAY, BigInteger, Text, case, cast, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Catalogue
from directory_service.queries.facets import Expression, Facet
from directory_service.queries.listing import Listing, public
from directory_service.rules.register import Register
from services.kit.abacus import Reading
from services.kit.tallies import UNKNOWN, Bits, Tallies, bits_of

Facets = dict[str, dict[str, int]]


def reading(listing: Listing) -> Reading[Register]:
    """Return what is read of the things that a list shows."""
    return _reading(listing.thing, tuple((facet.name, facet.value) for facet in listing.facets))


@cache
def _reading(thing: type[AnyRecord], questions: tuple[tuple[str, Expression], ...]) -> Reading[Register]:
    names, values = zip(*questions, strict=True)
    sorted_by = (_microseconds(thing.published_at), thing.sorts_by, thing.id)
    return Reading(thing, public, (*values, *sorted_by), Catalogue.emptied, Register(Tallies(names)))


def _microseconds(moment: Expression) -> Expression:
    return cast(func.coalesce(func.extract("epoch", moment), 0) * 1_000_000, BigInteger)


def counted(session: Session, listing: Listing, register: Register) -> tuple[Bits, Facets]:
    """Return which public entries a list has, and the counts of its facets."""
    within = bits_of(_beyond(session, listing)) if listing.beyond else None
    tallies, chosen = register.tallies, listing.chosen
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


def _beyond(session: Session, listing: Listing) -> Sequence[int]:
    return session.scalars(select(listing.thing.number).where(public(listing.thing), *listing.beyond)).all()


def _as_said(facet: Facet, counts: Mapping[str, int]) -> dict[str, int]:
    return {facet.said.get(key, key): n for key, n in counts.items()}
