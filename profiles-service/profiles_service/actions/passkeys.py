"""Passkeys: a second way to sign in, and what editors show before they act for the city."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from profiles_service.actions.accounts import end_sessions
from profiles_service.actions.letters import Letter, ask_for_letter
from profiles_service.actions.sign_in import Arrival, Begun, begin_session, renew
from profiles_service.models import OpenSession, Passkey, PasskeyChallenge, Person
from profiles_service.queries import passkeys, people
from profiles_service.rules import (
    CHALLENGE_LASTS,
    FRESH_FOR,
    LETTER_LASTS,
    MOST_PASSKEYS,
    Answer,
    Holder,
    Links,
    PasskeyRefused,
    PasskeySite,
    Question,
    credential_id,
)
from services.kit.devices import device
from services.kit.errors import Conflict, Forbidden


class SignInAgain(Forbidden):
    """You signed in a while ago. Please sign in once more before you change how you sign in."""


class PasskeyFirst(Forbidden):
    """Please show one of your passkeys first."""


class TooManyPasskeys(Conflict):
    """You have twenty passkeys already. Please remove one first."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a browser answered to which question."""

    challenge_id: UUID
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question for a browser."""

    challenge_id: UUID
    options: dict[str, Any]


def ask(session: Session, purpose: Question, *, used: OpenSession | None, site: PasskeySite, now: datetime) -> Asked:
    """Return a question to a browser; one for signing in is the same for everybody, so that it tells of nobody."""
    challenge = PasskeyChallenge(
        id=uuid4(),
        challenge=token_bytes(32),
        purpose=purpose,
        session_id=used.id if used else None,
        expires_at=now + CHALLENGE_LASTS,
    )
    session.add(challenge)
    known = [each.credential_id for each in passkeys.passkeys_of(session, used.person_id)] if used else []
    if used and purpose == "register":
        holder = _holder(people.person(session, used.person_id))
        return Asked(challenge_id=challenge.id, options=site.invites(challenge.challenge, holder, known))
    return Asked(challenge_id=challenge.id, options=site.asks(challenge.challenge, known))


def sign_in(session: Session, answered: Answered, *, site: PasskeySite, arrival: Arrival, now: datetime) -> Begun:
    """Begin a session with a passkey alone, in place of the one before, if any; refused with `PasskeyRefused`."""
    challenge = _taken(session, answered.challenge_id, "sign_in", used=None, now=now)
    key = _shown(session, challenge, answered.answer, site=site, now=now)
    person = people.person(session, key.person_id)
    return begin_session(session, person, arrival=arrival, passkey_at=now, now=now)


def show(session: Session, answered: Answered, *, used: OpenSession, site: PasskeySite, now: datetime) -> str:
    """Note that somebody showed a passkey of hers in a session, and return its new secret."""
    challenge = _taken(session, answered.challenge_id, "show", used=used, now=now)
    key = _shown(session, challenge, answered.answer, site=site, now=now)
    if key.person_id != used.person_id:
        raise PasskeyRefused
    return renew(used, passkey_at=now)


def register(
    session: Session, answered: Answered, *, name: str, used: OpenSession, site: PasskeySite, now: datetime
) -> tuple[Passkey, str]:
    """Keep a new passkey, which counts as shown in its session; return it, and the session's new secret."""
    # Of two that are made at once, the second one counts the first; and who takes all back meanwhile, the question too.
    people.person_for_change(session, used.person_id)
    challenge = _taken(session, answered.challenge_id, "register", used=used, now=now)
    made = site.made(challenge, answered.answer)
    theirs = select(func.count()).select_from(Passkey).where(Passkey.person_id == used.person_id)
    if (session.scalar(theirs) or 0) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    if passkeys.passkey_for_use(session, made.credential_id) is not None:
        raise PasskeyRefused
    key = Passkey(id=uuid4(), person_id=used.person_id, name=name, created_at=now, last_used_at=now, **vars(made))
    session.add(key)
    _tell_owner(session, key, "made", used=used, site=site, now=now)
    return key, renew(used, passkey_at=now)


