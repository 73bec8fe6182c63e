"""Making notifications of new things."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from notifier.actions import news, things_gone
from notifier.actions.news import News
from notifier.actions.notifying import notify
from notifier.actions.novelties import note_novelty
from notifier.models import Notification
from notifier.queries.matching import facets
from notifier.rules import BatchState, Lane, NotificationState, State, Topic
from services.facts.directory import OfferPublished, OrganisationPublished, ProjectPublished
from services.facts.events import EventChanged, EventScheduled

WITHDRAWN, CANCELLED = "withdrawn", "cancelled"
_NEWS_LASTS = timedelta(days=7)


def announce(session: Session, found: News, *, now: datetime) -> int | None:
    """Make a notification of something new, or bring its words up to date; returns its id when people are to be found.

    A thing is announced once in its life: its id is the key, so that later versions only correct what is not sent yet.
    One that was withdrawn and is there again is announced to those who were not told the first time. Digests gather
    their items from these notifications, so there is one even when nobody wants to hear of it at once.
    """
    if found.content.get("status") != CANCELLED:
        things_gone.note_back(session, found.object_id)
    expires_at = min(filter(None, [found.published_at + _NEWS_LASTS, found.over_at]))
    if not found.is_news or expires_at <= now:
        return None
    dedupe_key = f"{found.topic.name.lower()}:{found.object_id}"
    _take_up_again(session, dedupe_key, now)
    notification_id = notify(
        session,
        topic=found.topic,
        lane=Lane.ALERTS,
        dedupe_key=dedupe_key,
        object_id=found.object_id,
        object_version=found.version,
        content={**found.content, "over_at": found.over_at.isoformat() if found.over_at else None},
        facets=_facets(session, found),
        since=found.published_at,
        expires_at=expires_at,
        created_at=now,
    )
    note_novelty(session, dedupe_key)
    return notification_id


def announce_offer(session: Session, fact: OfferPublished, *, now: datetime) -> int | None:
    """Make a notification of a new way to help."""
    return announce(session, news.of_offer(fact), now=now)


def announce_event(session: Session, fact: EventScheduled | EventChanged, *, now: datetime) -> int | None:
    """Make a notification of a new event, also when a change of it is heard first."""
    return announce(session, news.of_event(fact), now=now)


def announce_project(session: Session, fact: ProjectPublished, *, now: datetime) -> int | None:
    """Make a notification of a new project."""
    return announce(session, news.of_project(fact), now=now)


def announce_organisation(session: Session, fact: OrganisationPublished, *, now: datetime) -> int | None:
    """Make a notification of a new organisation."""
    return announce(session, news.of_organisation(fact), now=now)


def withdraw(session: Session, topic: Topic, object_id: UUID, *, how: str = WITHDRAWN, now: datetime) -> None:
    """Stop telling people of something that is no longer there, or does not take place."""
    things_gone.note_gone(session, object_id, how, now=now)
    session.execute(
        update(Notification)
        .where(Notification.object_id == object_id, Notification.topic == topic)
        .values(state=NotificationState.CANCELLED)
    )


def _take_up_again(session: Session, dedupe_key: str, now: datetime) -> None:
    """Go on announcing what was withdrawn meanwhile: whoever it was to reach and did not waits again.

    Who got it is told nothing twice, for she has her row in the ledger. It counts as new from now on, so that digests
    that have left it out gather it.
    """
    params = {"key": dedupe_key, "now": now, "gone": NotificationState.CANCELLED, "cancelled": State.CANCELLED}
    session.execute(_REVIVE, params)


_REVIVE = text(f"""
    WITH revived AS (
        UPDATE notifications SET created_at = :now, settled_at = NULL, missing = 0,
            state = CASE WHEN fanout_cursor < fanout_until
                         THEN {NotificationState.EXPANDING:d} ELSE {NotificationState.EXPANDED:d} END
        WHERE dedupe_key = :key AND state = :gone RETURNING id
    ), again AS (
        UPDATE deliveries d SET state = {State.PENDING:d}, next_at = :now, updated_at = :now
        FROM revived WHERE d.notification_id = revived.id AND d.state = :cancelled
    )
    UPDATE batches b SET state = {BatchState.WAITING:d}, next_at = :now
    FROM revived WHERE b.notification_id = revived.id AND b.state = {BatchState.DONE:d}
""")


def _facets(session: Session, found: News) -> dict[str, Any]:
    return facets(
        session,
        categories=found.categories,
        kinds=found.kinds,
        district=found.district,
        needs=found.needs,
        languages=found.languages,
        words=found.words,
        marks=found.marks,
    )
