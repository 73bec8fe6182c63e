"""Long tables are taken over in the background: begun, watched, broken off, and begun again after a crash.

The work is one transaction, so nobody sees half a table. How far it has come is written in transactions of its own, and
read from there whether somebody wants it to stop.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service.actions.importing import confirm_import
from directory_service.models import Import, ImportProgress
from services.city import City
from services.kit import imports
from services.kit.errors import Conflict

Open: TypeAlias = Callable[[], AbstractContextManager[Session]]
LONG = 500
"""So many rows are taken over at once, while somebody waits; more are in the background."""
_NO_SIGN_OF_LIFE = timedelta(seconds=60)


class NotRunning(Conflict):
    """This table is not being taken over, so there is nothing to break off."""


class BrokenOff(Exception):
    """Somebody wants the taking over to stop."""


def is_long(sent: Import) -> bool:
    """Tell whether a table has so many good rows that nobody should wait for them."""
    return sum(sent.counts.get(verdict, 0) for verdict in ("new", "changed")) > LONG


def begin(session: Session, import_id: UUID, *, hides_gone: bool | None, now: datetime) -> Import:
    """Note that a table is to be taken over in the background."""
    sent = imports.to_choose(session, Import, import_id)
    sent.begun_at = now
    sent.choices = {**sent.choices, "hides_gone": hides_gone}
    total = sum(sent.counts.get(verdict, 0) for verdict in ("new", "changed"))
    row = {"done": 0, "total": total, "broken_off": False, "noted_at": now}
    put = insert(ImportProgress).values(import_id=import_id, **row)
    session.execute(put.on_conflict_do_update(index_elements=["import_id"], set_=row))
    return sent


def break_off(session: Session, import_id: UUID) -> Import:
    """Ask for a table that is being taken over to be left as it was; refused with `NotRunning` if it is too late."""
    sent = imports.sent_in(session, Import, import_id)
    if sent.state != "running":
        raise NotRunning
    session.execute(update(ImportProgress).where(ImportProgress.import_id == import_id).values(broken_off=True))
    return sent


def run(session: Session, import_id: UUID, *, opens: Open, city: City, now: datetime) -> None:
    """Take over a table that was begun, unless somebody else does so just now; raises `BrokenOff` when told to stop."""
    waiting = select(Import).where(Import.id == import_id, Import.begun_at.is_not(None), Import.applied_at.is_(None))
    sent = session.scalar(waiting.with_for_update(skip_locked=True))
    if sent is None:
        return

    def note(done: int, total: int) -> None:
        with opens() as own:
            _note(own, import_id, done, total, now=now)

    confirm_import(session, import_id, city=city, now=now, hides_gone=sent.choices.get("hides_gone"), steps=note)


def give_up(session: Session, import_id: UUID) -> None:
    """Let a table wait again for its confirmation."""
    session.execute(update(Import).where(Import.id == import_id, Import.applied_at.is_(None)).values(begun_at=None))


def left_behind(session: Session, *, now: datetime) -> list[UUID]:
    """Return the tables that were begun and show no sign of life."""
    silent = select(Import.id).join(ImportProgress, ImportProgress.import_id == Import.id)
    return list(
        session.scalars(
            silent.where(
                Import.begun_at.is_not(None),
                Import.applied_at.is_(None),
                ImportProgress.noted_at < now - _NO_SIGN_OF_LIFE,
            )
        )
    )


def _note(session: Session, import_id: UUID, done: int, total: int, *, now: datetime) -> None:
    noted = update(ImportProgress).where(ImportProgress.import_id == import_id)
    noted = noted.values(done=done, total=total, noted_at=now)
    if session.execute(noted.returning(ImportProgress.broken_off)).scalar_one():
        raise BrokenOff
