"""One running city for all journeys."""

from collections.abc import Iterator

import pytest

from tests.support import browser as support


@pytest.fixture(scope="session")
def running_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[support.RunningCity]:
    if support.chromium() is None:
        pytest.skip("there is no Chromium on this machine")
    with support.running_city(tmp_path_factory.mktemp("city")) as city:
        yield city
