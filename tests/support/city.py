"""All services in one process, and `settle()`: every outbox relayed, every queued task run, until nothing moves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from kombu.simple import SimpleQueue
from sqlalchemy import text

from notifier.tasks import outfit
from services.kit import clock, outbox
from services.kit.client import Client
from services.kit.web import Service
from services.kit.worker import facts_queue
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
        # Ids begin anew with each city, so nothing may be left of the mails of the last one.
        outfit.cache_clear()
        for service in SERVICES:
            app = self.ground.emptied(service)
            app.worker.reach = partial(self._reach, app.service)  # type: ignore[method-assign]

    @property
    def apps(self) -> dict[str, Service]:
        return {app.service: app for app in map(self.ground.app, SERVICES)}

    def settle(self) -> None:
        """Let every fact arrive and every mail go out."""
        for _ in range(_ROUNDS):
            if not self._relay() + self._work():
                return
        raise AssertionError("the city does not come to rest")

    def hear(self) -> None:
        """Let every fact arrive, while all mails wait."""
        for _ in range(_ROUNDS):
            if not self._relay() + self._work(facts_queue):
                return
        raise AssertionError("the city does not come to rest")

    def ask(self, service: str, call: str, words: Any = None, *, who: dict[str, str] | None = None) -> Any:
        """Ask a service over its HTTP door, and insist that it says yes: `city.ask(DIRECTORY, "GET /v1/offers")`."""
        method, path = call.split(" ", 1)
        answer = self.apps[service].test_client().open(path, method=method, json=words, headers=who or {})
        assert answer.status_code < 400, answer.text
        return answer.get_json(silent=True)

    def rows(self, service: str, question: str) -> list[Any]:
        """Return the first column of a question to a service's database."""
        with self.apps[service].database.reading() as session:
            return list(session.scalars(text(question)))

    def catch_up(self) -> None:
        """Let every hearer ask its tellers for what it missed, and say what it heard; told things count as old."""
        for app in self.apps.values():
            with app.database.transaction() as session:
                session.execute(text("UPDATE outbox SET told_at = told_at - interval '1 minute'"))
        for _ in ("ask for what is missing", "say what was heard"):
            for app in self.apps.values():
                app.worker.celery.tasks[f"{app.service}.catch_up"].apply()

    def _reach(self, asking: str, service: str) -> Client:
        """Let services reach each other without a network."""
        signer = self.tokens.signer(asking)
        return Client(
            "http://city", audience=service, signer=signer, transport=httpx.WSGITransport(app=self.apps[service])
        )

    def _relay(self) -> int:
        sent = 0
        for app in self.apps.values():
            with app.database.transaction() as session:
                sent += outbox.relay(session, app.worker.send, now=clock.now())
        return sent

    def _work(self, *queues: Callable[[str], str]) -> int:
        """Run what waits in these queues of all services, or in all of them."""
        waiting = ((app, [each(app.service) for each in queues] or app.worker.queues) for app in self.apps.values())
        return sum(run_queue(app, queue) for app, names in waiting for queue in names)


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
