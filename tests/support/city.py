"""All services in one process, and `settle()`: every outbox relayed, every queued task run, until nothing moves."""

from dataclasses import dataclass
from typing import Any

import httpx
from kombu.simple import SimpleQueue

from services.kit import clock, outbox
from services.kit.web import Service
from services.launcher.ports import SERVICES
from tests.support.ground import Ground
from tests.support.tokens import Tokens

_ROUNDS = 50


class Letterbox:
    """The mail catcher, read as its page reads it."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url)

    def mails(self, to: str | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/api/mails", params={"to": to} if to else {}).json()
        return found

    def addresses(self) -> list[str]:
        return [address for mail in self.mails() for address in mail["to"]]

    def empty(self) -> None:
        self._http.delete("/api/mails").raise_for_status()


@dataclass
class TestCity:
    """A whole city without its processes."""

    ground: Ground
    letterbox: Letterbox
    tokens: Tokens

    __test__ = False

    def __post_init__(self) -> None:
        for service in SERVICES:
            self.ground.emptied(service)

    @property
    def apps(self) -> dict[str, Service]:
        return {app.service: app for app in map(self.ground.app, SERVICES)}

    def settle(self) -> None:
        """Let every fact arrive and every mail go out."""
        for _ in range(_ROUNDS):
            if not self._relay() + self._work():
                return
        raise AssertionError("the city does not come to rest")

    def _relay(self) -> int:
        sent = 0
        for app in self.apps.values():
            with app.database.transaction() as session:
                sent += outbox.relay(session, app.worker.send, now=clock.now())
        return sent

    def _work(self) -> int:
        return sum(run_queue(app, queue) for app in self.apps.values() for queue in (app.service, *app.worker.queues))


def run_queue(app: Service, name: str) -> int:
    """Run every task that waits in a queue, in this process; returns how many there were."""
    done = 0
    with app.worker.celery.connection_for_read() as connection:
        queue = SimpleQueue(connection.channel(), app.worker.celery.amqp.queues[name])  # type: ignore[arg-type]
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                queue.close()
                return done
            _, words, _ = message.payload
            app.worker.celery.tasks[message.headers["task"]].apply(kwargs=words)
            message.ack()
            done += 1
