"""Signing in with a code or a link, and staying signed in. There is no password to lose."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from profiles_service.actions.accounts import meet
from profiles_service.actions.letters import Letter, ask_for_letter
from profiles_service.models import OpenSession, Person, SignIn
from profiles_service.queries import open_sessions, people
from profiles_service.rules import (
    CODE_TRIES,
    SIGN_IN_LASTS,
    Circumstances,
    Links,
    code_proof,
    new_code,
    new_secret,
    secret_hash,
)
from services.kit.errors import Forbidden
from services.kit.privacy.forgotten import check_still_here

# Written once an hour at most, so that reading one's own page does not write each time.
_NOTED_EVERY = timedelta(hours=1)


class ProofRefused(Forbidden):
    """This does not fit, or has run out. Please look at the newest mail from us, or have a new one sent."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """With what device somebody signs in, and the secret of the session that ends with it, if there is one."""

    device: str | None = None
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A session that has just begun; the secret is told here and never again."""

    secret: str
    person: Person
    session: OpenSession
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Somebody who wants to sign in: at which address, in which language, where to, and from where."""

    email: str
    language: str
    onward: str | None
    circumstances: Circumstances


def begin_sign_in(session: Session, asking: Asking, *, links: Links, now: datetime) -> SignIn:
    """Mail a code and a link to an address, whether or not anybody is known there."""
    person, language = meet(session, asking.email, language=asking.language, now=now), asking.language
    code, sign_in_id = new_code(), uuid4()
    sign_in = SignIn(
        id=sign_in_id,
        person_id=person.id,
        code_proof=code_proof(links.secret, sign_in_id, code),
        tries=0,
        language=language,
        next=asking.onward,
        created_at=now,
        expires_at=now + SIGN_IN_LASTS,
    )
    session.add(sign_in)
    link = links.address("sign_in", sign_in_id, language=language)
    slots = {"code": code, "link": link, "asked_at": now.isoformat(), **vars(asking.circumstances)}
    name = person.name if person.account_since else None
    letter = Letter(template="sign_in", slots=slots, name=name, language=language, expires_at=sign_in.expires_at)
    ask_for_letter(session, letter, person=person, now=now)
    return sign_in


def try_code(session: Session, sign_in_id: UUID, code: str, *, links: Links, now: datetime) -> SignIn | None:
    """Return the sign-in that a code completes, or nothing; the try counts either way, so the caller must keep it."""
    sign_in = session.scalars(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.used_at.is_(None), SignIn.tries < CODE_TRIES, SignIn.expires_at > now)
        .values(tries=SignIn.tries + 1)
        .returning(SignIn)
    ).one_or_none()
    if sign_in is None:
        check_still_here(session, sign_in_id)
    known = sign_in.code_proof if sign_in else b""
    if not hmac.compare_digest(known, code_proof(links.secret, sign_in_id, code)):
        return None
    return sign_in


def try_link(session: Session, token: str, *, links: Links, now: datetime) -> SignIn | None:
    """Return the sign-in that a link completes, or nothing when it was used or is too old."""
    sign_in_id = links.about("sign_in", token)
    sign_in = session.get(SignIn, sign_in_id, with_for_update=True)
    if sign_in is None:
        check_still_here(session, sign_in_id)
    return sign_in if sign_in and sign_in.is_open(now) else None


def complete(session: Session, sign_in: SignIn, *, arrival: Arrival, now: datetime) -> Begun:
    """Begin a session in place of the one before, if any; an address nobody was known at becomes an account."""
    sign_in.used_at = now
    person = people.person(session, sign_in.person_id)
    person.open_account(now=now)
    person.language = sign_in.language
    return begin_session(session, person, arrival=arrival, onward=sign_in.next, now=now)


def begin_session(
    session: Session,
    person: Person,
    *,
    arrival: Arrival,
    onward: str | None = None,
    passkey_at: datetime | None = None,
    now: datetime,
) -> Begun:
    """Begin a session in place of the one before, if any."""
    end_this_session(session, arrival.before)
    secret = new_secret()
    used = OpenSession(
        id=uuid4(),
        person_id=person.id,
        secret_hash=secret_hash(secret),
        device=arrival.device,
        created_at=now,
        last_used_at=now,
        passkey_at=passkey_at,
    )
    session.add(used)
    return Begun(secret=secret, person=person, session=used, next=onward)


def renew(used: OpenSession, *, passkey_at: datetime) -> str:
    """Note that a passkey was shown in a session, and return its new secret: the one before opens nothing more."""
    secret = new_secret()
    used.secret_hash, used.passkey_at = secret_hash(secret), passkey_at
    return secret


def use_session(session: Session, secret: str, *, now: datetime) -> OpenSession:
    """Return the session that a secret opens, and note that it is in use."""
    found = open_sessions.open_session(session, secret, now=now)
    if now - found.last_used_at > _NOTED_EVERY:
        found.last_used_at = now
    return found


def end_this_session(session: Session, secret: str) -> None:
    """Sign out on the device that knows this secret; nothing happens if it is signed out already."""
    session.execute(delete(OpenSession).where(OpenSession.secret_hash == secret_hash(secret)))