def remove(session: Session, passkey_id: UUID, *, used: OpenSession, site: PasskeySite, now: datetime) -> None:
    """Let a passkey open nothing any more, and sign out wherever one was shown but here.

    Refused with `NoSuchPasskey` unless it is hers.
    """
    key = passkeys.passkey_of(session, passkey_id, person_id=used.person_id)
    session.delete(key)
    # With which of her passkeys a session was opened is not known.
    others = (OpenSession.person_id == used.person_id, OpenSession.id != used.id, OpenSession.passkey_at.is_not(None))
    session.execute(delete(OpenSession).where(*others))
    _tell_owner(session, key, "removed", used=used, site=site, now=now)


def take_back(session: Session, person_id: UUID) -> None:
    """Let no passkey of somebody's open anything, and sign her out everywhere."""
    # One that she is just making goes as well.
    people.person_for_change(session, person_id)
    session.execute(delete(Passkey).where(Passkey.person_id == person_id))
    end_sessions(session, person_id)


def take_lost_back(session: Session, person: Person, *, links: Links, now: datetime) -> None:
    """Take back the passkeys of somebody who lost them, and write to her: it may not have been her who said so."""
    take_back(session, person.id)
    letter = Letter(
        template="passkeys_taken_back",
        slots={"asked_at": now.isoformat(), "link": links.page("/anmelden", language=person.language)},
        name=person.name,
        language=person.language,
        expires_at=now + LETTER_LASTS,
    )
    ask_for_letter(session, letter, person=person, now=now)


def check_may_change(session: Session, used: OpenSession, *, editors_need_passkey: bool, now: datetime) -> None:
    """Refuse to change how somebody signs in where the session is old, or where a passkey is to be shown first."""
    person = people.person(session, used.person_id)
    if passkeys.missing(session, person, used, editors_need_passkey=editors_need_passkey) == "show":
        raise PasskeyFirst
    if now - max(used.created_at, used.passkey_at or used.created_at) > FRESH_FOR:
        raise SignInAgain


def forget_challenges(session: Session, *, now: datetime) -> None:
    """Forget questions that nobody answered in time."""
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < now))


def _taken(
    session: Session, challenge_id: UUID, purpose: Question, *, used: OpenSession | None, now: datetime
) -> bytes:
    """Return what was asked, so that nobody answers it a second time; refused with `PasskeyRefused`."""
    session_id = used.id if used else None
    challenge = session.scalars(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.id == challenge_id,
            PasskeyChallenge.purpose == purpose,
            PasskeyChallenge.session_id.is_not_distinct_from(session_id),
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge.challenge)
    ).one_or_none()
    if challenge is None:
        raise PasskeyRefused
    return challenge


def _shown(session: Session, challenge: bytes, answer: Answer, *, site: PasskeySite, now: datetime) -> Passkey:
    key = passkeys.passkey_for_use(session, credential_id(answer))
    if key is None:
        raise PasskeyRefused
    key.sign_count = site.proven(challenge, answer, public_key=key.public_key, sign_count=key.sign_count)
    key.last_used_at = now
    return key


def _tell_owner(
    session: Session, key: Passkey, change: str, *, used: OpenSession, site: PasskeySite, now: datetime
) -> None:
    """Write to somebody that her passkeys have changed: it may not have been her."""
    person, with_what = people.person(session, used.person_id), device(used.device)
    words = {"change": change, "passkey": key.name, "link": site.account(language=person.language)}
    letter = Letter(
        template="passkeys_changed",
        slots={**words, "asked_at": now.isoformat(), **vars(with_what)},
        name=person.name,
        language=person.language,
        expires_at=now + LETTER_LASTS,
    )
    ask_for_letter(session, letter, person=person, now=now)


def _holder(person: Person) -> Holder:
    return Holder(handle=person.id.bytes, address=person.email, name=person.name or person.email)
