"""What operators watch: requests, facts told and heard, and how old the oldest waiting rows are."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.registry import Collector

PLAIN_TEXT = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Histogram(
    "mosaik_request_seconds",
    "How long requests took.",
    ["service", "method", "rule", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
FACTS_SENT = Counter("mosaik_facts_sent_total", "Facts handed to the broker.", ["service", "fact"])
FACTS_HEARD = Counter("mosaik_facts_heard_total", "Facts acted on.", ["service", "fact", "outcome"])


def exposition(*more: Collector) -> bytes:
    """Return all that this service's processes here have counted, and more, in Prometheus' text format."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    for each in more:
        registry.register(each)
    return generate_latest(registry)
