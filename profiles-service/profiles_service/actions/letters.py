"""Asking for letters: the notifier writes and sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from profiles_service.models import EDITOR, Person
from profiles_service.rules import Links, greeting
from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import outbox


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter: which, and the words it needs."""

    template: str
    slots: Mapping[str, str]
    name: str | None = None
    language: str
    expires_at: datetime


def ask_for_letter(session: Session, letter: Letter, *, person: Person, now: datetime) -> UUID:
    """Ask the notifier for one letter to one person; return the letter's id."""
    letter_id = uuid4()
    fact = LetterRequested(
        letter_id=letter_id,
        person_id=person.id,
        template=letter.template,
        email=person.email,
        name=greeting(letter.name),
        language=letter.language,
        slots=dict(letter.slots),
        requested_at=now,
        expires_at=letter.expires_at,
    )
    outbox.record(session, fact, now=now)
    return letter_id


def pass_notice_on(session: Session, fact: NoticeRequested, *, links: Links, now: datetime) -> None:
    """Ask for the letter that another service has for somebody.

    Nobody gets one who is known no more, or is no editor if it is for editors.
    """
    person = session.get(Person, fact.person_id)
    if person is None or (fact.for_editors and EDITOR not in person.roles):
        return
    pages = {slot: links.page(path, language=person.language) for slot, path in fact.pages.items()}
    letter = Letter(
        template=fact.template,
        slots={**fact.slots, **pages},
        name=person.name,
        language=person.language,
        expires_at=fact.expires_at,
    )
    ask_for_letter(session, letter, person=person, now=now)
