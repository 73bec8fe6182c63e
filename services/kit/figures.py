"""What waits in the database, asked at the moment of scraping: how much, and how old the oldest is."""

from collections.abc import Iterable
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Result, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from services.kit.db import Database

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
    """Asks the database, at the moment of scraping, how much is waiting.

    A question's last column is the figure; those before it, if there are any, are its labels.
    """

    def __init__(self, database: Database, questions: dict[str, tuple[str, str]]) -> None:
        self._database = database
        self._questions = _WAITING | questions

    def collect(self) -> Iterable[Metric]:
        """Yield one gauge for each question; while the database is away, only that it is."""
        try:
            figures = self._asked()
        except (OperationalError, PoolExhausted):
            figures = []
        yield _gauge("mosaik_database_up", "Whether the database answers.", float(bool(figures)))
        yield from figures

    def _asked(self) -> list[Metric]:
        with self._database.reading() as session:
            return [
                _figure(name, meaning, session.execute(text(question)))
                for name, (meaning, question) in self._questions.items()
            ]


def _figure(name: str, meaning: str, answer: Result[Any]) -> Metric:
    *labels, _ = answer.keys()
    figure = GaugeMetricFamily(name, meaning, labels=labels)
    for row in answer.all():
        words: list[Any] = list(row)
        figure.add_metric([str(word) for word in words[:-1]], float(words[-1] or 0))
    return figure


def _gauge(name: str, meaning: str, value: float) -> Metric:
    figure = GaugeMetricFamily(name, meaning)
    figure.add_metric([], value)
    return figure
