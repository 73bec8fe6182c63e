"""What the tests of profiles-service want besides the service itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from profiles_service.api.limits import Limits
from profiles_service.settings import Settings
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


@pytest.fixture
def unlimited(profiles: Service) -> Iterator[Service]:
    """A service that lets anybody ask as often as she likes."""
    before = profiles.extensions["limits"]
    usual: Settings = profiles.extensions["settings"]
    many: dict[str, Any] = {name: 10_000 for name in vars(usual) if "_per_" in name or "_in_all" in name}
    profiles.extensions["limits"] = Limits(replace(usual, **many))
    yield profiles
    profiles.extensions["limits"] = before
