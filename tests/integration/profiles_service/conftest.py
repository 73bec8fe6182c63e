"""What the tests of profiles-service want besides the service itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from services.kit.web import Service


@pytest.fixture
def statements(profiles: Service) -> Iterator[list[str]]:
    """Collect what the database is asked."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(profiles.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(profiles.database.engine, "before_cursor_execute", note)
