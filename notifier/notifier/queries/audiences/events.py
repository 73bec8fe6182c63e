"""Those who come to an event or saved it, and those who were told of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.models import Event, Notification
from notifier.queries.audiences.audience import Audience
from notifier.queries.people import Addressee, Member
from notifier.queries.told import WAS_SENT
from notifier.rules import Topic

_SEAT = """
    a.event_id = CAST(:event_id AS uuid)
    AND (a.date_id IS NULL OR :every_date OR a.date_id = ANY(CAST(:date_ids AS uuid[])))
"""
# Whoever came too late for a reminder needs none; whoever got it for an earlier version of the event had it.
_REMINDED = f"""
    {_SEAT} AND a.reminds AND a.since <= :since AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.notification_id = ANY(CAST(:earlier AS bigint[]))
          AND d.recipient_id = a.recipient_id AND {WAS_SENT}
    )
"""
_IN_RANGE = "recipient_id > :after AND recipient_id <= :upto"
COMING = f"SELECT a.recipient_id FROM attendances a WHERE {_REMINDED} AND a.{_IN_RANGE}"
"""Whom to remind of a date."""
KNOWING = f"""
    SELECT a.recipient_id FROM attendances a WHERE {_SEAT} AND a.{_IN_RANGE}
    UNION ALL
    SELECT d.recipient_id FROM deliveries d
    WHERE d.notification_id = ANY(CAST(:tellers AS bigint[])) AND {WAS_SENT} AND d.{_IN_RANGE}
"""
"""Whom to tell of a change: who comes, and who was written to about the event."""
# Somebody may be known twice: as one who ordered messages, and as one who signed up. The mail about her seat is enough.
_HAVE_SEATS = f"""
    SELECT lower(a.email) FROM attendances a WHERE {_SEAT} AND lower(a.email) = ANY(CAST(:addresses AS text[]))
"""
_SEATS = """
    SELECT DISTINCT ON (a.recipient_id)
           a.recipient_id, a.email, a.name, a.language, a.leave_token, a.is_saved, a.by_hand
    FROM attendances a WHERE a.recipient_id = ANY(:recipients) AND {seat} ORDER BY a.recipient_id, a.is_saved, a.by_hand
"""


def still_coming(session: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return those who come still; nobody when the event has a newer version, which is told in its own mail."""
    event = session.get(Event, row.object_id)
    if event is None or not event.is_on or event.version != row.object_version:
        return {}
    return _seated(session, row, waiting, _REMINDED)


def still_knowing(session: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return those who come still, and those who were told of an event and have not left since."""
    event = session.get(Event, row.object_id)
    if event is None or event.is_on != (row.topic == Topic.CHANGE):
        return {}
    told = {
        each.id: Addressee(each, each.email) for each in waiting if each.email and each.subscribed and each.reminders
    }
    question = {**row.facets, "addresses": [each.email.lower() for each in told.values()]}
    seated = set(session.scalars(text(_HAVE_SEATS), question)) if told else set()
    others = {known: each for known, each in told.items() if each.email.lower() not in seated}
    return {**others, **_seated(session, row, waiting, _SEAT)}


def _seated(session: Session, row: Notification, waiting: Sequence[Member], seat: str) -> dict[int, Addressee]:
    members = {each.id: each for each in waiting if each.reminders}
    question: dict[str, Any] = {**row.facets, "since": row.since, "recipients": list(members)}
    rows = session.execute(text(_SEATS.format(seat=seat)), question)
    return {found.recipient_id: _addressee(members[found.recipient_id], found) for found in rows}


def _addressee(member: Member, seat: Any) -> Addressee:
    """Return somebody who comes, with the words of her seat: she need not be a subscriber."""
    leave = member.leave_token or seat.leave_token
    known = replace(member, email=seat.email, name=seat.name or member.name, language=seat.language, leave_token=leave)
    return Addressee(known, seat.email, ("saved" if seat.is_saved else "seat", *(("by_hand",) if seat.by_hand else ())))


REMINDED = Audience(find=COMING, still=still_coming)
TOLD = Audience(find=KNOWING, still=still_knowing)
