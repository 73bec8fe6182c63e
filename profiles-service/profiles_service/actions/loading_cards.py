"""Taking over the cards of contact persons from elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from profiles_service.actions.accounts import make_account
from profiles_service.actions.cards import keep_card
from profiles_service.queries import cards


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A card that a table holds, and whose it is; the id, if one is given, is the person's."""

    email: str
    person_id: UUID | None
    words: dict[str, Any]


def load_cards(session: Session, rows: Iterable[CardRow], *, language: str, now: datetime) -> int:
    """Give each person an account and her card, and return how many are new; who has a card keeps it."""
    taken = 0
    for row in rows:
        about = {"language": language, "name": row.words["name"], "person_id": row.person_id}
        person = make_account(session, row.email, now=now, **about)
        if cards.card_for_change(session, person.id) is None:
            keep_card(session, person.id, row.words, expected=0, now=now)
            taken += 1
    return taken
