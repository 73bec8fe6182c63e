"""The letters of a contact request: to who asks, and to each who is asked, with a link of her own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.models import ContactRecipient, ContactRequest
from profiles_service.queries import contact_subjects
from profiles_service.queries.contact_subjects import About, Addressee
from profiles_service.rules import LETTER_LASTS, OF_ONE_PERSON, Links, greeting
from services.facts.letters import LetterRequested
from services.kit import outbox

_NAMELESS = frozenset({"contact_confirm", "contact_gone"})
_WITH_HER_WORDS = frozenset({"contact_request", "contact_reminder"})


@dataclass(frozen=True)
class Post:
    """With what letters are written: the links in them, and the language of who has told us none."""

    links: Links
    language: str


@dataclass(frozen=True)
class _Letter:
    template: str
    email: str
    name: str | None
    language: str
    slots: Mapping[str, str]
    person_id: UUID
    words_of: tuple[UUID, ...] = ()


def write_to_asker(
    session: Session,
    requests: Sequence[ContactRequest],
    template: str,
    *,
    post: Post,
    now: datetime,
    words_of: tuple[UUID, ...] = (),
    **words: str,
) -> None:
    """Write to those who asked; before they confirmed, with nothing in it that they typed but a short name.

    `words_of` tells whose `words` are, if they are somebody's.
    """
    purpose = "contact_confirm" if template == "contact_confirm" else "contact_own"
    subjects = contact_subjects.abouts(session, [each.id for each in requests], to_others=True)
    for each in requests:
        link = post.links.address(purpose, each.id, language=each.language)
        about = _nameless(subjects[each.id]) if template in _NAMELESS else _about(subjects[each.id])
        slots = {**about, "link": link, **words}
        # Nobody is known by having asked: the request itself stands for the person.
        named = (each.subject_id,) if each.subject_kind in OF_ONE_PERSON and "title" in about else ()
        whose = (*words_of, *named)
        letter = _Letter(template, str(each.email), each.name, each.language, slots, each.id, whose)
        _ask(session, letter, now=now)


def write_to_asked(
    session: Session, requests: Sequence[ContactRequest], template: str, *, post: Post, now: datetime
) -> None:
    """Write to all who are asked today, each with a link that is hers alone."""
    by_id = {each.id: each for each in requests}
    subjects = contact_subjects.abouts(session, by_id)
    asked = contact_subjects.addressees(session, by_id)
    links = _recipients(session, asked)
    for each in asked:
        request, language = by_id[each.request_id], each.language or post.language
        recipient_id = links[each.request_id, each.person_id]
        link = post.links.address("contact_answer", recipient_id, language=language)
        written = {"name": str(request.name), "message": str(request.message)} if template in _WITH_HER_WORDS else {}
        slots = {**_about(subjects[request.id]), "link": link, "to": "asked", **written}
        whose = (request.id,) if written else ()
        letter = _Letter(template, each.email, each.name, language, slots, each.person_id or recipient_id, whose)
        _ask(session, letter, now=now)


def _recipients(session: Session, asked: Iterable[Addressee]) -> dict[tuple[UUID, UUID | None], UUID]:
    """Return the id that each link is made from, the same every time for the same address."""
    rows = [
        {"id": uuid4(), "request_id": each.request_id, "person_id": each.person_id, "email": _own_address(each)}
        for each in asked
    ]
    if not rows:
        return {}
    row = insert(ContactRecipient).values(rows)
    # The link that a former mailbox got must not open what is sent to the one that took its place.
    moved = ContactRecipient.email.is_distinct_from(row.excluded.email)
    set_ = {"email": row.excluded.email, "id": case((moved, row.excluded.id), else_=ContactRecipient.id)}
    kept = row.on_conflict_do_update(constraint="uq_contact_recipients_whom", set_=set_).returning(
        ContactRecipient.id, ContactRecipient.request_id, ContactRecipient.person_id
    )
    return {(request_id, person_id): found for found, request_id, person_id in session.execute(kept)}


def _own_address(asked: Addressee) -> str | None:
    return None if asked.person_id else asked.email


def _about(subject: About) -> dict[str, str]:
    return {"title": subject.title, "organisation": subject.organisation_name, "kind": subject.kind}


def _nameless(subject: About) -> dict[str, str]:
    """Return what may stand in a letter to who has agreed to nothing, or about who is forgotten: no words of hers."""
    return {"kind": subject.kind} if subject.kind in OF_ONE_PERSON else _about(subject)


def _ask(session: Session, letter: _Letter, *, now: datetime) -> None:
    fact = LetterRequested(
        letter_id=uuid4(),
        person_id=letter.person_id,
        template=letter.template,
        email=letter.email,
        name=greeting(letter.name),
        language=letter.language,
        slots=dict(letter.slots),
        requested_at=now,
        expires_at=now + LETTER_LASTS,
        words_of=letter.words_of,
    )
    outbox.record(session, fact, now=now)
