"""Doors for what may be one: while somebody types, in a list for editors, and for merging records of each kind."""

from typing import Any
from uuid import UUID

from flask import current_app

from directory_service.actions import merging
from directory_service.actions.becoming_one import Two
from directory_service.api.saying import second_draft
from directory_service.queries.duplicates.records import duplicates_of, pairs
from directory_service.schemas.duplicates import (
    LikesArgs,
    LikesSchema,
    OfferSuccessorShape,
    OneOfTwoSchema,
    PairsArgs,
    PairsSchema,
    ProjectSuccessorShape,
    SuccessorShape,
)
from directory_service.schemas.shared import the_city
from services.kit import paging
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version
from services.kit.limiting import limit_by_network, limit_by_person
from services.kit.review.shown import desk

doors = Doors("duplicates", __name__, url_prefix="/v1", description="Records that may be one.")
_UNSEEN = {"Cache-Control": "private, no-store"}


@doors.get("/likes")
@doors.arguments(LikesArgs, location="query")
@doors.response(200, LikesSchema)
@public
def list_likes(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List the records that somebody may mean who is about to enter a new one, among those she may know of."""
    if person_id := caller().person_id:
        limit_by_person("like", person_id)
    elif not caller().is_editor:
        limit_by_network("like")
    found = duplicates_of(session(), asked, town=the_city().town, caller=caller())
    return {"items": found[:10]}, _UNSEEN


@doors.get("/duplicates")
@doors.arguments(PairsArgs, location="query")
@doors.response(200, PairsSchema)
@requires("editor")
def list_duplicates(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List every two organisations that may be one, or of projects or offers those that have one title."""
    found, total = pairs(session(), asked, compared=current_app.extensions["comparisons"])
    items = [_pair(*each) for each in found]
    return paging.page_of(items, total=total, page=asked["page"], size=asked["size"]), _UNSEEN


@doors.put("/organisations/<uuid:organisation_id>/successor")
@doors.arguments(SuccessorShape)
@doors.response(200, OneOfTwoSchema)
@requires("editor")
def merge_organisations(words: dict[str, Any], organisation_id: UUID) -> Any:
    """Let an organisation become one with another, which gets all that belongs to it; its address leads there.

    Wants `If-Match`, and the `version` that was seen of the one that stays.
    """
    two = _two(organisation_id, words["organisation_id"], words["version"])
    return merging.merge_organisations(session(), two, reason=_reason(), desk=desk())


@doors.put("/projects/<uuid:project_id>/successor")
@doors.arguments(ProjectSuccessorShape)
@doors.response(200, OneOfTwoSchema)
@requires("editor")
def merge_projects(words: dict[str, Any], project_id: UUID) -> Any:
    """Let a project become one with another, which gets its offers and its partners; its address leads there.

    Wants `If-Match`, and the `version` that was seen of the one that stays.
    """
    two = _two(project_id, words["project_id"], words["version"])
    return merging.merge_projects(session(), two, reason=_reason(), desk=desk())


@doors.put("/offers/<uuid:offer_id>/successor")
@doors.arguments(OfferSuccessorShape)
@doors.response(200, OneOfTwoSchema)
@requires("editor")
def merge_offers(words: dict[str, Any], offer_id: UUID) -> Any:
    """Let an offer become one with another; its address leads there.

    Wants `If-Match`, and the `version` that was seen of the one that stays.
    """
    two = _two(offer_id, words["offer_id"], words["version"])
    return merging.merge_offers(session(), two, reason=_reason(), desk=desk())


def _two(old_id: UUID, kept_id: UUID, kept_version: int) -> Two:
    return Two(old_id=old_id, kept_id=kept_id, old_version=expected_version(), kept_version=kept_version)


def _reason() -> str:
    return second_draft(the_city().default_language)


def _pair(one: Any, other: Any, likeness: Any) -> dict[str, Any]:
    return {"one": one, "other": other, "is_strong": likeness.is_strong, "because": likeness.because}
