"""Letting the notifier work until nothing waits, and its clock stand where a test wants it."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from notifier.tasks import outfit, worker
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.mail_server import MailServer, a_mail_server

Settle = Callable[[], None]
SetClock = Callable[[datetime], None]
SECRET = "a secret of tests"


@pytest.fixture(autouse=True)
def _fresh_outfit() -> None:
    outfit.cache_clear()


@pytest.fixture
def settle(notifier: Service) -> Settle:
    def work() -> None:
        for _ in range(20):
            if not sum(run_queue(notifier, queue) for queue in notifier.worker.queues):
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


@pytest.fixture
def set_up(notifier: Service) -> Iterator[Service]:
    """Give the notifier a domain for reports, and a secret for who tells them."""
    before = worker.settings
    after = {"bounce_domain": "bounce.klima.example", "bounce_secret": SECRET}
    worker.settings = type(before)(**{**vars(before), **after})
    notifier.extensions["settings"] = worker.settings
    outfit.cache_clear()
    yield notifier
    worker.settings = notifier.extensions["settings"] = before
    outfit.cache_clear()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running
