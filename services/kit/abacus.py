"""What each process keeps of a table to count with, and how it learns what has changed.

Each row tells which transaction touched it last, so whoever knows how far a process has read finds the few that have
changed since by an index: what a deed changed counts as soon as it is kept, and nobody waits for anybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Identity,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.kit.db import SpeltOut
from services.kit.tallies import Answers

# Every transaction before this one has ended; and none after that one had begun.
_SETTLED: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_LATEST: ColumnElement[int] = literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


class Counted:
    """A row with the bit that it is counted by, and the transaction that changed it last, kept by a trigger."""

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True, deferred=True)
    touched: Mapped[int] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint"), index=True, deferred=True
    )


class Kept(Protocol):
    """What a process keeps of all rows; never changed, but made anew with those that were touched."""

    def after(self, changed: Sequence[Answers]) -> "Kept":
        """Return what is kept with some rows as they stand now, whether they were here before or not."""


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, eq=False)
class Reading(Generic[K]):
    """What is read of a table, made once; `emptied` rises when rows are deleted, and `empty` is what it begins with."""

    thing: type[Any]
    is_public: Callable[[Any], ColumnElement[bool]]
    questions: Sequence[Any]
    emptied: Any
    empty: K


@dataclass(frozen=True)
class _Read(Generic[K]):
    """What is kept, how far the rows have been read for it, and for which version."""

    kept: K
    version: str = ""
    settled: int = 0
    emptied: int = -1


class Abacus:
    """Keeps what one process counts with, and reads on where something has changed.

    It reads a portion of the rows at a time, for a process never gives back the memory that it once held.
    """

    def __init__(self, portion: int = 1_000) -> None:
        self._portion = portion
        self._read: dict[str, _Read[Any]] = {}
        self._lock = Lock()

    def read(self, session: Session, reading: Reading[K], *, version: str) -> K:
        """Return what is kept of a table, as new as this version of all that is public at least."""
        table = reading.thing.__tablename__
        with self._lock:
            known: _Read[K] = self._read.get(table, _Read(reading.empty))
            if known.version != version:
                now = _read_on(session, reading, known, self._portion)
                known = self._read[table] = _Read(now.kept, version, now.settled, now.emptied)
            return known.kept


def _read_on(session: Session, reading: Reading[K], known: _Read[K], most: int) -> _Read[K]:
    """Return what is kept with all that has been touched since; from the beginning where that would not do."""
    settled, emptied, rows = _touched_since(session, reading, known.settled, most)
    # Rows that were deleted tell nothing; and another database, restored in this one's place, counts otherwise.
    if known.settled and (emptied != known.emptied or settled < known.settled):
        return _read_on(session, reading, _Read(reading.empty), most)
    kept: Any = known.kept
    while portion := [Answers(number, is_public, values) for number, is_public, *values in orjson.loads(rows)]:
        kept = kept.after(portion)
        if len(portion) < most:
            break
        rows = _touched_since(session, reading, known.settled, most, portion[-1].number)[2]
    return _Read(kept, settled=settled, emptied=emptied)


def _touched_since(session: Session, reading: Reading[K], settled: int, most: int, last: int = 0) -> Any:
    """Return how far can be read, how often rows were deleted, and what some rows say, in the order of their numbers.

    As JSON, the quickest to read.
    """
    given = {"settled": settled, "last": last, "most": most}
    return _portion(reading, only_new=bool(settled)).rows(session, given)[0]


@cache
def _portion(reading: Reading[K], *, only_new: bool) -> SpeltOut:
    """Return the statement for a portion of the rows, spelt out once: to spell it costs more than to ask it."""
    thing = reading.thing
    said = func.json_build_array(thing.number, reading.is_public(thing), *reading.questions)
    # What came with a backup may bear the number of a transaction that is still to come.
    since = thing.touched.between(_given("settled"), _LATEST) if only_new else true()
    some = select(said.label("said"), thing.number).where(since, thing.number > _given("last"))
    portion = some.order_by(thing.number).limit(_given("most")).subquery()
    in_order = aggregate_order_by(portion.c.said, portion.c.number)
    rows = select(cast(func.coalesce(func.json_agg(in_order), text("'[]'")), Text)).scalar_subquery()
    return SpeltOut(select(_SETTLED, reading.emptied, rows))


def _given(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger)
