"""What PostgreSQL is asked, and how it would answer: by which index, and whether it sorts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from services.kit.web import Service


def plan_of(session: Session, ask: Callable[[Session], object]) -> str:
    """Return the plans of all that a question asks, with few rows as with many."""
    # So few rows would be read from end to end.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    said, connection = statements_of(session, ask), session.connection()
    plans = [connection.exec_driver_sql(f"EXPLAIN {statement}", parameters) for statement, parameters in said]
    return "\n".join(line for plan in plans for line in plan.scalars())


def statements_of(session: Session, ask: Callable[[Session], object]) -> list[tuple[str, Any]]:
    """Return the statements in which something is asked, with their parameters."""
    connection, said = session.connection(), []

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", listen)
    ask(session)
    event.remove(connection, "before_cursor_execute", listen)
    return said


@contextmanager
def statements_of_a_service(service: Service) -> Iterator[list[str]]:
    """Collect what a service asks its database, whoever asks the service."""
    said: list[str] = []

    def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", listen)
    yield said
    event.remove(service.database.engine, "before_cursor_execute", listen)
