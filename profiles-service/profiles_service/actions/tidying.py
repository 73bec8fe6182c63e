"""Forgetting what is over: sign-ins, sessions, what nobody confirmed, and people of whom nothing else is left."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from profiles_service.actions.consents import empty_lines, empty_over
from profiles_service.models import Consent, OpenSession, Person, SignIn, Subscription, SubscriptionRequest
from profiles_service.rules import REQUEST_LASTS, SESSION_LASTS, SESSION_SLEEPS, SIGN_IN_KEPT

_AT_ONCE = 5000


def forget_sign_ins(session: Session, *, now: datetime) -> None:
    """Forget sign-ins that ran out, and whoever never came back to complete one."""
    old = select(SignIn.id).where(SignIn.expires_at < now - SIGN_IN_KEPT).limit(_AT_ONCE)
    gone = session.scalars(delete(SignIn).where(SignIn.id.in_(old)).returning(SignIn.person_id)).all()
    _forget_strangers(session, gone)


def forget_sessions(session: Session, *, now: datetime) -> None:
    """Forget sessions that slept or lasted too long."""
    slept, lasted = OpenSession.last_used_at < now - SESSION_SLEEPS, OpenSession.created_at < now - SESSION_LASTS
    session.execute(delete(OpenSession).where(or_(slept, lasted)))


def forget_requests(session: Session, *, now: datetime) -> None:
    """Forget what was asked for 14 days ago; of what nobody confirmed, nothing personal stays."""
    old = select(SubscriptionRequest.id).where(SubscriptionRequest.requested_at < now - REQUEST_LASTS).limit(_AT_ONCE)
    gone = session.execute(
        delete(SubscriptionRequest)
        .where(SubscriptionRequest.id.in_(old))
        .returning(SubscriptionRequest.id, SubscriptionRequest.person_id, SubscriptionRequest.confirmed_at)
    ).all()
    unconfirmed = [request_id for request_id, _, confirmed_at in gone if confirmed_at is None]
    empty_lines(session, unconfirmed, now=now)
    _forget_strangers(session, {person_id for _, person_id, _ in gone})


def forget_who_left(session: Session, *, keep_days: int, now: datetime) -> None:
    """Forget what is left of those who wanted nothing more so long ago that nothing has to be proven any more."""
    old = (Subscription.state == "left", Subscription.left_at < now - timedelta(days=keep_days))
    asked = select(Subscription.person_id).where(*old).order_by(Subscription.left_at).limit(_AT_ONCE)
    gone = session.scalars(asked.with_for_update(skip_locked=True)).all()
    empty_over(session, gone, now=now)
    session.execute(delete(Subscription).where(Subscription.person_id.in_(gone)))
    _forget_strangers(session, gone)


def _forget_strangers(session: Session, person_ids: Iterable[UUID]) -> None:
    """Forget those of these people who have no account and of whom nothing else is kept."""
    kept = (SignIn, Subscription, SubscriptionRequest, Consent)
    nothing_left = [~select(table.person_id).where(table.person_id == Person.id).exists() for table in kept]
    stranger = Person.account_since.is_(None)
    session.execute(delete(Person).where(Person.id.in_(list(person_ids)), stranger, *nothing_left))
