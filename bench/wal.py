"""Counting commits where they are written: in PostgreSQL's own log, so that reading transactions do not count."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.ground import superuser
from bench.people import Connection
from tests.support.ground import Ground

_COUNT = """
    SELECT coalesce(sum(count), 0) FROM pg_get_wal_stats(%s, pg_current_wal_flush_lsn(), true)
    WHERE "resource_manager/record_type" LIKE 'Transaction/COMMIT%%'
"""


@dataclass(frozen=True)
class Wal:
    """The log of a running server."""

    connection: Connection

    @contextmanager
    def commits_into(self, found: list[float]) -> Iterator[None]:
        """Count the commits of the whole server while the block runs."""
        row = self.connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        yield
        count = self.connection.execute(_COUNT, row).fetchone()
        found.append(float(str(count[0])) if count else 0)


@contextmanager
def reading_wal(ground: Ground) -> Iterator[Wal]:
    """Open the log for reading."""
    with superuser(ground, "postgres") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        yield Wal(connection)
