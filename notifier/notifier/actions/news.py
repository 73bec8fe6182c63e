"""What is news, read from facts: the words shown of it, whom it fits, and how long it is news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from notifier.rules import NOT_NOW, Kind, Topic, last_moment, mask_of
from services.facts import Fact
from services.facts.directory import OfferPublished, OrganisationPublished, ProjectPublished
from services.facts.events import EventChanged, EventScheduled

_COMMITMENTS = {"short_term": Kind.SHORT_OFFER, "long_term": Kind.LONG_OFFER}


@dataclass(frozen=True, kw_only=True)
class News:
    """Something new that people may have been waiting for; `over_at` is when it is no use to anybody any more."""

    topic: Topic
    object_id: UUID
    version: int
    content: dict[str, Any]
    categories: Iterable[str]
    kinds: list[int]
    district: str | None
    needs: int = 0
    languages: Iterable[str] = ()
    words: str
    marks: tuple[str, ...]
    published_at: datetime
    over_at: datetime | None = None
    is_news: bool


def of_offer(fact: OfferPublished) -> News:
    """Return a way to help, as news."""
    last_day = min((day for day in (fact.valid_until, fact.ends_on) if day), default=None)
    return News(
        topic=Topic.OFFER,
        object_id=fact.offer_id,
        version=fact.version,
        content=_shown(fact, "summary", "organisation_name", "commitment", "effort", "starts_on", "place", "remote"),
        categories=fact.categories,
        kinds=[_COMMITMENTS[fact.commitment]],
        district=fact.district,
        needs=mask_of(with_children=fact.with_children, wheelchair=fact.wheelchair == "yes", remote=fact.remote),
        languages=fact.languages,
        words=" ".join([fact.title, fact.summary, fact.organisation_name, fact.words]),
        marks=fact.marks,
        published_at=fact.published_at,
        over_at=_end_of(last_day),
        is_news=fact.is_news,
    )


def of_event(fact: EventScheduled | EventChanged) -> News:
    """Return a new event; one that does not take place is no news."""
    content = event_words(fact)
    return News(
        topic=Topic.EVENT,
        object_id=fact.event_id,
        version=fact.version,
        content=content,
        categories=fact.categories,
        kinds=[Kind.EVENT],
        district=fact.district,
        needs=mask_of(
            with_children=fact.with_children, wheelchair=fact.wheelchair == "yes", remote=fact.mode != "in_person"
        ),
        languages=fact.languages,
        words=" ".join([fact.title, fact.summary, fact.organisation_name or "", fact.words]),
        marks=fact.marks,
        published_at=_published_at(fact),
        over_at=last_moment(content),
        is_news=fact.is_news and fact.status not in NOT_NOW,
    )


def of_project(fact: ProjectPublished) -> News:
    """Return a project that people may take part in, as news."""
    return News(
        topic=Topic.PROJECT,
        object_id=fact.project_id,
        version=fact.version,
        content=_shown(fact, "summary", "organisation_name", "status", "joinable", "starts_on", "ends_on", "place"),
        categories=fact.categories,
        kinds=[Kind.PROJECT],
        district=fact.district,
        words=" ".join([fact.title, fact.summary, fact.organisation_name, fact.words]),
        marks=fact.marks,
        published_at=fact.published_at,
        over_at=_end_of(fact.ends_on),
        is_news=fact.is_news,
    )


def of_organisation(fact: OrganisationPublished) -> News:
    """Return an organisation that is there now, as news."""
    return News(
        topic=Topic.ORGANISATION,
        object_id=fact.organisation_id,
        version=fact.version,
        content=_shown(fact, "summary", "kind", "place") | {"title": fact.organisation_name},
        categories=fact.categories,
        kinds=[Kind.ORGANISATION],
        district=fact.district,
        languages=fact.languages,
        words=" ".join([fact.organisation_name, fact.summary, fact.words]),
        marks=fact.marks,
        published_at=fact.published_at,
        is_news=fact.is_news,
    )


def event_words(fact: EventScheduled | EventChanged) -> dict[str, Any]:
    """Return what is kept and shown of an event."""
    return _shown(
        fact,
        "summary",
        "organisation_name",
        "venue",
        "place",
        "mode",
        "online_link",
        "what_to_bring",
        "status",
        "note",
        "all_day",
        "starts_at",
        "ends_at",
        "dates",
        "called_off",
    )


def _shown(fact: Fact, *names: str) -> dict[str, Any]:
    wire = fact.to_wire()
    return {name: wire.get(name) for name in ("slug", "title", "categories", "district", *names)}


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time.max, UTC) if day else None


def _published_at(fact: EventScheduled | EventChanged) -> datetime:
    if isinstance(fact, EventScheduled):
        return fact.published_at
    return fact.published_at or fact.changed_at
