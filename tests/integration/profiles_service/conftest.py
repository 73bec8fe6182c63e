"""What the tests of profiles-service want besides the service itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from profiles_service.api.limits import Limits
from profiles_service.settings import Settings
from services.kit.web import Service
from tests.support.plans import statements_of_a_service


@pytest.fixture
def statements(profiles: Service) -> Iterator[list[str]]:
    """Collect what the database is asked."""
    with statements_of_a_service(profiles) as asked:
        yield asked


@pytest.fixture
def unlimited(profiles: Service) -> Iterator[Service]:
    """A service that lets anybody ask as often as she likes."""
    before = profiles.extensions["limits"]
    usual: Settings = profiles.extensions["settings"]
    many: dict[str, Any] = {name: 10_000 for name in vars(usual) if "_per_" in name or "_in_all" in name}
    profiles.extensions["limits"] = Limits(replace(usual, **many))
    yield profiles
    profiles.extensions["limits"] = before
