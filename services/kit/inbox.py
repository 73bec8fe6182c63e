"""Facts heard: each is acted on once, and never after a newer one about the same thing.

Delivery is at least once and in no order: Redis hands a message out again when a worker dies, and hearers that catch up
hear what is still on its way. So the fact's id is written in the same transaction as what is done about it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, delete, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.facts import Fact
from services.kit.db import KitBase
from services.kit.privacy.declared import FACTS_KEPT


class Heard(KitBase):
    """A fact this service has acted on."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_heard_at", "heard_at"),)

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    heard_at: Mapped[datetime]


class Known(KitBase):
    """The newest version of a thing that this service has heard of."""

    __tablename__ = "known_versions"

    about: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


class Unheard(KitBase):
    """A fact that could not be acted on, kept with its reason until someone replays it, or it is too old for that."""

    __tablename__ = "unheard"

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    message: Mapped[dict[str, Any]] = mapped_column(JSONB)
    traceback: Mapped[str]
    failed_at: Mapped[datetime]


def is_new(session: Session, fact_id: UUID, fact: Fact, *, now: datetime) -> bool:
    """Note a fact as heard, and tell whether something is to be done: not when seen before, not when outdated."""
    return _first_time(session, fact_id, fact, now) and _is_newest(session, fact)


def _first_time(session: Session, fact_id: UUID, fact: Fact, now: datetime) -> bool:
    row = insert(Heard).values(fact_id=fact_id, name=fact.fact_name, heard_at=now)
    return session.scalar(row.on_conflict_do_nothing().returning(Heard.fact_id)) is not None


def _is_newest(session: Session, fact: Fact) -> bool:
    """Raise the known version; the row's lock lets facts about one thing pass one after the other."""
    if fact.about is None:
        return True
    row = insert(Known).values(about=fact.about, object_id=fact.object_id, version=fact.object_version)
    raised = row.on_conflict_do_update(
        index_elements=[Known.about, Known.object_id],
        set_={"version": row.excluded.version},
        where=Known.version < row.excluded.version,
    )
    return session.scalar(raised.returning(Known.version)) is not None


def keep_unheard(session: Session, fact_id: UUID, message: dict[str, Any], traceback: str, *, now: datetime) -> None:
    """Lay a fact aside that could not be acted on."""
    row = insert(Unheard).values(
        fact_id=fact_id, name=message["name"], message=message, traceback=traceback, failed_at=now
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Unheard.fact_id],
            set_={"traceback": row.excluded.traceback, "failed_at": row.excluded.failed_at},
        )
    )


def known_ids(session: Session, fact_ids: list[UUID]) -> set[UUID]:
    """Return which of these facts were heard, or lie aside."""
    heard = select(Heard.fact_id).where(Heard.fact_id.in_(fact_ids))
    return set(session.scalars(heard.union(select(Unheard.fact_id).where(Unheard.fact_id.in_(fact_ids)))))


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop what was heard, or laid aside, so long ago that no teller can tell it again."""
    session.execute(delete(Heard).where(Heard.heard_at < now - FACTS_KEPT))
    session.execute(delete(Unheard).where(Unheard.failed_at < now - FACTS_KEPT))
