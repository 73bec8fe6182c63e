"""Keeping the projection of people: who wants to hear of what, and who left."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.actions.suppressing import welcome_back
from notifier.models import Attendance, Interest, Narrowing, Notification, Recipient
from notifier.queries import people
from notifier.queries.audiences import AUDIENCES
from notifier.queries.matching import term_ids
from notifier.rules import ANY, Cadence, State, Topic, kinds_of, mask_of, rows_of, with_narrowing
from services.facts.profiles import InterestLine, InterestsChanged
from services.kit.marks import by_question


def take_interests(session: Session, fact: InterestsChanged, *, now: datetime) -> None:
    """Replace what a person wants to hear of by what she says now; what waits for her and fits no more is cancelled."""
    recipient_id = _known_recipient(session, fact, now)
    welcome_back(session, fact.email, fact.confirmed_at)
    _forget_interests(session, recipient_id)
    numbered = list(enumerate(fact.interests, 1))
    narrowings = [_narrowing(recipient_id, number, line) for number, line in numbered if line.wanted or line.unwanted]
    if narrowings:
        session.execute(insert(Narrowing), narrowings)
    about = ((line, number if line.wanted or line.unwanted else 0) for number, line in numbered)
    rows = {row_key(row): row for line, number in about for row in _rows(session, recipient_id, line, number, fact)}
    if rows:
        session.execute(insert(Interest), list(rows.values()))
    _cancel_what_fits_no_more(session, recipient_id, now)


def let_go(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Forget a person who left, and cancel whatever is still waiting for her, in this transaction."""
    recipient_id = session.scalar(select(Recipient.id).where(Recipient.person_id == person_id).with_for_update())
    if recipient_id is None:
        return
    _forget_interests(session, recipient_id)
    # Reminders of what she has signed up for are messages too; a seat taken later is a new wish.
    session.execute(delete(Attendance).where(Attendance.recipient_id == recipient_id))
    session.execute(text(_FORGET), {"r": recipient_id, "now": now})
    session.execute(text(_CANCEL), {"r": recipient_id, "now": now, "cancelled": State.CANCELLED, "only": None})


def letter_recipient(session: Session, person_id: UUID, *, language: str, now: datetime) -> int:
    """Return the row of a person who gets a letter, making one without address for her who is not known yet."""
    row = upsert(Recipient).values(
        person_id=person_id, language=language, subscribed=False, newsletter=False, updated_at=now
    )
    kept = row.on_conflict_do_update(index_elements=[Recipient.person_id], set_={"updated_at": now})
    return session.execute(kept.returning(Recipient.id)).scalar_one()


def row_key(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what makes an interest row the same as another."""
    return row["interest_id"], row["kind"], row["category"], row["district"]


_FORGET = """
    UPDATE recipients SET email = NULL, name = NULL, manage_token = NULL, leave_token = NULL,
                          subscribed = false, newsletter = false, updated_at = :now
    WHERE id = :r
"""
_OPEN = """
    SELECT DISTINCT b.notification_id FROM batches b
    WHERE b.state <> 2 AND b.lane <> 0 AND b.first_id <= :r AND b.last_id >= :r AND :r = ANY(b.recipients)
"""
# Letters (lane 0) still come: who leaves the alerts may be signing in.
_CANCEL = """
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT b.notification_id, :r, b.lane, :cancelled, 0, :now FROM batches b
    WHERE b.state <> 2 AND b.lane <> 0 AND b.first_id <= :r AND b.last_id >= :r AND :r = ANY(b.recipients)
      AND (CAST(:only AS bigint[]) IS NULL OR b.notification_id = ANY(:only))
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET state = :cancelled, updated_at = :now
    WHERE deliveries.state = 0
"""


def _known_recipient(session: Session, fact: InterestsChanged, now: datetime) -> int:
    words = {
        "email": fact.email,
        "name": fact.name,
        "language": fact.language,
        "subscribed": True,
        "newsletter": fact.newsletter,
        "reminders": fact.reminders,
        "paused_until": fact.paused_until,
        "manage_token": fact.manage_token,
        "leave_token": fact.leave_token,
        "updated_at": now,
    }
    row = upsert(Recipient).values(person_id=fact.person_id, **words)
    kept = row.on_conflict_do_update(index_elements=[Recipient.person_id], set_=words)
    return session.execute(kept.returning(Recipient.id)).scalar_one()


def _cancel_what_fits_no_more(session: Session, recipient_id: int, now: datetime) -> None:
    """Cancel what waits for a person and is not for her any more, so that not even a mail about to leave goes out."""
    waiting = session.scalars(text(_OPEN), {"r": recipient_id}).all()
    if not waiting:
        return
    member = people.member(session, recipient_id, now=now)
    rows = session.scalars(select(Notification).where(Notification.id.in_(waiting)))
    unfit = [row.id for row in rows if not AUDIENCES[Topic(row.topic)].still(session, row, [member])]
    session.execute(text(_CANCEL), {"r": recipient_id, "now": now, "cancelled": State.CANCELLED, "only": unfit})


def _forget_interests(session: Session, recipient_id: int) -> None:
    for table in (Interest, Narrowing):
        session.execute(delete(table).where(table.recipient_id == recipient_id))


def _narrowing(recipient_id: int, number: int, line: InterestLine) -> dict[str, Any]:
    marks = {"wanted": by_question(line.wanted), "unwanted": list(line.unwanted)}
    return {"recipient_id": recipient_id, "number": number, **marks}


def _rows(
    session: Session, recipient_id: int, line: InterestLine, narrowing: int, fact: InterestsChanged
) -> Iterator[dict[str, Any]]:
    needs = mask_of(with_children=line.with_children, wheelchair=line.wheelchair, remote=line.remote)
    languages = term_ids(session, "language", [line.language] if line.language else [])
    shared = {
        "recipient_id": recipient_id,
        "interest_id": line.interest_id,
        "cadence": Cadence[line.cadence.upper()],
        "needs": with_narrowing(needs, narrowing),
        "language": languages[0] if languages else ANY,
        "words": line.text or None,
        # What is published during a pause is not news any more when it is over: no flood on the first day.
        "since": max(filter(None, [line.since, line.paused_until, fact.paused_until])),
    }
    categories = term_ids(session, "category", line.categories)
    districts = term_ids(session, "district", line.districts)
    for kind, category, district in rows_of(kinds_of(line.what, line.commitment), categories, districts):
        yield {**shared, "kind": kind, "category": category, "district": district}
