"""All that the notifier knows of a person, as she may see it herself: one question for each kind of thing.

Whoever adds a table that tells of people adds a line to `SECTIONS`, one to `WAYS` in `actions/forgetting.py`, and one
to `rules/retention.py`; a test in `tests/architecture` misses them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from notifier.models import AddressScore, Attendance, BounceEvent, Event, Newsletter, Recipient, Suppression
from notifier.rules import State, Topic, address_hash
from services.kit.db import as_array
from services.kit.privacy.about_me import MOST_ROWS, Herself, Question, Sections, selected

_SHOWN = ("email", "name", "language", "subscribed", "newsletter", "reminders", "paused_until", "updated_at")
_SENT = text("""
    SELECT n.topic, n.content ->> 'title' AS title, n.content ->> 'template' AS template, d.state, d.attempt,
           d.reply, d.updated_at
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.recipient_id = ANY(CAST(:ids AS bigint[])) ORDER BY d.updated_at DESC, n.id LIMIT :most
""")


def recipient_ids(session: Session, herself: Herself) -> list[int]:
    """Return under which numbers a person is known here: by her ids, and by the address on her seats."""
    by_id = select(Recipient.id).where(Recipient.person_id.in_(herself.ids))
    by_seat = select(Attendance.recipient_id).where(func.lower(Attendance.email) == herself.key)
    return sorted(set(session.scalars(by_id.union(by_seat))))


def _recipient(herself: Herself) -> Question:
    return select(*(getattr(Recipient, name) for name in _SHOWN)).where(Recipient.person_id == herself.person_id)


def _sent(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    asked = {"ids": as_array(recipient_ids(session, herself)), "most": MOST_ROWS + 1}
    for row in session.execute(_SENT, asked).mappings():
        said = {"topic": Topic(row["topic"]).name.lower(), "state": State(row["state"]).name.lower()}
        yield {**row, **said}


def _attendances(herself: Herself) -> Question:
    title = Event.content["title"].astext.label("title")
    shown = select(title, Attendance.email, Attendance.name, Attendance.is_saved, Attendance.reminds, Attendance.since)
    joined = shown.join_from(Attendance, Event, Event.event_id == Attendance.event_id, isouter=True)
    return joined.where(func.lower(Attendance.email) == herself.key).order_by(Attendance.since)


def _returned(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    reports = select(BounceEvent.status, BounceEvent.words, BounceEvent.received_at)
    hers = BounceEvent.recipient_id.in_(recipient_ids(session, herself))
    scores = select(AddressScore.score, AddressScore.scored_on)
    points = scores.where(AddressScore.address_hash == address_hash(herself.email))
    asked: tuple[Question, ...] = (reports.where(hers).order_by(BounceEvent.received_at), points)
    return [dict(row) for each in asked for row in session.execute(each).mappings()]


def _suppressions(herself: Herself) -> Question:
    known = select(Suppression.reason, Suppression.since)
    return known.where(Suppression.address_hash == address_hash(herself.email))


def _newsletters(herself: Herself) -> Question:
    hers = or_(Newsletter.written_by == herself.person_id, Newsletter.changed_by == herself.person_id)
    return select(Newsletter.slug, Newsletter.created_at, Newsletter.changed_at).where(hers)


ADDRESSES = (Attendance.email, Recipient.email)
"""Where addresses stand."""

SECTIONS: Sections = {
    "recipient": selected(_recipient),
    "sent": _sent,
    "attendances": selected(_attendances),
    "returned": _returned,
    "suppressions": selected(_suppressions),
    "newsletters": selected(_newsletters),
}
