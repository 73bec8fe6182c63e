"""The door for probes and scrapers, on a process that has a web server."""

from flask import Response, current_app

from services.kit import health, metrics
from services.kit.auth import public
from services.kit.doors import Doors
from services.kit.figures import DatabaseFigures

doors = Doors("health", __name__, description="For those who run this.")


@doors.route("/healthz")
@doors.says("application/json")
@public
def healthz() -> Response:
    """Tell that this process is alive."""
    return Response(b'{"status":"alive"}', mimetype="application/json")


@doors.route("/readyz")
@doors.says("application/json", 200, 503)
@public
def readyz() -> Response:
    """Tell whether database and broker can be reached."""
    body, ready = health.readiness(current_app.worker)  # type: ignore[attr-defined]
    return Response(body, status=200 if ready else 503, mimetype="application/json")


@doors.route("/metrics")
@doors.says("text/plain")
@public
def figures() -> Response:
    """Return this service's figures in Prometheus' text format."""
    worker = current_app.worker  # type: ignore[attr-defined]
    return Response(
        metrics.exposition(DatabaseFigures(worker.database, worker.figures)), content_type=metrics.PLAIN_TEXT
    )
