"""Queues: each kind of work has its own, and a worker serves all of them or those it is given."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.makers import a_message
from tests.support.notifier_makers import a_subscriber
from tests.support.processes import a_worker, eventually


def test_a_worker_serves_the_queues_that_its_settings_name(ground: Ground, notifier: Service) -> None:
    with a_worker(ground, "notifier", NOTIFIER_QUEUES="system"):
        tell(notifier)
        notifier.worker.celery.send_task("notifier.catch_up", queue="notifier.system")
        eventually(lambda: waiting_in(notifier, "notifier.system") == 0)
        assert waiting_in(notifier, "notifier.facts") == 1

    with a_worker(ground, "notifier", NOTIFIER_QUEUES="facts, send.letters"):
        eventually(lambda: waiting_in(notifier, "notifier.facts") == 0)
        eventually(lambda: recipients(notifier) == 1)


def test_a_queue_that_nobody_knows_is_refused(notifier: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifier.worker, "settings", replace(notifier.worker.settings, queues="send.leters"))

    with pytest.raises(SystemExit, match=r"queue: notifier\.send\.leters; there are: .*\.send\.letters"):
        notifier.worker.served_queues()


def waiting_in(app: Service, queue: str) -> int:
    with app.worker.celery.connection_for_read() as connection:
        return int(connection.default_channel.client.llen(queue))  # type: ignore[attr-defined]


def tell(app: Service) -> None:
    message = a_message(a_subscriber("ada@example.org"))
    app.worker.celery.send_task(message["name"], kwargs=message, queue="notifier.facts")


def recipients(app: Service) -> int:
    with app.database.reading() as session:
        return int(session.scalar(text("SELECT count(*) FROM recipients")) or 0)
