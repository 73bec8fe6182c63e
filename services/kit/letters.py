"""Asking the notifier for a letter: to people by way of profiles, to others at the address they gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import outbox
from services.kit.addresses import greeting
from services.kit.sealed_links import page_address

LETTER_LASTS = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a letter says: which it is, its words, and the pages it leads to."""

    template: str
    slots: Mapping[str, str]
    pages: Mapping[str, str] = field(default_factory=dict)
    """Paths on the site, by slot; whoever knows the reader's language makes addresses of them."""


@dataclass(frozen=True)
class Address:
    """Somebody without an account."""

    email: str
    language: str
    name: str | None = None


def notice_person(session: Session, person_id: UUID, note: Note, *, now: datetime, for_editors: bool = False) -> None:
    """Ask for a letter to somebody whose address only profiles knows, or only if she is one of the editors."""
    fact = NoticeRequested(
        notice_id=uuid4(),
        person_id=person_id,
        template=note.template,
        slots=dict(note.slots),
        pages=dict(note.pages),
        requested_at=now,
        expires_at=now + LETTER_LASTS,
        for_editors=for_editors,
    )
    outbox.record(session, fact, now=now)


def write_letter(session: Session, to: Address, note: Note, *, site_url: str, now: datetime) -> None:
    """Ask for a letter to an address."""
    links = {slot: page_address(site_url, path, language=to.language) for slot, path in note.pages.items()}
    fact = LetterRequested(
        letter_id=uuid4(),
        person_id=uuid4(),
        template=note.template,
        email=to.email,
        name=greeting(to.name),
        language=to.language,
        slots={**note.slots, **links},
        requested_at=now,
        expires_at=now + LETTER_LASTS,
    )
    outbox.record(session, fact, now=now)
