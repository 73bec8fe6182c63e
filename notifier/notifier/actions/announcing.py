"""Making notifications: of a new offer, and of a letter to one person."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.actions.recipients import letter_recipient
from notifier.models import Batch, Notification, Recipient
from notifier.queries.matching import facets
from notifier.rules import BatchState, Kind, Lane, NotificationState, Topic, mask_of
from services.facts.directory import OfferPublished
from services.facts.letters import LetterRequested

_NEWS_LASTS = timedelta(days=7)
_COMMITMENTS = {"short_term": Kind.SHORT_OFFER, "long_term": Kind.LONG_OFFER}


def announce_offer(session: Session, fact: OfferPublished, *, now: datetime) -> int | None:
    """Make a notification of a new offer, or bring its words up to date; returns its id when people are to be found.

    An offer is announced once in its life: its id is the key, so that later versions only correct what is not sent yet.
    """
    expires_at = _end_of_news(fact)
    if not fact.is_news or expires_at <= now:
        return None
    words = {"object_version": fact.version, "content": _words(fact), "facets": _facets(session, fact)}
    row = upsert(Notification).values(
        topic=Topic.OFFER,
        lane=Lane.ALERTS,
        dedupe_key=f"offer:{fact.offer_id}",
        object_id=fact.offer_id,
        state=NotificationState.EXPANDING,
        fanout_cursor=0,
        fanout_until=select(func.coalesce(func.max(Recipient.id), 0)).scalar_subquery(),
        fanned_out=0,
        since=fact.published_at,
        expires_at=expires_at,
        created_at=now,
        **words,
    )
    kept = row.on_conflict_do_update(index_elements=[Notification.dedupe_key], set_=words)
    notification_id, state = session.execute(kept.returning(Notification.id, Notification.state)).one()
    return int(notification_id) if state == NotificationState.EXPANDING else None


def withdraw_offer(session: Session, offer_id: UUID) -> None:
    """Stop telling people of an offer that is no longer there."""
    session.execute(
        update(Notification)
        .where(Notification.object_id == offer_id, Notification.topic == Topic.OFFER)
        .values(state=NotificationState.CANCELLED)
    )


def accept_letter(session: Session, fact: LetterRequested, *, now: datetime) -> None:
    """Make a notification of one letter, ready to be sent."""
    recipient_id = letter_recipient(session, fact.person_id, language=fact.language, now=now)
    notification_id = session.scalar(
        upsert(Notification)
        .values(
            topic=Topic.LETTER,
            lane=Lane.LETTERS,
            dedupe_key=f"letter:{fact.letter_id}",
            object_id=fact.letter_id,
            object_version=1,
            content={"template": fact.template, "email": fact.email, "name": fact.name, "slots": fact.slots},
            facets={},
            state=NotificationState.EXPANDED,
            fanout_cursor=recipient_id,
            fanout_until=recipient_id,
            fanned_out=1,
            since=fact.requested_at,
            expires_at=fact.expires_at,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Notification.id)
    )
    if notification_id is not None:
        session.execute(insert(Batch).values(_letter_batch(notification_id, recipient_id, now)))


def _letter_batch(notification_id: int, recipient_id: int, now: datetime) -> dict[str, Any]:
    return {
        "notification_id": notification_id,
        "first_id": recipient_id,
        "last_id": recipient_id,
        "recipients": [recipient_id],
        "lane": Lane.LETTERS,
        "state": BatchState.WAITING,
        "next_at": now,
        "fence": 0,
    }


def _end_of_news(fact: OfferPublished) -> datetime:
    """Return when an offer is no news any more: after a week, or when it is over."""
    last_day = min((day for day in (fact.valid_until, fact.ends_on) if day), default=None)
    week = fact.published_at + _NEWS_LASTS
    return week if last_day is None else min(week, datetime.combine(last_day, time.max, UTC))


def _facets(session: Session, fact: OfferPublished) -> dict[str, Any]:
    needs = mask_of(with_children=fact.with_children, wheelchair=fact.wheelchair == "yes", remote=fact.remote)
    words = " ".join([fact.title, fact.summary, fact.organisation_name, fact.words])
    return facets(
        session,
        categories=fact.categories,
        kinds=[_COMMITMENTS[fact.commitment]],
        district=fact.district,
        needs=needs,
        languages=fact.languages,
        words=words,
    )


def _words(fact: OfferPublished) -> dict[str, Any]:
    words = fact.to_wire()
    return {key: words[key] for key in _SHOWN}


_SHOWN = (
    "slug",
    "title",
    "summary",
    "organisation_name",
    "categories",
    "commitment",
    "effort",
    "starts_on",
    "place",
    "district",
    "remote",
)
