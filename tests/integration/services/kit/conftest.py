"""The tiny service, on real servers."""

from collections.abc import Iterator

import pytest

from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.tiny import empty, tiny_service


@pytest.fixture(scope="session")
def kept_tiny(ground: Ground) -> Iterator[Service]:
    app = tiny_service(ground)
    yield app
    app.database.engine.dispose()


@pytest.fixture
def tiny(kept_tiny: Service, ground: Ground) -> Service:
    empty(kept_tiny)
    ground.redis.flushall()
    kept_tiny.extensions["answers"].__init__()
    return kept_tiny
