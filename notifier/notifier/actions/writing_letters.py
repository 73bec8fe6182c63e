"""Letters: each one notification, to one person, at once; their words are forgotten as soon as they may be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.actions.recipients import letter_recipient
from notifier.models import Batch, Notification
from notifier.rules import BatchState, Lane, NotificationState, State, Topic
from services.facts.letters import LetterRequested
from services.kit.privacy.forgotten import is_any_forgotten


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one person; `content` holds its template, its address, and what else it says."""

    letter_id: UUID
    person_id: UUID
    language: str
    content: dict[str, Any]
    requested_at: datetime
    expires_at: datetime


def accept_letter(session: Session, fact: LetterRequested, *, now: datetime) -> None:
    """Make a notification of a letter that a service asks for, unless it is to or of somebody who was erased."""
    if is_any_forgotten(session, [fact.person_id, *fact.words_of]):
        return
    content: dict[str, Any] = {"template": fact.template, "email": fact.email, "name": fact.name, "slots": fact.slots}
    if fact.words_of:
        content["words_of"] = [str(each) for each in fact.words_of]
    letter = Letter(
        letter_id=fact.letter_id,
        person_id=fact.person_id,
        language=fact.language,
        content=content,
        requested_at=fact.requested_at,
        expires_at=fact.expires_at,
    )
    post_letter(session, letter, now=now)


def post_letter(session: Session, letter: Letter, *, now: datetime) -> None:
    """Make a notification of one letter, ready to be sent."""
    recipient_id = letter_recipient(session, letter.person_id, language=letter.language, now=now)
    notification_id = session.scalar(
        upsert(Notification)
        .values(
            topic=Topic.LETTER,
            lane=Lane.LETTERS,
            dedupe_key=f"letter:{letter.letter_id}",
            object_id=letter.letter_id,
            object_version=1,
            content=letter.content,
            facets={},
            state=NotificationState.EXPANDED,
            fanout_cursor=recipient_id,
            fanout_until=recipient_id,
            fanned_out=1,
            since=letter.requested_at,
            expires_at=letter.expires_at,
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


def forget_letter(session: Session, notification_id: int) -> None:
    """Empty a letter's personal words once it is on its way, or can't be."""
    session.execute(
        update(Notification)
        .where(Notification.id == notification_id)
        .values(content=func.jsonb_build_object("template", Notification.content["template"]))
    )


def forget_letters(session: Session, *, now: datetime) -> None:
    """Empty letters nobody sends any more: too late, settled after a sender died, or in doubt until too late."""
    params = {"letter": Topic.LETTER, "done": BatchState.DONE, "unknown": State.UNKNOWN, "now": now}
    session.execute(_FORGET_LETTERS, params)


_FORGET_LETTERS = text("""
    UPDATE notifications n SET content = jsonb_build_object('template', n.content -> 'template')
    WHERE n.topic = :letter AND n.content -> 'email' IS NOT NULL
      AND NOT EXISTS (SELECT FROM batches b WHERE b.notification_id = n.id AND b.state <> :done)
      AND (n.expires_at <= :now
           OR NOT EXISTS (SELECT FROM deliveries d WHERE d.notification_id = n.id AND d.state = :unknown))
""")
