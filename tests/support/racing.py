"""Two deeds at the same moment: the second waits for a lock of the first, or the test fails."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.kit.web import Service
from tests.support.processes import eventually

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def meanwhile(app: Service, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> Future[Any]:
    """Do one deed, and another one before it is kept; return when the second has waited for the first."""

    def later() -> None:
        with app.database.transaction() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with app.database.transaction() as session:
            first(session)
            session.flush()
            found = pool.submit(later)
            until_it_waits(app, found)
        found.exception()
    return found


def until_it_waits(app: Service, found: Future[Any]) -> None:
    """Return as soon as a deed waits for a lock that somebody else holds."""
    eventually(lambda: found.done() or _is_waiting(app))
    assert not found.done(), "the second did not wait"


def _is_waiting(app: Service) -> bool:
    with app.database.reading() as session:
        return bool(session.execute(_WAITING).scalar_one())
