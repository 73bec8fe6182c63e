"""Making notifications of new things."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from notifier.actions.notifying import notify
from notifier.models import Notification
from notifier.queries.matching import facets
from notifier.rules import Kind, Lane, NotificationState, Topic, mask_of
from services.facts.directory import OfferPublished

_NEWS_LASTS = timedelta(days=7)
_COMMITMENTS = {"short_term": Kind.SHORT_OFFER, "long_term": Kind.LONG_OFFER}


def announce_offer(session: Session, fact: OfferPublished, *, now: datetime) -> int | None:
    """Make a notification of a new offer, or bring its words up to date; returns its id when people are to be found.

    An offer is announced once in its life: its id is the key, so that later versions only correct what is not sent yet.
    """
    expires_at = _end_of_news(fact)
    if not fact.is_news or expires_at <= now:
        return None
    return notify(
        session,
        topic=Topic.OFFER,
        lane=Lane.ALERTS,
        dedupe_key=f"offer:{fact.offer_id}",
        object_id=fact.offer_id,
        object_version=fact.version,
        content=_words(fact),
        facets=_facets(session, fact),
        since=fact.published_at,
        expires_at=expires_at,
        created_at=now,
    )


def withdraw_offer(session: Session, offer_id: UUID) -> None:
    """Stop telling people of an offer that is no longer there."""
    session.execute(
        update(Notification)
        .where(Notification.object_id == offer_id, Notification.topic == Topic.OFFER)
        .values(state=NotificationState.CANCELLED)
    )


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
