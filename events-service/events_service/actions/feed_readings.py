"""What becomes of our calendar when an organisation's own was read: all of it in one transaction, or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import delete
from sqlalchemy.orm import Session

from events_service.actions import catalogue
from events_service.actions.feed_events import add, change, count_again, mark_missing
from events_service.actions.vanishing import withdraw_missing
from events_service.models import Feed, FeedReading
from events_service.queries import feeds as queries
from events_service.rules.entry import Entry
from events_service.rules.feeds.comparing import Known, Matched, asks_first, matched, place_key, title_key
from events_service.rules.feeds.reading import Reading
from events_service.rules.feeds.series import Found
from events_service.rules.feeds.taking import Choices, content_hash
from services.city import City
from services.kit.errors import Malformed

_HOUR = timedelta(hours=1)
_WHOLE_AFTER = timedelta(hours=23)
_LONGEST_PAUSE = timedelta(days=1)
_KEEP = timedelta(days=90)
_MOST_NAMED = 100
_MOST_PREVIEWED = 200


class Trouble(Protocol):
    """Why a calendar could not be fetched or read."""

    kind: str
    words: dict[str, Any]


@dataclass(frozen=True)
class Came:
    """What a server gave: the calendar as it was read, and what it says of this version."""

    reading: Reading
    etag: str | None
    last_modified: str | None


@dataclass
class _Compared:
    """A reading beside what we know."""

    same: list[tuple[Known, Found]]
    changed: list[tuple[Known, Found, Entry]]
    new: list[tuple[Found, Entry]]
    doubles: list[Found]
    vanished: list[Known]
    refused: list[dict[str, Any]]
    asks: bool

    def counts(self) -> dict[str, int]:
        found = {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.same),
            "duplicate": len(self.doubles),
            "missing": len(self.vanished),
            "left_out": len(self.refused),
        }
        return {name: number for name, number in found.items() if number}


def asked(feed: Feed, *, now: datetime) -> dict[str, str | None]:
    """Return what is said of the version that we have; once a day it is read whole, for days to come move near."""
    is_fresh = feed.read_whole_at is not None and now - feed.read_whole_at < _WHOLE_AFTER
    knows = feed.state == "active" and is_fresh
    return {"etag": feed.etag if knows else None, "last_modified": feed.last_modified if knows else None}


def take_in(session: Session, feed: Feed, *, came: Came | None, city: City, now: datetime) -> None:
    """Let come in what a calendar brings, or show what would come in; nothing came if it is as it was."""
    if came is None:
        _nothing_new(session, feed, city=city, now=now)
        return
    compared = _compare(session, feed, came.reading, city=city, now=now)
    ignored = {name: number for name, number in came.reading.ignored.items() if number}
    if feed.state == "trying":
        feed.state, feed.preview = "tried", {"counts": compared.counts(), "ignored": ignored, "events": _told(compared)}
        counts = {}
    else:
        counts = _apply(session, feed, compared, city=city, now=now)
        feed.etag, feed.last_modified, feed.read_whole_at = came.etag, came.last_modified, now
    _note_success(session, feed, counts, ignored, compared.refused, now=now)


def _nothing_new(session: Session, feed: Feed, *, city: City, now: datetime) -> None:
    """Note that a calendar is as it was; what was missing then is missing for the second time."""
    gone = 0
    if feed.question is None:
        count_again(session, feed.id)
        gone = withdraw_missing(session, feed.id, zone=city.time_zone, now=now)
    _note_success(session, feed, {"withdrawn": gone} if gone else {}, {}, [], now=now)


def failed(session: Session, feed: Feed, *, trouble: Trouble, now: datetime) -> None:
    """Note why a calendar could not be read; nothing changes, and the pauses grow longer and longer."""
    kind, words = trouble.kind, trouble.words
    if feed.last_kind != kind:
        session.add(FeedReading(feed_id=feed.id, read_at=now, kind=kind, words=dict(words)))
    feed.failures += 1
    feed.last_kind, feed.last_read_at = kind, now
    feed.next_read_at = now + min(_HOUR * 2 ** min(feed.failures - 1, 5), _LONGEST_PAUSE) + _spread(feed)
    if feed.state == "trying":
        feed.state = "tried"
        feed.preview = {"kind": kind, "words": dict(words)}


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop what was noticed long ago."""
    session.execute(delete(FeedReading).where(FeedReading.read_at < now - _KEEP))


def choices_of(feed: Feed) -> Choices:
    """Return what an organisation chose for its calendar."""
    return Choices(**{name: getattr(feed, name) for name in Choices.__dataclass_fields__})


