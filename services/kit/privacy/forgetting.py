"""Forgetting a person in one service: each kind of thing by a function of its own, counted for the receipt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable, any_, cast, delete, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from services.kit import inbox, kept_answers
from services.kit.privacy.about_me import Herself

FORMER = "former-member"
"""What stands where the name of somebody stood who did something and is no longer here."""


@dataclass(frozen=True)
class Wish:
    """That a person is to be forgotten: who she is, under which receipt, and when."""

    herself: Herself
    receipt_id: UUID
    now: datetime


Forgets = Callable[[Session, Wish], int]


@dataclass(frozen=True)
class Done:
    """What one service did: how many things of each kind are gone, and how many stay."""

    erased: Mapping[str, int]
    stays: Mapping[str, int]


def forget(session: Session, wish: Wish, *, ways: Mapping[str, Forgets], staying: Mapping[str, Forgets]) -> Done:
    """Forget a person by all ways of a service, and count what stays of her."""
    stays = {key: count(session, wish) for key, count in staying.items()}
    erased = {key: way(session, wish) for key, way in ways.items()}
    _forget_on_the_way(session, wish.herself)
    return Done({key: n for key, n in erased.items() if n}, {key: n for key, n in stays.items() if n})


def executed(session: Session, statement: Executable, words: Mapping[str, Any] | None = None) -> int:
    """Execute a statement that changes rows, and return how many."""
    result: CursorResult[Any] = session.execute(statement, dict(words or {}))  # type: ignore[assignment]
    return result.rowcount


def _forget_on_the_way(session: Session, herself: Herself) -> None:
    """Forget what lies between services: answers kept for a day, and facts that could not be acted on."""
    answers = kept_answers.KeptAnswer
    session.execute(delete(answers).where(answers.key.startswith(f"{herself.person_id} ")))
    message = inbox.Unheard.message.cast(Text)
    ids = message.like(any_(cast([f"%{each}%" for each in herself.ids], ARRAY(Text))))
    named = or_(ids, message.icontains(herself.email, autoescape=True))
    session.execute(delete(inbox.Unheard).where(named))
