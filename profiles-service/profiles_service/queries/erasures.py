"""What became of an erasure."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.models import SERVICES, Erasure, ErasurePart
from services.kit.errors import NotFound


class NoSuchReceipt(NotFound):
    """There is no such receipt."""


def receipt(session: Session, erasure_id: UUID) -> dict[str, Any]:
    """Return what each service has said of an erasure; refused with `NoSuchReceipt`."""
    erasure = session.get(Erasure, erasure_id)
    if erasure is None:
        raise NoSuchReceipt
    parts = {each.service: each for each in parts_of(session, erasure_id)}
    said = [parts.get(each) or ErasurePart(service=each, erased={}, stays={}) for each in SERVICES]
    return {"id": erasure.id, "asked_at": erasure.asked_at, "done_at": erasure.done_at, "parts": said}


def parts_of(session: Session, erasure_id: UUID) -> list[ErasurePart]:
    """Return what services have said of an erasure by now."""
    return list(session.scalars(select(ErasurePart).where(ErasurePart.erasure_id == erasure_id)))


def erasure_for_change(session: Session, erasure_id: UUID) -> Erasure | None:
    """Return an erasure, and let nobody else note anything about it until the transaction ends."""
    return session.get(Erasure, erasure_id, with_for_update=True)
