"""One campaign by the notifier's real path: an offer is told, people are found, mails go out, replies are kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from celery import Celery

from bench.counting import cpu_seconds, family
from bench.ground import running, superuser
from bench.sink import Run
from services.facts import Fact
from services.facts.directory import OfferPublished
from services.kit import clock
from services.launcher.children import Child, wait_until
from tests.support.ground import Ground
from tests.support.notifier_makers import an_offer

_PATIENCE = 300
_PAUSE = 0.005
_SUMMARY = "Einen Samstag lang junge Bäume gießen, Baumscheiben lockern und miteinander frühstücken. "


def long_offer(**words: object) -> OfferPublished:
    """Return an offer whose mail is about 12 KB."""
    return an_offer(**{"summary": (_SUMMARY * 12).strip(), **words})


@dataclass
class Notifier:
    """A running worker of the notifier, with a broker of its own, so that others can rest beside it."""

    ground: Ground
    worker: Child
    celery: Celery

    def tell(self, fact: Fact, *, fact_id: UUID | None = None) -> None:
        """Hand the worker a fact as an outbox would."""
        message = {
            "id": str(fact_id or uuid4()),
            "name": fact.fact_name,
            "payload": fact.to_wire(),
            "request_id": "bench",
            "told_at": clock.now().isoformat(),
        }
        self.celery.send_task(fact.fact_name, kwargs=message, queue="notifier.facts")

    def tell_and_wait(self, offer: OfferPublished) -> Run:
        """Run one campaign to its end; returns how many mails were accepted, how fast, and the worker's CPU."""
        with superuser(self.ground, "notifier") as connection:
            # One transaction for all questions, so that they do not count among the notifier's own.
            connection.autocommit = False
            cpu, began = self._cpu(), time.perf_counter()
            self.tell(offer)
            mails = self._wait(connection, offer, began + _PATIENCE)
            seconds = time.perf_counter() - began
            connection.rollback()
        return Run(mails, seconds, self._cpu() - cpu)

    def _cpu(self) -> float:
        return cpu_seconds(family(self.worker.pid))

    def _wait(self, connection: object, offer: OfferPublished, end: float) -> int:
        while time.perf_counter() < end:
            row = connection.execute(_DONE, [offer.offer_id]).fetchone()  # type: ignore[attr-defined]
            if row and row[0] and not row[1]:
                return int(row[2])
            time.sleep(_PAUSE)
        raise SystemExit(f"The campaign did not end in time:\n{self.worker.last_words()}")


_DONE = """
    SELECT n.state = 1, EXISTS (SELECT FROM batches b WHERE b.notification_id = n.id AND b.state <> 2), n.fanned_out
    FROM notifications n WHERE n.object_id = %s
"""


@contextmanager
def notifier(
    ground: Ground, smtp_url: str, *, processes: int, number: int = 1, dkim_key: str = ""
) -> Iterator[Notifier]:
    """Run a worker that sends with so many processes, on the broker's database of this number."""
    url = ground.servers.redis_url.rpartition("/")[0] + f"/{number}"
    words = {"NOTIFIER_SMTP_URL": smtp_url, "NOTIFIER_SLOTS": str(processes), "MOSAIK_REDIS_URL": url}
    words["NOTIFIER_DKIM_KEY"] = dkim_key
    port = ground.settings.ports.worker_metrics("notifier") + 10 * number
    with running(ground, "notifier", "worker", port=port, **words) as worker:
        concurrency = 6
        if not wait_until(lambda: len(family(worker.pid)) > concurrency, seconds=30):
            raise SystemExit(f"The worker has no children:\n{worker.last_words()}")
        yield Notifier(ground, worker, Celery(broker=url, set_as_current=False))
