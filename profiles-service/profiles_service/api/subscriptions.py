"""Doors for subscribing without an account: ask, confirm, manage by link, leave with one click."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import current_app, request

from profiles_service.actions import departing, subscriptions
from profiles_service.actions.consents import Declaration
from profiles_service.actions.departing import Departure
from profiles_service.api.credentials import OWNER, leaving, linked, links, owner
from profiles_service.queries import subscribed
from profiles_service.rules import Choice, Wording
from profiles_service.schemas.shared import AcceptedSchema, city
from profiles_service.schemas.subscriptions import (
    ChoiceSchema,
    DepartArgs,
    DepartureSchema,
    LinkRequestSchema,
    PauseSchema,
    SubscriptionRequestSchema,
    SubscriptionSchema,
    WordingArgs,
    WordingSchema,
)
from services.kit import clock, etags
from services.kit.auth import public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.leaving import Scope
from services.kit.limiting import limit_by_address, limit_by_network
from services.kit.privacy.forgotten import check_still_here
from services.kit.shown_links import LINK, shown_link

doors = Doors("subscriptions", __name__, url_prefix="/v1", description="Messages about what one wants to hear of.")
_MAILED = {"state": "mailed"}
_Tagged = tuple[dict[str, Any], int, dict[str, str]]
doors.after_request(leave_no_copies)


@doors.get("/wordings/current")
@doors.arguments(WordingArgs, location="query")
@doors.response(200, WordingSchema)
@public
def wording(args: dict[str, Any]) -> Wording:
    """Return what subscribers agree to."""
    return _wording(args["language"] or city().default_language)


@doors.post("/subscriptions")
@doors.arguments(SubscriptionRequestSchema)
@doors.response(202, AcceptedSchema)
@public
def request_subscription(words: dict[str, Any]) -> dict[str, str]:
    """Mail a link to confirm what was chosen; the answer is the same for every address."""
    limit_by_network("subscription")
    limit_by_address("subscription", words["email"])
    declaration = Declaration(wording=_wording(words["language"]), form=words["form"])
    about: dict[str, Any] = {"declaration": declaration, "links": links(), "now": clock.now()}
    subscriptions.request_subscription(session(), words["email"], Choice.of(words), **about)
    return _MAILED


@doors.put("/subscription/confirmation")
@doors.response(200, SubscriptionSchema)
@doors.doc(security=LINK)
@public
def confirm_subscription() -> _Tagged:
    """Confirm what was asked for, with the link from the mail; confirmed twice, nothing more happens."""
    request_id = linked("confirm")
    return _own(subscriptions.confirm_subscription(session(), request_id, links=links(), now=clock.now()))


@doors.get("/subscription")
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def subscription() -> _Tagged:
    """Return one's subscription, signed in or with a link for managing it."""
    return _own(owner())


@doors.put("/subscription")
@doors.arguments(ChoiceSchema)
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def change_subscription(words: dict[str, Any]) -> _Tagged:
    """Replace what one wants to hear about, signed in or with a link; `If-Match` is heeded when it is sent."""
    person_id = owner()
    expected = etags.expected_version() if "If-Match" in request.headers else None
    about: dict[str, Any] = {"expected_version": expected, "links": links(), "now": clock.now()}
    subscriptions.change_subscription(session(), person_id, Choice.of(words), **about)
    return _own(person_id)


@doors.delete("/subscription")
@doors.response(200, DepartureSchema)
@doors.doc(security=OWNER)
@public
def leave() -> dict[str, Any]:
    """End one's whole subscription, signed in or with a link for leaving or managing; such a link never runs out."""
    person_id, scope = leaving()
    subscriptions.leave(session(), person_id, by="link", now=clock.now())
    return _departure(person_id, scope)


@doors.get("/subscription/departure")
@doors.response(200, DepartureSchema)
@doors.doc(security=LINK)
@public
def departure() -> dict[str, Any]:
    """Return whose subscription a link for leaving is about, and what it ends, without ending it."""
    person_id, scope = links().leaving(shown_link())
    check_still_here(session(), person_id)
    return _departure(person_id, scope)


@doors.put("/subscription/departure")
@doors.arguments(DepartArgs)
@doors.response(200, DepartureSchema)
@doors.doc(security=LINK)
@public
def depart(words: dict[str, Any]) -> dict[str, Any]:
    """End or lessen what a link for leaving is about; such a link never runs out, and may be used again."""
    person_id, scope = leaving()
    wished = {"wish": words["wish"], "until": _morning(words["until"]), "scope": scope}
    known = Departure(categories=_topics(), **wished)
    departing.depart(session(), person_id, known, links=links(), now=clock.now())
    return _departure(person_id, scope)


@doors.put("/subscription/pause")
@doors.arguments(PauseSchema)
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def pause(words: dict[str, Any]) -> _Tagged:
    """Let nothing be written before a day, signed in or with a link for managing."""
    return _paused(_morning(words["until"]))


@doors.delete("/subscription/pause")
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def resume() -> _Tagged:
    """End a pause at once, signed in or with a link for managing."""
    return _paused(None)


@doors.put("/subscription/interests/<uuid:interest_id>/pause")
@doors.arguments(PauseSchema)
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def pause_interest(words: dict[str, Any], interest_id: UUID) -> _Tagged:
    """Let nothing be written of one interest before a day, signed in or with a link for managing."""
    return _interest_paused(interest_id, _morning(words["until"]))


@doors.delete("/subscription/interests/<uuid:interest_id>/pause")
@doors.response(200, SubscriptionSchema)
@doors.doc(security=OWNER)
@public
def resume_interest(interest_id: UUID) -> _Tagged:
    """Hear of one interest again at once, signed in or with a link for managing."""
    return _interest_paused(interest_id, None)


@doors.post("/subscription-links")
@doors.arguments(LinkRequestSchema)
@doors.response(202, AcceptedSchema)
@public
def request_link(words: dict[str, Any]) -> dict[str, str]:
    """Mail the link for managing once more; the answer is the same whether or not anybody is known there."""
    limit_by_network("subscription")
    limit_by_address("subscription", words["email"])
    subscriptions.request_link(session(), words["email"], language=words["language"], now=clock.now())
    worker = current_app.worker  # type: ignore[attr-defined]
    worker.after_commit(session(), "profiles-service.answer_link_requests")
    return _MAILED


def _own(person_id: UUID) -> _Tagged:
    words = subscribed.subscription(session(), person_id)
    return words, 200, {"ETag": etags.tag(words["version"])}


def _paused(until: datetime | None) -> _Tagged:
    person_id = owner()
    departing.pause(session(), person_id, until=until, links=links(), now=clock.now())
    return _own(person_id)


def _interest_paused(interest_id: UUID, until: datetime | None) -> _Tagged:
    person_id = owner()
    about: dict[str, Any] = {"until": until, "links": links(), "now": clock.now()}
    departing.pause_interest(session(), person_id, interest_id, **about)
    return _own(person_id)


def _morning(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, city().time_zone) if day else None


def _departure(person_id: UUID, scope: Scope) -> dict[str, Any]:
    ways = departing.ways(session(), person_id, scope=scope, categories=_topics())
    return {**subscribed.departure(session(), person_id), "scope": scope.words, "ways": ways}


def _topics() -> list[str]:
    return [each.key for each in city().categories]


def _wording(language: str) -> Wording:
    consent = city().consent
    return Wording(version=consent.version, language=language, text=consent.text.in_language(language))
