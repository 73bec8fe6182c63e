"""Facts to be told: written with the change itself, sent after the commit, swept until they are.

Whoever tells after its commit loses facts when it dies in between, and whoever tells before it tells what never
happened. So a fact is a row of the same transaction. `relay` takes waiting rows oldest first and hands them over; rows
are *picked* (`SKIP LOCKED`), not read by a cursor over ids, because ids are not in commit order.

A row stays until all its hearers have said that they heard it (`waiting_for`); then its personal words are emptied.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.facts import REGISTER, Fact
from services.facts.hearers import hearers_of
from services.kit.db import KitBase
from services.kit.errors import Passing
from services.kit.logs import logger, request_id

KEEP = timedelta(days=30)
"""How long a told fact stays readable for those who catch up."""


class Told(KitBase):
    """A fact this service has told, or is about to tell."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_unsent", "told_at", postgresql_where=text("sent_at IS NULL")),
        Index("ix_outbox_unheard", "told_at", postgresql_where=text("waiting_for <> '{}'")),
        Index("ix_outbox_name_told_at", "name", "told_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    about: Mapped[str | None]
    object_id: Mapped[str | None]
    object_version: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str]
    told_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    hearers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    waiting_for: Mapped[list[str]] = mapped_column(ARRAY(Text))


@dataclass(frozen=True)
class Message:
    """A fact on its way: what travels through the queue and what a hearer that catches up is given."""

    id: str
    name: str
    payload: dict[str, Any]
    request_id: str
    told_at: str

    @classmethod
    def of(cls, row: Told) -> "Message":
        """Return the message of an outbox row."""
        return cls(str(row.id), row.name, row.payload, row.request_id, row.told_at.isoformat())


Send = Callable[[str, Message], None]
"""Hands a message to the queue of a hearer; raises `Passing` when the broker is away."""


# Spelled out, so that the planner can prove that the partial index applies.
_UNHEARD = text("outbox.waiting_for <> '{}'")


def record(session: Session, fact: Fact, *, now: datetime) -> None:
    """Tell a fact, if and when the transaction is kept."""
    hearers = list(hearers_of(type(fact)))
    session.add(
        Told(
            name=fact.fact_name,
            about=fact.about,
            object_id=fact.object_id,
            object_version=fact.object_version,
            payload=fact.to_wire(),
            request_id=request_id.get(),
            told_at=now,
            hearers=hearers,
            waiting_for=hearers,
        )
    )
    session.info["has_news"] = True


def relay(session: Session, send: Send, *, now: datetime, at_most: int = 500) -> int:
    """Send waiting facts to their hearers, oldest first, and mark them sent; returns how many went out.

    A broker that is away ends the round; what was handed over until then stays marked.
    """
    rows = session.scalars(
        select(Told)
        .where(Told.sent_at.is_(None))
        .order_by(Told.told_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    ).all()
    sent = list(_sent(rows, send))
    session.execute(update(Told).where(Told.id.in_(sent)).values(sent_at=now))
    return len(sent)


def _sent(rows: Iterable[Told], send: Send) -> Iterator[UUID]:
    for row in rows:
        try:
            for hearer in row.hearers:
                send(hearer, Message.of(row))
        except Passing:
            logger().warning("broker_away", fact=row.name)
            return
        yield row.id


def waiting_for(session: Session, hearer: str, *, told_before: datetime, at_most: int = 500) -> list[Told]:
    """Return facts that a hearer has not said it heard, oldest first."""
    return list(
        session.scalars(
            select(Told)
            .where(_UNHEARD, Told.waiting_for.contains([hearer]), Told.told_at < told_before)
            .order_by(Told.told_at)
            .limit(at_most)
        )
    )


def told_since(session: Session, since: datetime, *, names: Iterable[str], at_most: int = 500) -> list[Told]:
    """Return every fact of these names told since a moment, oldest first: what fills a new hearer."""
    return list(
        session.scalars(
            select(Told).where(Told.name.in_(list(names)), Told.told_at >= since).order_by(Told.told_at).limit(at_most)
        )
    )


def mark_heard(session: Session, hearer: str, fact_ids: Iterable[UUID]) -> None:
    """Note that a hearer heard these facts; rows that nobody waits for any more lose their personal words."""
    ids = list(fact_ids)
    session.execute(
        update(Told)
        .where(Told.id.in_(ids), Told.waiting_for.contains([hearer]))
        .values(waiting_for=func.array_remove(Told.waiting_for, hearer))
        .execution_options(synchronize_session=False)
    )
    for name, personal in ((fact.fact_name, fact.personal) for fact in REGISTER.values() if fact.personal):
        session.execute(
            update(Told)
            .where(Told.id.in_(ids), Told.name == name, text("waiting_for = '{}'"))
            .values(payload=Told.payload.op("-")(cast(list(personal), ARRAY(Text))))
            .execution_options(synchronize_session=False)
        )


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop facts that everyone heard and that are past their time."""
    session.execute(delete(Told).where(Told.told_at < now - KEEP, text("waiting_for = '{}'")))
