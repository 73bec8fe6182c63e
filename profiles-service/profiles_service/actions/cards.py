"""Cards of contact persons: written by their owners, laid down for each audience, withdrawn by editors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from profiles_service.actions.letters import Letter, ask_for_letter
from profiles_service.models import Card, Portrait, ShownCard
from profiles_service.queries import cards, people
from profiles_service.rules import LETTER_LASTS, Links
from profiles_service.rules.cards import AUDIENCES, LISTS, WORDS, Level, card_slug, nothing
from services.kit.pictures import sized
from services.kit.vocabulary import fold

PORTRAIT_SIZES = ("small", "medium")


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Why an editor withdraws a card, in words for its owner."""

    because: str
    links: Links


def keep_card(session: Session, person_id: UUID, words: Mapping[str, Any], *, expected: int, now: datetime) -> Card:
    """Write a person's card, her first one over version 0; refused with `Stale` when it was changed meanwhile."""
    card = _own(session, person_id, now=now)
    card.check_version(expected)
    for name, value in words.items():
        setattr(card, name, value)
    # Of a name that somebody gave up nothing stays, not even in an address.
    card.slug = card_slug(card.name, card.id)
    return _changed(session, card, now=now)


def erase_card(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Forget a person's card with its picture; one that is not there stays so.

    That editors withdrew it is remembered with an empty card: who could forget that could write it anew, shown to all.
    """
    card = cards.card_for_change(session, person_id)
    if card is None or card.withdrawn_at is None:
        session.execute(delete(Card).where(Card.person_id == person_id))
        return
    for word in WORDS:
        setattr(card, word, nothing(word))
    card.name, card.slug, card.shown, card.is_listed = "", card_slug("", card.id), {}, False
    _forget_portrait(session, card)
    _changed(session, card, now=now)


def keep_portrait(session: Session, person_id: UUID, body: bytes, *, now: datetime) -> Card:
    """Put a picture, made anew, on a person's card; refused with `NoPicture` or `PictureTooLarge`."""
    made = [each for each in sized(body) if each.size in PORTRAIT_SIZES]
    card = _own(session, person_id, now=now)
    _forget_portrait(session, card)
    card.portrait_id = uuid4()
    session.flush()
    session.add_all(Portrait(id=card.portrait_id, size=each.size, card_id=card.id, body=each.body) for each in made)
    return _changed(session, card, now=now)


def drop_portrait(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Forget the picture on a person's card; none that is not there is missed."""
    card = cards.card_for_change(session, person_id)
    if card is not None and card.portrait_id is not None:
        _forget_portrait(session, card)
        _changed(session, card, now=now)


def withdraw_card(session: Session, card_id: UUID, withdrawal: Withdrawal, *, now: datetime) -> Card:
    """Show a card to nobody but its owner and editors, and write to its owner why; refused with `NoSuchCard`."""
    card = cards.any_card_for_change(session, card_id)
    is_news = card.withdrawn_at is None or card.withdrawn_because != withdrawal.because
    card.withdrawn_at, card.withdrawn_because = card.withdrawn_at or now, withdrawal.because
    if is_news:
        _tell_owner(session, card, withdrawal, now=now)
    return _changed(session, card, now=now)


def restore_card(session: Session, card_id: UUID, *, now: datetime) -> Card:
    """Show a card again to whom its owner shows it; refused with `NoSuchCard`."""
    card = cards.any_card_for_change(session, card_id)
    card.withdrawn_at = card.withdrawn_because = None
    return _changed(session, card, now=now)


def _own(session: Session, person_id: UUID, *, now: datetime) -> Card:
    """Return a person's card, begun if she has none, that nobody else changes until the transaction ends."""
    # Of two that begin at once, the second one finds what the first began.
    person = people.person_for_change(session, person_id)
    if person is None:
        raise people.NoSuchPerson
    return cards.card_for_change(session, person_id) or _begun(session, person_id, person.name or "", now=now)


def _begun(session: Session, person_id: UUID, name: str, *, now: datetime) -> Card:
    card_id = uuid4()
    said = {word: nothing(word) for word in WORDS} | {"name": name}
    card = Card(id=card_id, person_id=person_id, slug=card_slug(name, card_id), version=0, shown={}, **said)
    card.is_listed, card.changed_at = False, now
    session.add(card)
    session.flush()
    return card


def _forget_portrait(session: Session, card: Card) -> None:
    session.execute(delete(Portrait).where(Portrait.card_id == card.id))
    card.portrait_id = None


def _changed(session: Session, card: Card, *, now: datetime) -> Card:
    """Count a change, and lay down anew what each audience sees."""
    card.version, card.changed_at = card.version + 1, now
    session.execute(delete(ShownCard).where(ShownCard.card_id == card.id))
    session.flush()
    laid_down = (_shown(card, audience) for audience in AUDIENCES)
    session.add_all(each for each in laid_down if each is not None)
    session.flush()
    return card


def _shown(card: Card, audience: Level) -> ShownCard | None:
    words = card.seen_by(AUDIENCES[audience])
    if words is None:
        return None
    texts = (words[name] for name in ("name", "role", "about", "gives_text", "looks_for_text"))
    return ShownCard(
        card_id=card.id,
        audience=str(audience),
        words={name: _plain(value) for name, value in words.items()},
        sorts_by=fold(words["name"]),
        district=words["district"],
        said="\n".join(filter(None, texts)),
        **{name: words[name] for name in LISTS},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, UUID) else value


def _tell_owner(session: Session, card: Card, withdrawal: Withdrawal, *, now: datetime) -> None:
    person = people.person(session, card.person_id)
    link = withdrawal.links.page("/konto/karte", language=person.language)
    letter = Letter(
        template="card_withdrawn",
        slots={"because": withdrawal.because, "link": link},
        name=person.name,
        language=person.language,
        expires_at=now + LETTER_LASTS,
    )
    ask_for_letter(session, letter, person=person, now=now)
