"""Letting the notifier work until nothing waits, and its clock stand where a test wants it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue

Settle = Callable[[], None]
SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _fresh_outfit() -> None:
    outfit.cache_clear()


@pytest.fixture
def settle(notifier: Service) -> Settle:
    def work() -> None:
        for _ in range(20):
            if not sum(run_queue(notifier, queue) for queue in (notifier.service, *notifier.worker.queues)):
                return

    return work


@pytest.fixture
def tick(notifier: Service) -> Callable[..., None]:
    """Let things be done that are done on time."""

    def done(*names: str) -> None:
        for name in names:
            notifier.worker.celery.tasks[f"notifier.{name}"].apply()

    return done


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Let every clock that is read show this moment."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return put
