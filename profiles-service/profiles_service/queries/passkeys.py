"""Which passkeys somebody has, and what is missing before she may act for the city."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.models import OpenSession, Passkey, Person
from profiles_service.rules import Missing
from services.kit.errors import NotFound


class NoSuchPasskey(NotFound):
    """You have no such passkey, or not any more."""


def passkeys_of(session: Session, person_id: UUID) -> Sequence[Passkey]:
    """Return somebody's passkeys, the oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def passkey_for_use(session: Session, credential_id: bytes) -> Passkey | None:
    """Return the passkey that a device calls so, and let nobody else use it until the transaction ends."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def passkey_of(session: Session, passkey_id: UUID, *, person_id: UUID) -> Passkey:
    """Return one of somebody's passkeys; refused with `NoSuchPasskey` unless it is hers."""
    found = session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id))
    if found is None:
        raise NoSuchPasskey
    return found


def missing(session: Session, person: Person, used: OpenSession, *, editors_need_passkey: bool) -> Missing | None:
    """Return what somebody who acts for the city still has to do in this session: make a passkey, or show hers."""
    if not (editors_need_passkey and person.roles) or used.passkey_at is not None:
        return None
    has_one = session.scalar(select(Passkey.id).where(Passkey.person_id == person.id).limit(1)) is not None
    return "show" if has_one else "register"