def _compare(session: Session, feed: Feed, reading: Reading, *, city: City, now: datetime) -> _Compared:
    choices = choices_of(feed)
    known = queries.known_events(session, feed.id, now=now)
    match = matched(known, [each for each in reading.events if choices.wants(each)], city.time_zone)
    refused: list[dict[str, Any]] = [vars(each) for each in reading.left_out]
    same, changed, vanished = [], [], list(match.vanished)
    for each, found in match.pairs:
        entry = None if each.is_detached else _entry(choices, found, city, refused)
        if entry and not entry.schedule.has_dates(now=now):
            # All its dates are left out: the calendar may as well not hold it.
            vanished += [each] if each.is_expected else []
        elif entry and (each.is_gone or content_hash(entry) != each.content_hash):
            changed.append((each, found, entry))
        else:
            same.append((each, found))
    new, doubles = _new(session, feed, match, choices, city, refused)
    asks = asks_first(known, vanished, is_empty=not reading.events)
    return _Compared(same, changed, new, doubles, vanished, refused, asks)


def _new(
    session: Session, feed: Feed, match: Matched, choices: Choices, city: City, refused: list[dict[str, Any]]
) -> tuple[list[tuple[Found, Entry]], list[Found]]:
    """Return what is new, and what somebody entered by hand already."""
    starts = [found.plan.starts_at for found in match.new]
    there = queries.own_events(session, feed.organisation_id, starts, but=feed.id)
    new, doubles = [], []
    for found in match.new:
        if (title_key(found), place_key(found), found.plan.starts_at) in there:
            doubles.append(found)
        elif entry := _entry(choices, found, city, refused):
            new.append((found, entry))
    return new, doubles


def _entry(choices: Choices, found: Found, city: City, refused: list[dict[str, Any]]) -> Entry | None:
    try:
        return choices.entry(found, city)
    except Malformed:
        refused.append({"title": found.words.title, "kind": "unreadable"})
        return None


def _apply(session: Session, feed: Feed, compared: _Compared, *, city: City, now: datetime) -> dict[str, int]:
    add(session, feed, compared.new, zone=city.time_zone, now=now)
    change(session, feed, compared.changed, zone=city.time_zone, now=now)
    seen = [*compared.same, *((each, found) for each, found, _ in compared.changed)]
    mark_missing(session, seen, compared.vanished)
    counts = compared.counts()
    feed.question = None
    if compared.asks:
        feed.question = {"kind": "shrunk", "missing": len(compared.vanished), "asked_at": now.isoformat()}
    elif gone := withdraw_missing(session, feed.id, zone=city.time_zone, now=now):
        counts["withdrawn"] = gone
    if compared.new or compared.changed:
        catalogue.renew(session)
    return counts


def _told(compared: _Compared) -> list[dict[str, Any]]:
    """Return what would come in, event by event."""
    lines = [
        *(("new", found) for found, _ in compared.new),
        *(("changed", found) for _, found, _ in compared.changed),
        *(("duplicate", found) for found in compared.doubles),
        *(("unchanged", found) for _, found in compared.same),
    ]
    return [_line(verdict, found) for verdict, found in lines[:_MOST_PREVIEWED]]


def _line(verdict: str, found: Found) -> dict[str, Any]:
    first = found.days[0] if found.days else None
    return {
        "verdict": verdict,
        "title": found.words.title,
        "place": found.words.place,
        "starts_at": (first.starts_at if first else found.plan.starts_at).isoformat(),
        "all_day": found.all_day,
        "dates": len(found.days),
        "status": found.words.status,
    }


def _note_success(
    session: Session,
    feed: Feed,
    counts: dict[str, int],
    ignored: dict[str, int],
    refused: list[dict[str, Any]],
    *,
    now: datetime,
) -> None:
    feed.failures, feed.last_read_at, feed.next_read_at = 0, now, now + _HOUR + _spread(feed)
    kind = "asks" if feed.question else "read"
    # An hour in which nothing happened is not worth a line.
    if set(counts) - {"unchanged", "duplicate", "left_out"} or feed.last_kind != kind:
        named = refused[:_MOST_NAMED]
        said = FeedReading(feed_id=feed.id, read_at=now, kind=kind, words=ignored, counts=counts, left_out=named)
        session.add(said)
    feed.last_kind = kind


def _spread(feed: Feed) -> timedelta:
    """Return some minutes, other ones for each calendar, so that not all are read at once."""
    return timedelta(seconds=hashlib.blake2b(feed.id.bytes, digest_size=1).digest()[0])
