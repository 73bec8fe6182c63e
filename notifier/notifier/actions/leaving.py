"""Leaving by mail: told to profiles-service with the token that the link in the same mail has."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.models import BounceEvent, Notification
from notifier.queries.matching import term_keys
from notifier.rules import Topic, scope_of
from notifier.rules.leaving_by_mail import marked
from services.facts.notifier import LeavingAsked
from services.kit import outbox
from services.kit.leaving import narrowed

# Who only has a seat has her token there; who has left has none any more, and need not leave again.
_TOKEN = """
    SELECT coalesce(r.leave_token, (SELECT a.leave_token FROM attendances a WHERE a.recipient_id = r.id
                                    AND a.leave_token IS NOT NULL ORDER BY a.since DESC LIMIT 1))
    FROM recipients r WHERE r.id = :r
"""


def ask_to_leave(session: Session, event: BounceEvent, *, now: datetime) -> None:
    """Tell that somebody wants to leave what a mail was; profiles-service ends it as if she had clicked."""
    row = session.get(Notification, event.notification_id)
    token = session.scalar(text(_TOKEN), {"r": event.recipient_id})
    if row is None or token is None:
        return
    topics = marked(event.words, term_keys(session, "category").values())
    scope = scope_of(Topic(row.topic), topics, row.dedupe_key)
    outbox.record(session, LeavingAsked(leave_token=narrowed(token, scope), asked_at=event.received_at), now=now)
