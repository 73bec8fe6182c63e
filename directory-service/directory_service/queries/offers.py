"""Questions about ways to help."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session, joinedload

from directory_service.models import Offer, Organisation
from directory_service.queries.listing import (
    Cards,
    Condition,
    Facet,
    Listing,
    named,
    one_of,
    order,
    public,
    some_of,
    yes_or_no,
)
from directory_service.queries.owned import OWNER, asked_for, to_change
from directory_service.rules import Wheelchair
from services.kit.errors import NotFound

WHEELCHAIR = {"true": "yes", "yes": "yes", "partly": "partly", "false": "no", "no": "no"}
"""What may be asked of a wheelchair, and what stands in the row; the facet says `true` for yes."""

_SIMILAR = 3
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
    Offer.remote,
    Offer.with_children,
    Offer.wheelchair,
    Offer.languages,
    OWNER.label("organisation"),
    Offer.published_at,
).join(Organisation, Offer.organisation_id == Organisation.id)
"""Selects what lists show of an offer."""


class NoSuchOffer(NotFound):
    """There is no such offer."""


def listing(asked: Mapping[str, Any]) -> Listing:
    """Return what a list of offers is asked for."""
    fixed = asked_for(Offer, asked)
    fixed += [Offer.organisation_id == asked["organisation"]] if asked.get("organisation") else []
    fixed += [Offer.project_id == asked["project"]] if asked.get("project") else []
    return Listing(Offer, CARDS, fixed, _facets(asked), asked, asked.get("sort") or "relevance")


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
    narrowed = CARDS.where(public(Offer), *conditions).order_by(*order(Offer, "newest", None))
    return session.execute(narrowed.limit(_ON_A_PAGE)).mappings().all()


def similar_offers(session: Session, offer: Offer) -> Sequence[RowMapping]:
    """Return the newest other offers that share a category, as cards."""
    shares = some_of("category", Offer.categories, offer.categories).chosen
    narrowed = CARDS.where(public(Offer), Offer.id != offer.id, *([] if shares is None else [shares]))
    return session.execute(narrowed.order_by(*order(Offer, "newest", None)).limit(_SIMILAR)).mappings().all()


def offers_by_category(session: Session) -> dict[str, int]:
    """Return how many public offers each category has."""
    key = func.unnest(Offer.categories)
    return dict(session.execute(select(key, func.count()).where(public(Offer)).group_by(key)).all())


def _facets(asked: Mapping[str, Any]) -> list[Facet]:
    return [
        some_of("category", Offer.categories, asked.get("category", ())),
        one_of("commitment", Offer.commitment, asked.get("commitment", ())),
        one_of("district", Offer.district, asked.get("district", ())),
        yes_or_no("with_children", Offer.with_children, asked.get("with_children")),
        _wheelchair(asked.get("wheelchair", ())),
        yes_or_no("remote", Offer.remote, asked.get("remote")),
        some_of("language", Offer.languages, asked.get("language", ())),
        _without_certificate(asked.get("without_certificate")),
    ]


def _wheelchair(chosen: Sequence[str]) -> Facet:
    wanted = [WHEELCHAIR[each] for each in chosen]
    return Facet(
        "wheelchair",
        Offer.wheelchair,
        Offer.wheelchair.in_(wanted) if chosen else None,
        said={Wheelchair.YES.value: "true"},
    )


def _without_certificate(chosen: bool | None) -> Facet:
    # Not `yes_or_no(~…)`: SQL would read NOT certificate IS TRUE, which holds where nothing is known.
    needed = None if chosen is None else Offer.certificate_of_conduct.is_(not chosen)
    return Facet("without_certificate", ~Offer.certificate_of_conduct, needed)
