"""An organisation's own calendar: tried first, then read by itself; paused, answered, left behind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from events_service.actions.events import NotYourOrganisation, check_organisation, may_change
from events_service.actions.vanishing import withdraw_events, withdraw_missing
from events_service.models import Feed, FeedEvent, FeedReading, Organisation
from events_service.models.feeds import NothingAsked, TooManyFeeds
from events_service.queries import feeds as queries
from events_service.queries.feeds import NoSuchFeed
from services.kit.errors import Stale
from services.kit.tokens import Caller

MOST_FEEDS = 10


def try_feed(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Feed:
    """Note a calendar to be read, and show what would come in; nothing does until that is confirmed."""
    if not may_change(session, caller, words["organisation_id"]):
        raise NotYourOrganisation
    # Who asks for another one meanwhile waits, and counts this one, too.
    session.get(Organisation, words["organisation_id"], with_for_update=True)
    check_organisation(session, words["organisation_id"], public=False)
    if len(queries.feeds_of(session, words["organisation_id"])) >= MOST_FEEDS:
        raise TooManyFeeds
    feed = Feed(**words, next_read_at=now, created_at=now, changed_at=now)
    session.add(feed)
    session.flush()
    return feed


def feed_to_change(session: Session, feed_id: UUID, caller: Caller, *, expected: int | None = None) -> Feed:
    """Return a calendar that the caller may change; those of others are not there for her."""
    feed = queries.feed(session, feed_id, to_change=True)
    if not may_change(session, caller, feed.organisation_id):
        raise NoSuchFeed
    if expected is not None and feed.version != expected:
        raise Stale
    return feed


def change_feed(
    session: Session, feed_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Feed:
    """Read a calendar with other choices; events keep their identity, also when its address is another one."""
    feed = feed_to_change(session, feed_id, caller, expected=expected)
    feed.change(dict(words), now)
    return feed


def start_feed(session: Session, feed_id: UUID, *, caller: Caller, now: datetime) -> Feed:
    """Let come in what the preview shows, or go on after a pause."""
    feed = feed_to_change(session, feed_id, caller)
    feed.confirm(now)
    return feed


def pause_feed(session: Session, feed_id: UUID, *, caller: Caller, now: datetime) -> Feed:
    """Read a calendar no more until somebody says so; its events stay."""
    feed = feed_to_change(session, feed_id, caller)
    feed.pause(now)
    return feed


def leave_feed(session: Session, feed_id: UUID, *, withdraws: bool, caller: Caller, now: datetime) -> None:
    """Forget a calendar; its events stay as if entered by hand, or leave the calendar with it."""
    feed = feed_to_change(session, feed_id, caller)
    if withdraws:
        withdraw_events(session, queries.events_left(session, feed.id), now=now)
    session.execute(delete(Feed).where(Feed.id == feed.id))


def answer_question(
    session: Session, feed_id: UUID, *, withdraws: bool, caller: Caller, zone: ZoneInfo, now: datetime
) -> Feed:
    """Say whether those events go that a calendar suddenly lacks; those that stay do not follow it any more."""
    feed = feed_to_change(session, feed_id, caller)
    if feed.question is None:
        raise NothingAsked
    if withdraws:
        # These alone: what is missing when the calendar is read again is another question.
        gone = withdraw_missing(session, feed.id, zone=zone, now=now, at_once=True)
        session.add(FeedReading(feed_id=feed.id, read_at=now, kind="read", counts={"withdrawn": gone}))
    else:
        missing = FeedEvent.feed_id == feed.id, FeedEvent.missing > 0
        session.execute(update(FeedEvent).where(*missing).values(is_detached=True, missing=0))
    # Read it was; nothing is asked any more.
    feed.question, feed.last_kind = None, "read"
    feed.read_soon(now)
    feed.grow(now)
    return feed


def follow_again(session: Session, event_id: UUID, *, caller: Caller, now: datetime) -> None:
    """Let an event that was edited by hand be as its calendar says, with the next reading."""
    origin = queries.origin(session, event_id)
    if origin is None:
        raise NoSuchFeed
    feed = feed_to_change(session, origin.feed_id, caller)
    origin.is_detached, origin.detached_dates, origin.content_hash = False, [], ""
    feed.read_soon(now)
