"""One PostgreSQL, one Valkey and one letterbox a run; every service on them, emptied before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from services.kit.web import Service
from tests.support import browser
from tests.support.city import Letterbox, TestCity
from tests.support.ground import Ground, laid_ground
from tests.support.tokens import Tokens

# How long an example takes says more about the machine than about us.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with laid_ground(tmp_path_factory.mktemp("ground")) as laid:
        yield laid


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a process: a second one would find the first one's loop running."""
    if browser.chromium() is None:
        pytest.skip("there is no Chromium on this machine")
    with browser.browser() as opened:
        yield opened


@pytest.fixture
def tokens(ground: Ground) -> Tokens:
    return Tokens(ground.keys)


@pytest.fixture
def directory(ground: Ground) -> Service:
    return ground.emptied("directory")


@pytest.fixture
def events(ground: Ground) -> Service:
    return ground.emptied("events")


@pytest.fixture
def profiles(ground: Ground) -> Service:
    return ground.emptied("profiles")


@pytest.fixture
def notifier(ground: Ground) -> Service:
    return ground.emptied("notifier")


@pytest.fixture
def letterbox(ground: Ground) -> Letterbox:
    box = Letterbox(ground.inbox_url)
    box.empty()
    return box


@pytest.fixture
def city(ground: Ground, letterbox: Letterbox, tokens: Tokens) -> TestCity:
    return TestCity(ground, letterbox, tokens)


@pytest.fixture
def city_file() -> Path:
    return Path(__file__).parents[1] / "city.toml"
