"""The database: one session for one transaction, opened and kept at the doors, never inside.

Each service declares its own `Base` from `metadata()` and `COLUMN_TYPES`; the tables that every service has (outbox,
inbox, unheard facts, idempotency keys, forgotten links) live on `KitBase`.
"""

import select
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import ClauseElement, DateTime, Engine, MetaData, Text, create_engine, event, text
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

COLUMN_TYPES: dict[Any, Any] = {datetime: DateTime(timezone=True), str: Text()}
"""A `datetime` is always a column with a time zone, a `str` a text without a length; models need not repeat it."""


_TAKE = text("SELECT pg_try_advisory_lock(hashtext(:name), :n)")
_GIVE_BACK = text("SELECT pg_advisory_unlock(hashtext(:name), :n)")


# A machine that is gone says no goodbye. Within a minute its locks are free, and who waits for its answer knows: by
# default both would take two hours.
_KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "options": "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
}


def as_array(values: Iterable[int | str]) -> str:
    """Return numbers, or words that need no quotes, as PostgreSQL writes an array: ten times quicker than a list."""
    return "{" + ",".join(map(str, values)) + "}"


def rows(session: Session, words: str, given: Mapping[str, Any]) -> list[Any]:
    """Return the rows that words of SQL ask for, spelt as psycopg reads them.

    Whoever has asked nothing else needs no session for it, nor anything of SQLAlchemy: with a short question, they cost
    more than the question does.
    """
    if session.in_transaction():
        return list(session.connection().exec_driver_sql(words, given))
    engine: Any = session.get_bind()
    return _rows(engine, words, given)


class SpeltOut:
    """A statement spelt out once, for what is asked so often that spelling it would cost more than asking."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=psycopg_dialect.dialect())  # type: ignore[no-untyped-call]
        self._words = str(compiled)
        self._said = {name: value for name, value in compiled.params.items() if value is not None}

    def rows(self, session: Session, given: Mapping[str, Any]) -> list[Any]:
        """Ask it with what was left open, and return what is found."""
        return rows(session, self._words, {**self._said, **given})


def metadata() -> MetaData:
    """Return metadata that names constraints the same way everywhere, so that migrations can find them."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _check_alive(connection: Any, *_: object) -> None:
    """Let a fresh connection take the place of one whose server has hung up.

    Nobody speaks on a connection at rest. So if there is something to read, it is the server's goodbye. Asking the
    server instead, as SQLAlchemy's `pool_pre_ping` does, was a third of the cost of a short request.
    """
    ears = select.poll()
    ears.register(connection.fileno(), select.POLLIN)
    if ears.poll(0):
        raise InvalidatePoolError


class KitBase(DeclarativeBase):
    """The tables every service has."""

    metadata = metadata()
    type_annotation_map = COLUMN_TYPES


class Database:
    """One service's PostgreSQL: hands out sessions, and keeps their transactions."""

    def __init__(self, url: str, *, pool_size: int = 4, name: str = "mosaik") -> None:
        self.engine: Engine = create_engine(
            url,
            # A read in its own BEGIN and ROLLBACK costs two more round trips and tells nothing new. Connections rest
            # as most need them: to switch and to switch back would cost more than a short question.
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=2,
            pool_timeout=5,
            # What stands in a statement that failed may be somebody's name; it would go into the log.
            hide_parameters=True,
            connect_args={"connect_timeout": 3, "application_name": name, **_KEEPALIVE},
        )
        event.listen(self.engine, "checkout", _check_alive)
        self.writing = self.engine.execution_options(isolation_level="READ COMMITTED")
        self._writing = sessionmaker(self.writing, expire_on_commit=False)
        self._reading = sessionmaker(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session whose changes are kept together at the end, or not at all."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads."""
        session = self._reading()
        try:
            yield session
        finally:
            # Who finds all that is asked for kept has asked nothing, and has nothing to give back.
            if session.in_transaction():
                session.close()

    def value(self, statement: str) -> Any:
        """Return the one value that a statement asks for, without a session."""
        return _rows(self.engine, statement)[0][0]

    @contextmanager
    def slot(self, name: str, count: int) -> Iterator[bool]:
        """Hold one of a few places that all processes share; yields whether there was a free one."""
        with self.engine.connect() as connection:
            free = (n for n in range(count) if connection.scalar(_TAKE, {"name": name, "n": n}))
            place = next(free, None)
            try:
                yield place is not None
            finally:
                if place is not None:
                    connection.execute(_GIVE_BACK, {"name": name, "n": place})

    def forget_connections(self) -> None:
        """Leave the parent's connections to the parent; called in a process that was just forked."""
        self.engine.dispose(close=False)


def _rows(engine: Engine, words: str, given: Mapping[str, Any] | None = None) -> list[Any]:
    try:
        connection: Any = engine.raw_connection()
        try:
            return list(connection.cursor().execute(words, given).fetchall())
        except psycopg.OperationalError as trouble:
            connection.invalidate(trouble)
            raise
        finally:
            connection.close()
    except psycopg.OperationalError as trouble:
        raise OperationalError(words, {}, trouble) from None
