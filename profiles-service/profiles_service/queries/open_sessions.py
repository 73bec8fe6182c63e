"""Who is signing in, and where somebody is signed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.models import OpenSession, SignIn
from profiles_service.rules import SESSION_LASTS, SESSION_SLEEPS, secret_hash
from services.kit.errors import NotFound, NotSignedIn
from services.kit.privacy.forgotten import check_still_here


class SessionOver(NotSignedIn):
    """Your session has ended. Please sign in again."""


class NoSuchSession(NotFound):
    """You are not signed in there, or not any more."""


def whose_sign_in(session: Session, sign_in_id: UUID) -> UUID | None:
    """Return the person a sign-in was begun for."""
    return session.scalar(select(SignIn.person_id).where(SignIn.id == sign_in_id))


def open_session(session: Session, secret: str, *, now: datetime) -> OpenSession:
    """Return the session a secret opens; refused with `SessionOver`, also when it slept or lasted too long.

    Refused with `NoLongerHere` when its person was erased.
    """
    found = session.scalar(select(OpenSession).where(OpenSession.secret_hash == secret_hash(secret), *_lasting(now)))
    if found is None:
        check_still_here(session, secret_hash(secret))
        raise SessionOver
    return found


def sessions_of(session: Session, person_id: UUID, *, now: datetime) -> Sequence[OpenSession]:
    """Return where a person is signed in, the latest first."""
    asked = select(OpenSession).where(OpenSession.person_id == person_id, *_lasting(now))
    return session.scalars(asked.order_by(OpenSession.last_used_at.desc())).all()


def _lasting(now: datetime) -> tuple[Any, ...]:
    return OpenSession.last_used_at > now - SESSION_SLEEPS, OpenSession.created_at > now - SESSION_LASTS
