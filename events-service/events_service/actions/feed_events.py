"""The events that come from an organisation's own calendar: entered, changed, withdrawn when they vanish for good."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from events_service.actions import feed_reviews, telling
from events_service.actions.dates import lay_out
from events_service.actions.events import names, new_event, tell_difference
from events_service.actions.feed_reviews import Waiting
from events_service.actions.recording import words_before
from events_service.models import Event, Feed, FeedEvent, Organisation
from events_service.queries import feeds as queries
from events_service.rules.entry import Entry, schedule_of
from events_service.rules.feeds.comparing import Known, place_key, title_key
from events_service.rules.feeds.series import Found
from events_service.rules.feeds.taking import at_its_hour, content_hash, keep_detached
from events_service.rules.said import said
from events_service.rules.schedule import Schedule

_SEEN = text("""
UPDATE feed_events AS known SET uid = seen.uid, missing = 0, is_gone = false
FROM unnest(CAST(:event_ids AS uuid[]), CAST(:uids AS text[])) AS seen(event_id, uid)
WHERE known.event_id = seen.event_id AND (known.missing > 0 OR known.is_gone OR known.uid IS DISTINCT FROM seen.uid)
""")
_KNOWN_BY = text("""
UPDATE feed_events AS known
SET title_key = new.title_key, place_key = new.place_key, starts_at = new.starts_at, content_hash = new.content_hash
FROM unnest(
    CAST(:event_ids AS uuid[]), CAST(:titles AS text[]), CAST(:places AS text[]), CAST(:starts AS timestamptz[]),
    CAST(:hashes AS text[])
) AS new(event_id, title_key, place_key, starts_at, content_hash) WHERE known.event_id = new.event_id
""")
_MISSING = text("UPDATE feed_events SET missing = missing + 1 WHERE event_id = ANY(CAST(:event_ids AS uuid[]))")
_COUNT_AGAIN = text("UPDATE feed_events SET missing = missing + 1 WHERE feed_id = :feed_id AND missing > 0")


def add(session: Session, feed: Feed, new: Sequence[tuple[Found, Entry]], *, zone: ZoneInfo, now: datetime) -> None:
    """Enter what is new, and publish it if it may be, or lay it before the editors; the first time quietly."""
    if not new:
        return
    slugs = names(session, [entry.columns["title"] for _, entry in new])
    events = [new_event(entry, slug=slug, now=now) for (_, entry), slug in zip(new, slugs, strict=True)]
    public = _may_publish(_owner(session, feed), feed)
    for event in events:
        event.is_news = feed.read_whole_at is not None
        if public:
            event.publish(now)
    session.add_all(events)
    lay_out(session, [(event, entry.schedule) for event, (_, entry) in zip(events, new, strict=True)], now=now)
    session.execute(
        insert(FeedEvent),
        [
            {"event_id": event.id, "feed_id": feed.id, "uid": found.key, **_known_by(found, entry)}
            for event, (found, entry) in zip(events, new, strict=True)
        ],
    )
    feed_reviews.note_taken_over(session, feed, [event.id for event in events], now=now)
    if public:
        telling.tell_scheduled(session, events, now=now)
        return
    waiting = [Waiting(event, entry.columns, {}) for event, (_, entry) in zip(events, new, strict=True)]
    feed_reviews.lay_before(session, feed, waiting, zone=zone, now=now)


def change(
    session: Session, feed: Feed, changed: Sequence[tuple[Known, Found, Entry]], *, zone: ZoneInfo, now: datetime
) -> None:
    """Let events be as their calendar says now; dates that were edited by hand, and past ones, stay as they are.

    Where the editors look first, their words wait, and when they take place does not: it is looked at afterwards.
    """
    events = queries.events_to_change(session, [known.event_id for known, _, _ in changed])
    told, back, laid_out, waiting, settled, taken_over, unseen = [], [], [], [], [], [], []
    owner = _owner(session, feed)
    public = _may_publish(owner, feed)
    for known, _, entry in _with_dates(events, changed, zone, now):
        event = events[known.event_id]
        status, before = event.status, None
        columns = _columns_of(event, known, entry, zone, now)
        _keep_hour(session, event, known, entry, zone)
        if not public and event.is_published:
            columns, later = feed_reviews.split(event, columns, zone)
            if later:
                waiting.append(later)
            else:
                settled.append(event.id)
            before = words_before(event, columns, zone)
        elif not public:
            waiting.append(Waiting(event, columns, {}))
        different = event.change(columns, now, is_seen=feed.publishes and owner.is_trusted)
        if known.is_gone and event.state == "withdrawn":
            event.state = "draft"
            back += [event] if public else []
        elif different:
            told.append((event, status))
            if before is None:
                taken_over.append(event.id)
            else:
                unseen.append((event, before, said(columns, zone)))
        laid_out.append((event, schedule_of(vars(event), zone)))
    for event in back:
        event.publish(now)
    if laid_out:
        lay_out(session, laid_out, now=now)
    session.execute(_KNOWN_BY, _columns([(known.event_id, _known_by(found, entry)) for known, found, entry in changed]))
    feed_reviews.note_taken_over(session, feed, taken_over, now=now)
    feed_reviews.note_unseen(session, feed, unseen, now=now)
    feed_reviews.no_longer_wait(session, settled)
    feed_reviews.lay_before(session, feed, waiting, zone=zone, now=now)
    telling.tell_scheduled(session, back, now=now)
    tell_difference(session, told, now=now)


def mark_missing(session: Session, seen: Sequence[tuple[Known, Found]], vanished: Sequence[Known]) -> None:
    """Note what was there, under which UID, and what was not."""
    words = {"event_ids": [each.event_id for each, _ in seen], "uids": [found.key for _, found in seen]}
    session.execute(_SEEN, words)
    session.execute(_MISSING, {"event_ids": [each.event_id for each in vanished]})


def count_again(session: Session, feed_id: UUID) -> None:
    """Note that what was missing at the last reading is still missing."""
    session.execute(_COUNT_AGAIN, {"feed_id": feed_id})


def _with_dates(
    events: Mapping[UUID, Event], changed: Sequence[tuple[Known, Found, Entry]], zone: ZoneInfo, now: datetime
) -> Iterator[tuple[Known, Found, Entry]]:
    """Leave out those of which somebody took off by hand whatever the calendar has left."""
    for known, found, entry in changed:
        event = events[known.event_id]
        words = {**vars(event), **_columns_of(event, known, entry, zone, now)}
        if schedule_of(words, zone).has_dates(now=now):
            yield known, found, entry


def _columns_of(event: Event, known: Known, entry: Entry, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    words, detached = at_its_hour(vars(event), entry.columns, known.detached_dates, zone)
    return _with_past(event, keep_detached(entry.columns, words, detached), zone, now)


def _keep_hour(session: Session, event: Event, known: Known, entry: Entry, zone: ZoneInfo) -> None:
    """Note dates that were edited by hand by the hour at which their series begins from now on."""
    origin = queries.origin(session, event.id) if known.detached_dates else None
    if origin is not None:
        _, origin.detached_dates = at_its_hour(vars(event), entry.columns, known.detached_dates, zone)


def _with_past(event: Event, columns: dict[str, Any], zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Return new words with the dates that took place, where a calendar lists dates and those that come alone."""
    if columns["rule"] or not columns["further_starts"] or columns["starts_at"] <= event.starts_at:
        return columns
    past = [each for each in (event.starts_at, *event.further_starts) if each < min(now, columns["starts_at"])]
    starts = [*sorted(past), columns["starts_at"], *columns["further_starts"]]
    first = Schedule(starts_at=columns["starts_at"], ends_at=columns["ends_at"], zone=zone).span_at(starts[0])
    return {**columns, "starts_at": first.starts_at, "ends_at": first.ends_at, "further_starts": starts[1:]}


def _owner(session: Session, feed: Feed) -> Organisation:
    return session.get_one(Organisation, feed.organisation_id)


def _may_publish(owner: Organisation, feed: Feed) -> bool:
    return feed.publishes and owner.is_public and owner.is_trusted


def _known_by(found: Found, entry: Entry) -> dict[str, Any]:
    return {
        "title_key": title_key(found),
        "place_key": place_key(found),
        "starts_at": found.plan.starts_at,
        "content_hash": content_hash(entry),
        "detached_dates": [],
    }


def _columns(rows: Sequence[tuple[UUID, dict[str, Any]]]) -> dict[str, list[Any]]:
    return {
        "event_ids": [event_id for event_id, _ in rows],
        "titles": [words["title_key"] for _, words in rows],
        "places": [words["place_key"] for _, words in rows],
        "starts": [words["starts_at"] for _, words in rows],
        "hashes": [words["content_hash"] for _, words in rows],
    }
