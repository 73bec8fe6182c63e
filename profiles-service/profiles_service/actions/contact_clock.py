"""What is due about contact requests: reminders, the editors' turn, the question what became of it, and forgetting."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from profiles_service.actions.contact_answers import close_unanswered, fail_requests
from profiles_service.actions.contact_letters import Post, write_to_asked, write_to_asker
from profiles_service.actions.contact_requests import refuse_requests
from profiles_service.actions.contact_subjects import forget_authors
from profiles_service.models import ERASED, ContactRecipient, ContactRequest
from profiles_service.queries.contact_requests import due
from profiles_service.rules import CLOCK, HELD_LASTS, OUTCOME_LASTS, REQUEST_WAITS, UNANSWERED_LASTS, UNKNOWN
from services.city_contact import ContactRules

_AT_ONCE = 500
_IS = ContactRequest.state


def look_after(session: Session, *, rules: ContactRules, post: Post, now: datetime) -> None:
    """Do all that is due; what is more than a few hundred of a kind waits for the next hour."""
    remind(session, after=timedelta(days=rules.remind_days), post=post, now=now)
    call_editors(session, after=timedelta(days=rules.editors_days), post=post, now=now)
    ask_for_outcome(session, after=timedelta(days=rules.outcome_days), post=post, now=now)
    close_what_is_over(session, post=post, now=now)
    erase(session, kept_for=rules.kept_for, now=now)
    forget_authors(session)


def remind(session: Session, *, after: timedelta, post: Post, now: datetime) -> None:
    """Remind those who are asked, once."""
    waits = (_IS == "forwarded", ContactRequest.forwarded_at <= now - after)
    found = due(session, *waits, ContactRequest.reminded_at.is_(None), at_most=_AT_ONCE)
    for each in found:
        each.reminded_at = now
    write_to_asked(session, found, "contact_reminder", post=post, now=now)


def call_editors(session: Session, *, after: timedelta, post: Post, now: datetime) -> None:
    """Put what nobody answered on the editors' list, and write a friendly word to who waits."""
    waits = (_IS == "forwarded", ContactRequest.forwarded_at <= now - after)
    found = due(session, *waits, ContactRequest.escalated_at.is_(None), at_most=_AT_ONCE)
    for each in found:
        each.escalated_at = now
    write_to_asker(session, found, "contact_patience", post=post, now=now)


def ask_for_outcome(session: Session, *, after: timedelta, post: Post, now: datetime) -> None:
    """Ask both sides what became of it, once."""
    open_still = (_IS == "answered", ContactRequest.answered_at <= now - after)
    found = due(session, *open_still, ContactRequest.outcome_asked_at.is_(None), at_most=_AT_ONCE)
    for each in found:
        each.outcome_asked_at = now
    write_to_asker(session, found, "contact_outcome", post=post, now=now)
    write_to_asked(session, found, "contact_outcome", post=post, now=now)


def close_what_is_over(session: Session, *, post: Post, now: datetime) -> None:
    """Close what nobody confirmed, looked at, answered or told the end of."""
    lapsed = due(session, _IS == "received", ContactRequest.requested_at <= now - REQUEST_WAITS, at_most=_AT_ONCE)
    session.add_all([each.do("lapse", by=CLOCK, now=now) for each in lapsed])
    for each in lapsed:
        # Nobody said yes, so nothing of it is kept.
        each.erase(now)
    held = due(session, _IS == "held", ContactRequest.verified_at <= now - HELD_LASTS, at_most=_AT_ONCE)
    refuse_requests(session, held, by=CLOCK, post=post, now=now)
    unanswered = (_IS == "forwarded", ContactRequest.forwarded_at <= now - UNANSWERED_LASTS)
    close_unanswered(session, due(session, *unanswered, at_most=_AT_ONCE), by=CLOCK, post=post, now=now)
    untold = (_IS == "answered", ContactRequest.outcome_asked_at <= now - OUTCOME_LASTS)
    fail_requests(session, due(session, *untold, at_most=_AT_ONCE), UNKNOWN, by=CLOCK, now=now)


def erase(session: Session, *, kept_for: timedelta, now: datetime) -> None:
    """Forget who asked and what was written in requests that were closed long ago; states and times stay."""
    old = (ContactRequest.erased_at.is_(None), ContactRequest.closed_at <= now - kept_for)
    found = select(ContactRequest.id).where(*old).order_by(ContactRequest.closed_at).limit(_AT_ONCE)
    gone = list(session.scalars(found.with_for_update(skip_locked=True)))
    session.execute(update(ContactRequest).where(ContactRequest.id.in_(gone)).values(**ERASED, erased_at=now))
    session.execute(delete(ContactRecipient).where(ContactRecipient.request_id.in_(gone)))
