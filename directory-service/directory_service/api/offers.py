"""Doors to the ways to help."""

from typing import Any
from uuid import UUID

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from directory_service.actions import offers as actions
from directory_service.actions.stewards import may_edit, may_see_address
from directory_service.api import listing
from directory_service.api.singles import Answer, single
from directory_service.models import Offer
from directory_service.queries import offers as queries
from directory_service.queries.mergers import successor_of
from directory_service.schemas.offers import OffersArgs, OfferSchema, OfferShape, OffersSchema
from services.kit import clock
from services.kit.answers import kept_under
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version

doors = Doors("offers", __name__, url_prefix="/v1/offers", description="Ways to help, once or for long.")


@doors.get("")
@kept_under(listing.version)
@doors.arguments(OffersArgs, location="query")
@doors.response(200, OffersSchema)
@public
def list_offers(asked: dict[str, Any]) -> Response:
    """List public offers, with counts for every further choice; or, for stewards, an organisation's own."""
    return listing.answer_owned("offer", asked, queries.listing)


@doors.get("/<ref>")
@doors.response(200, OfferSchema)
@public
def show_offer(ref: str) -> Answer | BaseResponse:
    """Show one offer, by its id or slug; what is not public only to those who may edit it.

    One that has become another leads there.
    """
    if slug := successor_of(session(), Offer, ref):
        return redirect(f"/v1/offers/{slug}", 308)
    return _whole(ref)


@doors.post("")
@doors.arguments(OfferShape)
@doors.response(201, OfferSchema)
@requires("steward")
def create_offer(words: dict[str, Any]) -> Answer:
    """Keep a new offer as a draft."""
    return _whole(actions.create_offer(session(), words, caller=caller(), now=clock.now()).id)


@doors.put("/<uuid:offer_id>")
@doors.arguments(OfferShape)
@doors.response(200, OfferSchema)
@requires("steward")
def change_offer(words: dict[str, Any], offer_id: UUID) -> Answer:
    """Replace an offer; wants `If-Match` with the version it was read in."""
    expected = expected_version()
    actions.change_offer(session(), offer_id, words, expected=expected, caller=caller(), now=clock.now())
    return _whole(offer_id)


@doors.put("/<uuid:offer_id>/publication")
@doors.response(200, OfferSchema)
@requires("steward")
def publish_offer(offer_id: UUID) -> Answer:
    """Show an offer to citizens."""
    actions.publish_offer(session(), offer_id, caller=caller(), now=clock.now())
    return _whole(offer_id)


@doors.delete("/<uuid:offer_id>/publication")
@doors.response(200, OfferSchema)
@requires("steward")
def withdraw_offer(offer_id: UUID) -> Answer:
    """Show an offer to citizens no more."""
    actions.withdraw_offer(session(), offer_id, caller=caller(), now=clock.now())
    return _whole(offer_id)


def _whole(ref: str | UUID) -> Answer:
    offer = queries.offer(session(), ref)
    if not offer.is_public and not may_edit(session(), offer.organisation_id, caller=caller()):
        raise queries.NoSuchOffer
    whole = may_see_address(session(), offer.organisation_id, caller=caller())
    return single(
        offer,
        is_own=whole,
        contact_email=offer.contact_email if whole else None,
        project=_project_of(offer),
        similar=queries.similar_offers(session(), offer),
    )


def _project_of(offer: Offer) -> Any:
    return offer.project if offer.project and offer.project.is_public else None
