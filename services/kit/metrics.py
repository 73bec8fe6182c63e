"""What operators watch: requests, facts told and heard, and how old the oldest waiting rows are."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from services.kit.db import Database

REQUESTS = Histogram(
    "mosaik_request_seconds",
    "How long requests took.",
    ["service", "method", "rule", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
FACTS_SENT = Counter("mosaik_facts_sent_total", "Facts handed to the broker.", ["service", "fact"])
FACTS_HEARD = Counter("mosaik_facts_heard_total", "Facts acted on.", ["service", "fact", "outcome"])

_WAITING = {
    "mosaik_outbox_oldest_seconds": (
        "Age of the oldest fact not yet sent.",
        "SELECT extract(epoch FROM now() - min(told_at)) FROM outbox WHERE sent_at IS NULL",
    ),
    "mosaik_unheard_facts": ("Facts that could not be acted on.", "SELECT count(*) FROM unheard"),
    "mosaik_unheard_oldest_seconds": (
        "Age of the oldest fact that could not be acted on.",
        "SELECT extract(epoch FROM now() - min(failed_at)) FROM unheard",
    ),
}


class DatabaseFigures(Collector):
    """Asks the database, at the moment of scraping, how much is waiting."""

    def __init__(self, database: Database, questions: dict[str, tuple[str, str]]) -> None:
        self._database = database
        self._questions = _WAITING | questions

    def collect(self) -> Iterable[Metric]:
        """Yield one gauge for each question."""
        with self._database.reading() as session:
            for name, (meaning, question) in self._questions.items():
                figure = GaugeMetricFamily(name, meaning)
                figure.add_metric([], float(session.scalar(text(question)) or 0))
                yield figure


def exposition(database: Database, questions: dict[str, tuple[str, str]]) -> bytes:
    """Return all metrics of this service's processes here, in Prometheus' text format."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(DatabaseFigures(database, questions))
    return generate_latest(registry)
