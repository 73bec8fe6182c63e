"""The door to the calendars that organisations have elsewhere: tried, read, asked about, left."""

from typing import Any
from uuid import UUID

from flask import current_app, request

from events_service.actions import feeds as actions
from events_service.actions.events import NotYourOrganisation, may_change
from events_service.models import Feed, FeedReading
from events_service.queries import feeds as queries
from events_service.queries.feeds import NoSuchFeed
from events_service.rules.entry import check_known
from events_service.rules.feeds.sentences import FEEDS, SINGLE, WHOLE, sentence
from events_service.schemas.feeds import (
    AnswerWords,
    FeedChoices,
    FeedsArgs,
    FeedSchema,
    FeedsSchema,
    FeedWords,
    FollowedSchema,
    LeavingArgs,
    ReadingsSchema,
)
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version, tag

doors = Doors("feeds", __name__, url_prefix="/v1/feeds", description="Organisations' own calendars, read by ours.")

READ_FEEDS = "events-service.read_feeds"
Answer = tuple[Any, dict[str, str]]


@doors.get("")
@doors.arguments(FeedsArgs, location="query")
@doors.response(200, FeedsSchema)
@requires("steward")
def feeds(args: dict[str, Any]) -> Any:
    """List an organisation's calendars to those who look after it, and all calendars to editors."""
    organisation_id: UUID | None = args["organisation_id"]
    if not caller().is_editor and not (organisation_id and may_change(session(), caller(), organisation_id)):
        raise NotYourOrganisation
    return {"items": [_words(feed) for feed in queries.feeds_of(session(), organisation_id)]}


@doors.post("")
@doors.arguments(FeedWords)
@doors.response(201, FeedSchema)
@requires("steward")
def try_feed(words: dict[str, Any]) -> Answer:
    """Give the address of a calendar; it is read at once, and its `preview` shows what would come in."""
    return _read_soon(actions.try_feed(session(), _known(words), caller=caller(), now=clock.now()))


@doors.get("/<uuid:feed_id>")
@doors.response(200, FeedSchema)
@requires("steward")
def feed(feed_id: UUID) -> Answer:
    """Show a calendar; while it is `trying`, ask again in a second."""
    return _shown(_mine(feed_id))


@doors.put("/<uuid:feed_id>")
@doors.arguments(FeedChoices)
@doors.response(200, FeedSchema)
@requires("steward")
def change_feed(words: dict[str, Any], feed_id: UUID) -> Answer:
    """Change address or choices; needs If-Match. Events that are there stay the same ones."""
    now, expected = clock.now(), expected_version()
    return _read_soon(
        actions.change_feed(session(), feed_id, _known(words), expected=expected, caller=caller(), now=now)
    )


@doors.put("/<uuid:feed_id>/confirmation")
@doors.response(200, FeedSchema)
@requires("steward")
def start_feed(feed_id: UUID) -> Answer:
    """Let come in what the preview shows, from now on every hour; or go on after a pause."""
    return _read_soon(actions.start_feed(session(), feed_id, caller=caller(), now=clock.now()))


@doors.delete("/<uuid:feed_id>/confirmation")
@doors.response(200, FeedSchema)
@requires("steward")
def pause_feed(feed_id: UUID) -> Answer:
    """Read a calendar no more for a while; its events stay."""
    return _shown(actions.pause_feed(session(), feed_id, caller=caller(), now=clock.now()))


@doors.put("/<uuid:feed_id>/answer")
@doors.arguments(AnswerWords)
@doors.response(200, FeedSchema)
@requires("steward")
def answer_question(words: dict[str, Any], feed_id: UUID) -> Answer:
    """Say what becomes of events that a calendar suddenly lacks: they are withdrawn, or stay and are ours."""
    zone, now = current_app.extensions["city"].time_zone, clock.now()
    withdraws = words["events"] == "withdraw"
    feed = actions.answer_question(session(), feed_id, withdraws=withdraws, caller=caller(), zone=zone, now=now)
    return _read_soon(feed)


