"""Questions about ways to help."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from directory_service.models import Offer, Organisation
from directory_service.queries.facets import AtMost, Condition, Expression, Facet, Several, YesOrNo
from directory_service.queries.listing import Cards, Listing, first_picture, named, narrowed, newest, public
from directory_service.queries.owned import OWNER, to_change
from directory_service.rules import UNKNOWN, Wheelchair
from services.kit.errors import NotFound

WHEELCHAIR = {"true": "yes", "yes": "yes", "partly": "partly", "false": "no", "no": "no", UNKNOWN: UNKNOWN}
"""What may be asked of a wheelchair, and what stands in the row; the facet says `true` for yes."""
_OF_AGE = 18
_SHORT, _HALF_A_DAY = 2, 4
QUESTIONS: dict[str, Expression] = {
    "with_children": Offer.with_children,
    "remote": Offer.remote,
    "certificate_of_conduct": Offer.certificate_of_conduct,
    "training": Offer.has_training,
    "insurance": Offer.is_insured,
    "expense_allowance": Offer.pays_expenses,
    "previous_knowledge": Offer.needs_knowledge,
    "public_transport": Offer.has_transport,
    "under_18": Offer.minimum_age < _OF_AGE,
    "dated": Offer.starts_on.is_not(None) | Offer.ends_on.is_not(None),
}
"""What an offer answers by yes or no, or not at all: each a facet, and each to be asked for."""
_EFFORT = case(
    (Offer.hours <= _SHORT, "short"), (Offer.hours <= _HALF_A_DAY, "half_day"), (Offer.hours > _HALF_A_DAY, "long")
)
# Who is old enough for what says nothing of an age? Everybody.
_FROM_AGE = func.coalesce(Offer.minimum_age, 0)
_BEGINS, _ENDS = func.coalesce(Offer.starts_on, Offer.ends_on), func.coalesce(Offer.ends_on, Offer.starts_on)
_CATEGORY = Several("category", Offer.categories)
FACETS = (
    _CATEGORY,
    Facet("commitment", Offer.commitment),
    Facet("district", Offer.district),
    Facet("wheelchair", Offer.wheelchair, said={Wheelchair.YES.value: "true"}, read=WHEELCHAIR),
    Facet("gives", Offer.gives),
    Facet("effort", _EFFORT),
    Several("language", Offer.languages),
    Several("group", Offer.alone_or_group),
    AtMost("hours", Offer.hours, asked_as="hours_at_most"),
    AtMost("age", _FROM_AGE, asked_as="age"),
    *(YesOrNo(name, column) for name, column in QUESTIONS.items()),
)
"""What lists of offers count, and may be narrowed by."""

_SIMILAR = 3
_COMPARED = 200
_ON_A_PAGE = 100
CARDS: Cards = select(
    Offer.id,
    Offer.slug,
    Offer.title,
    Offer.summary,
    Offer.categories,
    Offer.commitment,
    Offer.effort,
    Offer.hours,
    Offer.starts_on,
    Offer.ends_on,
    Offer.district,
    Offer.lat,
    Offer.lon,
    Offer.remote,
    Offer.with_children,
    Offer.wheelchair,
    Offer.languages,
    OWNER.label("organisation"),
    Offer.published_at,
    first_picture(Offer),
).join(Organisation, Offer.organisation_id == Organisation.id)
"""Selects what lists show of an offer."""


class NoSuchOffer(NotFound):
    """There is no such offer."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of offers is asked for."""
    beyond = narrowed(Offer, asked) + _within(asked.get("free_from"), asked.get("free_until"))
    beyond += [Offer.organisation_id == asked["organisation"]] if asked.get("organisation") else []
    beyond += [Offer.project_id == asked["project"]] if asked.get("project") else []
    return Listing(Offer, CARDS, FACETS, asked, asked.get("sort") or "relevance", beyond)


def offer(session: Session, ref: str | UUID) -> Offer:
    """Return an offer by its id or slug, with its organisation and project; refused with `NoSuchOffer`."""
    whole = select(Offer).options(joinedload(Offer.organisation), joinedload(Offer.project))
    offer = session.scalar(whole.where(named(Offer, str(ref))))
    if offer is None:
        raise NoSuchOffer
    return offer


def offer_to_change(session: Session, offer_id: UUID) -> Offer:
    """Return an offer that nobody else changes until the transaction ends; refused with `NoSuchOffer`."""
    offer = to_change(session, Offer, offer_id)
    if offer is None:
        raise NoSuchOffer
    return offer


def public_offers(session: Session, *conditions: Condition) -> Sequence[RowMapping]:
    """Return the newest public offers of which this holds, as cards."""
    narrowed = CARDS.where(public(Offer), *conditions).order_by(*newest(Offer))
    return session.execute(narrowed.limit(_ON_A_PAGE)).mappings().all()


def similar_offers(session: Session, offer: Offer) -> Sequence[RowMapping]:
    """Return those of the newest other offers that share a category and have most in common with this, as cards."""
    shares = _CATEGORY.chosen({"category": offer.categories})
    others = select(Offer.id).where(public(Offer), Offer.id != offer.id, *([] if shares is None else [shares]))
    compared = others.order_by(*newest(Offer)).limit(_COMPARED).scalar_subquery()
    likest = CARDS.where(Offer.id.in_(compared)).order_by(_in_common(offer).desc(), *newest(Offer))
    return session.execute(likest.limit(_SIMILAR)).mappings().all()


def _in_common(offer: Offer) -> ColumnElement[int]:
    """Return how much each offer has in common with one: keywords say most, then topics, then time and place."""
    keywords, categories = _shared(Offer.keywords, offer.keywords), _shared(Offer.categories, offer.categories)
    same_time = case((Offer.commitment == offer.commitment, 1), else_=0)
    same_place = case((Offer.district == offer.district, 1), else_=0)
    return 3 * keywords + 2 * categories + same_time + same_place


def _shared(column: InstrumentedAttribute[list[str]], words: Sequence[str]) -> ColumnElement[int]:
    each = func.unnest(column).column_valued("each")
    return select(func.count(each)).where(each.in_(words)).scalar_subquery()


def _within(first: date | None, last: date | None) -> list[Condition]:
    """Return what holds for all that somebody can join who has time between two days; what names none, any day."""
    conditions = [or_(_ENDS.is_(None), first <= _ENDS)] if first else []
    return conditions + ([or_(_BEGINS.is_(None), last >= _BEGINS)] if last else [])
