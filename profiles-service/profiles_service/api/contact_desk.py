"""Doors to contact requests: for stewards those of their own organisations, for editors all of them."""

from typing import Any
from uuid import UUID

from profiles_service.actions import contact_answers, contact_requests
from profiles_service.actions.contact_answers import Answer
from profiles_service.api.contact_requests import post, settle_request
from profiles_service.models import ContactRequest
from profiles_service.queries import contact_requests as asked
from profiles_service.queries.people import person, person_for_change
from profiles_service.rules import EDITORS, OF_ONE_PERSON, HersAlone
from profiles_service.schemas.contact_requests import (
    ContactAnswerSchema,
    ContactOutcomeSchema,
    ContactRefusalSchema,
    ContactRequestsArgs,
    ContactRequestsSchema,
    SeenRequestSchema,
)
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.logs import logger

doors = Doors("contact_desk", __name__, url_prefix="/v1/contact-requests", description="Contact requests to answer.")
doors.after_request(leave_no_copies)


@doors.get("")
@doors.arguments(ContactRequestsArgs, location="query")
@doors.response(200, ContactRequestsSchema)
@requires("steward")
def requests(args: dict[str, Any]) -> dict[str, Any]:
    """List the requests to one's own organisations; editors see all that were confirmed."""
    return asked.requests_page(session(), args, caller(), now=clock.now())


@doors.get("/<uuid:request_id>")
@doors.response(200, SeenRequestSchema)
@requires("steward")
def request(request_id: UUID) -> dict[str, Any]:
    """Return a request to one's own organisation."""
    return _shown(asked.request_of(session(), request_id, caller()))


@doors.put("/<uuid:request_id>/answer")
@doors.arguments(ContactAnswerSchema)
@doors.response(200, SeenRequestSchema)
@requires("steward")
def answer(words: dict[str, Any], request_id: UUID) -> dict[str, Any]:
    """Answer a request to oneself or one's own organisation; whoever comes second is told so (409)."""
    # Her row before the request's, as she is erased: else the two would wait for each other.
    email = _own_email(words)
    found = _found_to_answer(request_id)
    by, whose = asked.side_of(found, caller()), caller().person_id
    given = Answer(answer=words["answer"], text=words["text"], by=by, person_id=whose, email=email)
    contact_answers.answer_request(session(), found, given, post=post(), now=clock.now())
    _note("contact_answered", request_id)
    return _shown(found)


@doors.put("/<uuid:request_id>/outcome")
@doors.arguments(ContactOutcomeSchema)
@doors.response(200, SeenRequestSchema)
@requires("steward")
def settle(words: dict[str, Any], request_id: UUID) -> dict[str, Any]:
    """Tell what became of a request to oneself or one's own organisation."""
    found = _found_to_answer(request_id)
    settle_request(found, words, by=asked.side_of(found, caller()))
    return _shown(found)


@doors.put("/<uuid:request_id>/release")
@doors.response(200, SeenRequestSchema)
@requires("editor")
def release(request_id: UUID) -> dict[str, Any]:
    """Pass a request on that waits for an editor."""
    found = _found(request_id)
    contact_requests.release_request(session(), found, post=post(), now=clock.now())
    _note("contact_released", request_id)
    return _shown(found)


@doors.put("/<uuid:request_id>/refusal")
@doors.arguments(ContactRefusalSchema)
@doors.response(200, SeenRequestSchema)
@requires("editor")
def refuse(words: dict[str, Any], request_id: UUID) -> dict[str, Any]:
    """Pass a request on to nobody, and tell the person why."""
    found = _found(request_id)
    about: dict[str, Any] = {"by": EDITORS, "post": post(), "now": clock.now(), "note": words["note"]}
    contact_requests.refuse_requests(session(), [found], **about)
    _note("contact_refused", request_id)
    return _shown(found)


@doors.put("/<uuid:request_id>/closing")
@doors.response(200, SeenRequestSchema)
@requires("editor")
def close(request_id: UUID) -> dict[str, Any]:
    """Close a request that nobody answers, and tell the person who waits."""
    found = _found(request_id)
    contact_answers.close_unanswered(session(), [found], by=EDITORS, post=post(), now=clock.now())
    _note("contact_closed", request_id)
    return _shown(found)


def _found(request_id: UUID) -> ContactRequest:
    return asked.request_of(session(), request_id, caller(), for_change=True)


def _found_to_answer(request_id: UUID) -> ContactRequest:
    found = _found(request_id)
    if found.subject_kind in OF_ONE_PERSON and asked.side_of(found, caller()) == EDITORS:
        raise HersAlone
    return found


def _shown(found: ContactRequest) -> dict[str, Any]:
    return asked.as_asked_see_it(session(), found, by=asked.side_of(found, caller()))


def _own_email(words: dict[str, Any]) -> str | None:
    """Return the address of who answers and agrees to show it, and let nobody erase her until it is kept."""
    known = caller().person_id
    if known is None or not words["shares_address"]:
        return None
    return (person_for_change(session(), known) or person(session(), known)).email


def _note(deed: str, request_id: UUID) -> None:
    logger().info(deed, by=caller().name, request=str(request_id))
