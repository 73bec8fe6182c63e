"""One card: as its owner has it, and as somebody else sees it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import false, or_, select, tuple_
from sqlalchemy.orm import Session

from profiles_service.models import Card, Portrait, Stewardship
from profiles_service.queries import people
from profiles_service.rules.cards import WORDS, Viewer, nothing, seen
from services.kit.errors import NotFound

_MOST_WITHDRAWN = 100
_SLUG = re.compile(r"[a-z0-9-]{1,200}")


class NoSuchCard(NotFound):
    """There is no such person here, or she does not show herself any more."""


class NoSuchPortrait(NotFound):
    """There is no such picture."""


def card_for_change(session: Session, person_id: UUID) -> Card | None:
    """Return a person's card, and let nobody else change it until the transaction ends."""
    return session.scalar(select(Card).where(Card.person_id == person_id).with_for_update())


def any_card_for_change(session: Session, card_id: UUID) -> Card:
    """Return a card that nobody else changes until the transaction ends; refused with `NoSuchCard`."""
    found = session.get(Card, card_id, with_for_update=True)
    if found is None:
        raise NoSuchCard
    return found


def own_card(session: Session, person_id: UUID) -> dict[str, Any]:
    """Return all of a person's card, and of which organisations she may name; an empty one of version 0 at first."""
    about = people.about_person(session, people.person(session, person_id))
    found = session.scalar(select(Card).where(Card.person_id == person_id))
    offered = {"stewardships": about["stewardships"]}
    if found is None:
        empty = {word: nothing(word) for word in WORDS} | {"name": about["name"] or "", "shown": {}}
        return empty | offered | {"id": None, "slug": None, "version": 0, "is_listed": False}
    names = ("id", "slug", "version", "shown", "is_listed", "withdrawn_at", "withdrawn_because")
    return found.words | {name: getattr(found, name) for name in names} | offered


def seen_card(session: Session, ref: str, *, person_id: UUID | None, viewer: Viewer) -> dict[str, Any]:
    """Return what somebody sees of the card with this id or slug; refused with `NoSuchCard` where that is nothing."""
    found = session.scalar(select(Card).where(_named(ref)))
    if found is None:
        raise NoSuchCard
    is_own = person_id is not None and found.person_id == person_id
    words = found.seen_by(Viewer.SELF if is_own else viewer)
    if words is None:
        raise NoSuchCard
    names = ("id", "slug", "is_listed", "withdrawn_at")
    about = {name: getattr(found, name) for name in names} | {"is_own": is_own}
    return named(session, [{**words, **about, "person_id": found.person_id}])[0]


def previews(session: Session, person_id: UUID, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each audience would see of a card with these words, before any is kept."""
    known = own_card(session, person_id)
    said = {word: words.get(word, known[word]) for word in WORDS}
    about = {"id": known["id"], "slug": known["slug"], "person_id": person_id, "is_listed": False, "is_own": False}
    looks = {"public": Viewer.NOBODY, "signed_in": Viewer.SIGNED_IN}
    found = {name: seen(said, words["shown"], viewer) for name, viewer in looks.items()}
    whole = {name: {**each, **about} for name, each in found.items() if each}
    return dict(zip(whole, named(session, list(whole.values())), strict=True))


def named(session: Session, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return cards with the names of the organisations they show, which their owners still look after."""
    pairs = [(each["person_id"], organisation_id) for each in found for organisation_id in each["organisation_ids"]]
    names = {(each.person_id, each.organisation_id): each for each in _stewardships(session, pairs)}
    return [{**each, "organisations": [names[pair] for pair in _pairs(each) if pair in names]} for each in found]


def portrait(session: Session, portrait_id: UUID, size: str, *, person_id: UUID | None, viewer: Viewer) -> bytes:
    """Return one size of a picture; refused with `NoSuchPortrait` too where the asking person may not see it."""
    row = session.execute(
        select(Portrait.body, Card)
        .join(Card, Card.id == Portrait.card_id)
        .where(Portrait.id == portrait_id, Portrait.size == size)
    ).one_or_none()
    if row is None:
        raise NoSuchPortrait
    body, shown = row
    words = shown.seen_by(Viewer.SELF if shown.person_id == person_id else viewer)
    if words is None or words["portrait_id"] != portrait_id:
        raise NoSuchPortrait
    return bytes(body)


def withdrawn(session: Session) -> Sequence[Card]:
    """Return the cards that editors withdrew, the latest first; what its owner hides as well is nobody's to read."""
    hidden = select(Card).where(Card.withdrawn_at.is_not(None)).order_by(Card.withdrawn_at.desc())
    found = session.scalars(hidden.limit(_MOST_WITHDRAWN))
    return [each for each in found if each.seen_by(Viewer.EDITOR) is not None]


def _named(ref: str) -> Any:
    is_slug = Card.slug == ref if _SLUG.fullmatch(ref) else false()
    try:
        return or_(Card.id == UUID(ref), is_slug)
    except ValueError:
        return is_slug


def _pairs(each: Mapping[str, Any]) -> list[tuple[UUID, UUID]]:
    return [(each["person_id"], UUID(str(organisation_id))) for organisation_id in each["organisation_ids"]]


def _stewardships(session: Session, pairs: Iterable[tuple[UUID, Any]]) -> Sequence[Stewardship]:
    wanted = [(person_id, UUID(str(organisation_id))) for person_id, organisation_id in pairs]
    if not wanted:
        return []
    named = tuple_(Stewardship.person_id, Stewardship.organisation_id).in_(wanted)
    return session.scalars(select(Stewardship).where(named).order_by(Stewardship.organisation_name)).all()
