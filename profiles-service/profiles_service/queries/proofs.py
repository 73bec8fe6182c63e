"""What people agreed to, and whether the chain that proves it is whole."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from profiles_service.models import Consent, Erasure, KeptWording
from profiles_service.queries.people import NoSuchPerson, person_at
from profiles_service.queries.subscribed import subscription_and_address
from profiles_service.rules import BEGINNING, linked_hash
from profiles_service.rules.proofs import ERASED, LEAST_KEPT, OVER

_MAY_BE_EMPTIED = ("requested", "mailed")
"""Before a confirmation they prove nothing; behind one they are the proof."""
_CONSENT_SHOWN = ("id", "step", "happened_at", "form", "chosen", "letter_id", "request_id", "wording_hash", "is_true")


def consents_of(session: Session, person_id: UUID) -> list[dict[str, Any]]:
    """Return the whole proof of what a person agreed to, in the order it happened, with the wordings."""
    rows = session.execute(
        select(Consent, KeptWording)
        .outerjoin(KeptWording, KeptWording.hash == Consent.wording_hash)
        .where(Consent.person_id == person_id)
        .order_by(Consent.id)
    )
    return [
        {
            **{name: getattr(line, name) for name in _CONSENT_SHOWN},
            **{name: getattr(line, name).hex() for name in ("content_hash", "prev_hash", "hash")},
            "salt": line.salt.hex() if line.salt else None,
            "wording": wording.text if wording else None,
            "wording_version": wording.version if wording else None,
            "wording_language": wording.language if wording else None,
        }
        for line, wording in rows
    ]


def proof_of(session: Session, email: str) -> dict[str, Any]:
    """Return all that proves what the person at an address agreed to; refused with `NoSuchPerson`."""
    found = person_at(session, email)
    lines = consents_of(session, found.id) if found else []
    if found is None or not lines:
        raise NoSuchPerson
    subscription, _ = subscription_and_address(session, found.id)
    state = subscription.state if subscription else "waiting"
    return {"email": found.email, "person_id": found.id, "state": state, "lines": lines}


def broken_consents(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the lines of the chain that are not as they were written, each with what is wrong."""
    before, accounted, rightly = BEGINNING, _accounted(session), _rightly_emptied(session)
    yield from _confirming_nothing(session)
    for line in _chain(session):
        if line.prev_hash != before:
            yield line.id, "the line before is missing or changed"
        if linked_hash(line.prev_hash, line.content_hash) != line.hash:
            yield line.id, "its hash is wrong"
        if not line.is_true:
            yield line.id, "it says something else than when it was written"
        if line.is_emptied and line.id not in accounted:
            yield line.id, "it is empty, and no line says why"
        elif line.is_emptied and line.step not in _MAY_BE_EMPTIED and line.id not in rightly:
            yield line.id, "it is empty, although it was confirmed"
        before = line.hash


def emptied_consents(session: Session) -> int:
    """Return how many lines of the chain say nothing any more."""
    return session.scalar(select(func.count()).select_from(Consent).where(Consent.salt.is_(None))) or 0


def newest_consent(session: Session) -> tuple[int, str]:
    """Return how many lines the chain has, and the hash of the newest: written down elsewhere, it proves the rest."""
    count = session.scalar(select(func.count()).select_from(Consent)) or 0
    newest = session.scalar(select(Consent.hash).order_by(Consent.id.desc()).limit(1))
    return count, (newest or BEGINNING).hex()


def has_consent(session: Session, digest: str) -> bool:
    """Tell whether a hash that was written down once still stands in the chain."""
    return session.scalar(select(Consent.id).where(Consent.hash == bytes.fromhex(digest))) is not None


def _accounted(session: Session) -> set[int]:
    """Return the lines of which another says that they were emptied."""
    said = session.scalars(select(Consent.chosen).where(Consent.step == "emptied", Consent.chosen.is_not(None)))
    return {line for chosen in said for line in (chosen or {}).get("lines", ())}


def _rightly_emptied(session: Session) -> set[int]:
    """Return the lines that were confirmed and may be empty: a receipt proves the erasure, or she left long ago."""
    receipts = {str(each) for each in session.scalars(select(Erasure.id))}
    said = session.scalars(select(Consent).where(Consent.step == "emptied", Consent.form.in_((ERASED, OVER))))
    return {line for each in said for line in _rightly_emptied_by(session, each, receipts)}


def _rightly_emptied_by(session: Session, said: Consent, receipts: set[str]) -> list[int]:
    chosen = said.chosen or {}
    lines: list[int] = chosen.get("lines", [])
    if said.form == ERASED:
        return lines if chosen.get("receipt_id") in receipts else []
    newest = session.scalar(select(func.max(Consent.happened_at)).where(Consent.id.in_(lines)))
    return lines if newest and newest < said.happened_at - LEAST_KEPT else []


def _confirming_nothing(session: Session) -> Iterator[tuple[int, str]]:
    """Yield confirmations whose request was emptied."""
    asked = aliased(Consent)
    is_there = select(asked.id).where(asked.request_id == Consent.request_id, asked.step == "requested").exists()
    alone = select(Consent.id).where(Consent.step == "confirmed", Consent.request_id.is_not(None), ~is_there)
    for line in session.scalars(alone.order_by(Consent.id)):
        yield line, "what it confirms is not there any more"


def _chain(session: Session) -> Iterator[Consent]:
    """Yield all lines in their order, a thousand at a time."""
    after = 0
    while lines := session.scalars(select(Consent).where(Consent.id > after).order_by(Consent.id).limit(1000)).all():
        yield from lines
        after = lines[-1].id
        session.expunge_all()
