"""Writing down what people agree to: the exact words, the form, the choice, and the time of every step.

§ 7 UWG and Art. 7 GDPR put the burden of proof on whoever sends. Addresses of networks are not kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import null, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.models import Consent, KeptWording, Person, SubscriptionRequest
from profiles_service.rules import BEGINNING, Choice, Wish, Wording, content_hash, linked_hash
from profiles_service.rules.proofs import ERASED, OVER, UNCONFIRMED


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What somebody saw and said yes to: the words, and the form they stood in."""

    wording: Wording
    form: str


def keep_wording(session: Session, wording: Wording, *, now: datetime) -> None:
    """Keep a wording that consents name, once."""
    words = {"version": wording.version, "language": wording.language, "text": wording.text}
    row = insert(KeptWording).values(hash=wording.hash, first_used_at=now, **words)
    session.execute(row.on_conflict_do_nothing())


def note_request(session: Session, request: SubscriptionRequest, declaration: Declaration, *, now: datetime) -> None:
    """Note that somebody filled in a form and agreed to its wording, which is kept already."""
    about = {"wording_hash": declaration.wording.hash, "form": declaration.form, "chosen": request.chosen}
    _add(session, _line(request.person_id, "requested", now, request_id=request.id, **about))


def note_letter(session: Session, request: SubscriptionRequest, letter_id: UUID, *, now: datetime) -> None:
    """Note that a letter asked the person to confirm."""
    _add(session, _line(request.person_id, "mailed", now, request_id=request.id, letter_id=letter_id))


def note_confirmation(session: Session, request: SubscriptionRequest, *, now: datetime) -> None:
    """Note that the person confirmed."""
    _add(session, _line(request.person_id, "confirmed", now, request_id=request.id))


def note_change(session: Session, person: Person, choice: Choice, *, by: str, now: datetime) -> None:
    """Note what a person who had confirmed wants from now on, and where she said so."""
    _add(session, _line(person.id, "changed", now, form=by, chosen=choice.to_words()))


def note_pause(
    session: Session, person: Person, *, until: datetime | None, only: Wish | None = None, now: datetime
) -> None:
    """Note that a person wants nothing before a moment, or only nothing of one interest, or all again at once."""
    words: dict[str, Any] = {"until": until.isoformat()} if until else {}
    words |= {"interest": only.to_words()} if only else {}
    _add(session, _line(person.id, "paused" if until else "resumed", now, chosen=words or None))


def note_withdrawal(session: Session, person: Person, *, by: str, now: datetime) -> None:
    """Note that a person wants nothing more, and by what she said so."""
    _add(session, _line(person.id, "withdrawn", now, form=by))


def empty_lines(session: Session, request_ids: Iterable[UUID], *, now: datetime) -> None:
    """Empty the lines about requests that nobody confirmed: of whom they spoke can't be known any more.

    That it was done stands in the chain itself: who empties what was confirmed is found (`verify-consents`).
    """
    theirs = select(Consent.id).where(Consent.request_id.in_(list(request_ids))).order_by(Consent.id)
    _empty(session, list(session.scalars(theirs)), why=UNCONFIRMED, now=now)


def empty_person(session: Session, person_id: UUID, *, receipt_id: UUID, now: datetime) -> int:
    """Empty all lines about somebody who wants to be erased, naming the receipt; return how many there were."""
    theirs = select(Consent.id).where(Consent.person_id == person_id).order_by(Consent.id)
    lines = list(session.scalars(theirs))
    _empty(session, lines, why=ERASED, now=now, receipt_id=str(receipt_id))
    return len(lines)


def empty_over(session: Session, person_ids: Iterable[UUID], *, now: datetime) -> None:
    """Empty all lines about people who left so long ago that nothing has to be proven any more."""
    theirs = select(Consent.id).where(Consent.person_id.in_(list(person_ids))).order_by(Consent.id)
    _empty(session, list(session.scalars(theirs)), why=OVER, now=now)


def _empty(session: Session, lines: list[int], *, why: str, now: datetime, **more: str) -> None:
    if not lines:
        return
    _add(session, Consent(step="emptied", happened_at=now, form=why, chosen={"lines": lines, **more}))
    nothing = dict.fromkeys(("person_id", "request_id", "wording_hash", "form", "chosen", "letter_id", "salt"), null())
    session.execute(update(Consent).where(Consent.id.in_(lines)).values(nothing))


def _add(session: Session, line: Consent) -> None:
    """Add a line to the end of the chain; until the transaction ends, nobody else can."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('consents'))"))
    newest = select(Consent.hash).order_by(Consent.id.desc()).limit(1)
    line.prev_hash = session.scalar(newest) or BEGINNING
    line.salt = token_bytes(16)
    line.content_hash = content_hash(line.salt, line.words)
    line.hash = linked_hash(line.prev_hash, line.content_hash)
    session.add(line)
    session.flush()


def _line(person_id: UUID, step: str, now: datetime, **more: Any) -> Consent:
    return Consent(person_id=person_id, step=step, happened_at=now, **more)