@doors.delete("/<uuid:feed_id>")
@doors.arguments(LeavingArgs, location="query")
@doors.response(204)
@requires("steward")
def leave_feed(args: dict[str, Any], feed_id: UUID) -> None:
    """Read a calendar never again; `events` says whether its events stay or are withdrawn."""
    actions.leave_feed(session(), feed_id, withdraws=args["events"] == "withdraw", caller=caller(), now=clock.now())


@doors.get("/<uuid:feed_id>/readings")
@doors.response(200, ReadingsSchema)
@requires("steward")
def readings(feed_id: UUID) -> Any:
    """Show what was noticed when a calendar was read, in plain words; hours without news are left out."""
    return {"items": [_reading(each) for each in queries.readings(session(), _mine(feed_id).id)]}


@doors.get("/events/<uuid:event_id>")
@doors.response(200, FollowedSchema)
@requires("steward")
def followed(event_id: UUID) -> Answer:
    """Show from which calendar an event came, and whether it still follows it."""
    found = queries.followed(session(), event_id)
    if found is None or not may_change(session(), caller(), found[1].organisation_id):
        raise NoSuchFeed
    event, feed = found
    words = {"feed_id": feed.id, "address": feed.address}
    words |= {"is_detached": event.is_detached, "detached_dates": event.detached_dates}
    return words, {"Cache-Control": "private, no-store"}


@doors.delete("/events/<uuid:event_id>/detachment")
@doors.response(204)
@requires("steward")
def follow_again(event_id: UUID) -> None:
    """Let an event that was edited by hand follow its calendar again."""
    actions.follow_again(session(), event_id, caller=caller(), now=clock.now())
    current_app.worker.after_commit(session(), READ_FEEDS)  # type: ignore[attr-defined]


def _mine(feed_id: UUID) -> Feed:
    found = queries.feed(session(), feed_id)
    if not may_change(session(), caller(), found.organisation_id):
        raise NoSuchFeed
    return found


def _known(words: dict[str, Any]) -> dict[str, Any]:
    check_known(words, current_app.extensions["city"])
    return words


def _read_soon(feed: Feed) -> Answer:
    current_app.worker.after_commit(session(), READ_FEEDS)  # type: ignore[attr-defined]
    return _shown(feed)


def _shown(feed: Feed) -> Answer:
    session().flush()
    return _words(feed), {"ETag": tag(feed.version), "Cache-Control": "private, no-store"}


def _words(feed: Feed) -> dict[str, Any]:
    preview, question = feed.preview, feed.question
    if preview and "kind" in preview:
        preview = {"kind": preview["kind"], "sentence": _said(preview["kind"], preview["words"])}
    return {
        **{column.key: getattr(feed, column.key) for column in Feed.__mapper__.columns},
        "preview": preview,
        "question": question and {**question, "sentence": _said("asks", question)},
        "last_sentence": _said(feed.last_kind, _NO_WORDS) if feed.last_kind else None,
    }


def _reading(reading: FeedReading) -> dict[str, Any]:
    is_failure = reading.kind in WHOLE
    return {
        **{column.key: getattr(reading, column.key) for column in FeedReading.__mapper__.columns},
        "sentence": _said(reading.kind, {**_NO_WORDS, **reading.counts, **(reading.words if is_failure else {})}),
        "ignored": {} if is_failure else reading.words,
        "left_out": [{**each, "sentence": sentence(each["kind"], _language(), of=SINGLE)} for each in reading.left_out],
    }


# What a sentence may speak of, where a reading says nothing of it.
_NO_WORDS: dict[str, Any] = {"missing": 0, "status": "-", "media_type": "-"}


def _said(kind: str, words: dict[str, Any]) -> str:
    return sentence(kind, _language(), of=FEEDS if kind in FEEDS else WHOLE, words=words)


def _language() -> str:
    city = current_app.extensions["city"]
    return request.accept_languages.best_match(city.languages) or str(city.default_language)
