"""Alive, ready, and figures: three addresses on every process, web, worker and beat alike."""

import os
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import orjson
from redis import Redis
from sqlalchemy import text

from services.kit import metrics
from services.kit.db import Database
from services.kit.figures import DatabaseFigures
from services.kit.worker import Worker

_SECONDS = 1


def readiness(worker: Worker[Any]) -> tuple[bytes, bool]:
    """Return what can be reached, as JSON, and whether that is enough to serve.

    A broker that is away leaves a service ready: what it tells waits in the outbox.
    """
    parts = {"database": _reaches(lambda: _ask(worker.database)), "broker": _reaches(lambda: _ping(worker.redis_url))}
    return orjson.dumps({"status": "ready" if parts["database"] else "not ready", **parts}), parts["database"]


def serve(port: int, worker: Worker[Any]) -> None:
    """Answer the three addresses from a thread of a process that has no web server of its own."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, kind, body = _answer(environ["PATH_INFO"], worker)
        start(status, [("Content-Type", kind)])
        return [body]

    server = make_server(os.environ.get("MOSAIK_HOST", "127.0.0.1"), port, app, handler_class=_Quiet)
    Thread(target=server.serve_forever, daemon=True, name="health").start()


def _answer(path: str, worker: Worker[Any]) -> tuple[str, str, bytes]:
    if path == "/healthz":
        return "200 OK", "application/json", b'{"status":"alive"}'
    if path == "/readyz":
        body, ready = readiness(worker)
        return "200 OK" if ready else "503 Service Unavailable", "application/json", body
    if path == "/metrics":
        return "200 OK", metrics.PLAIN_TEXT, metrics.exposition(DatabaseFigures(worker.database, worker.figures))
    return "404 Not Found", "application/json", b"{}"


def _reaches(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception:  # whatever the driver raises, the answer is no
        return False
    return True


def _ask(database: Database) -> None:
    with database.reading() as session:
        session.execute(text("SELECT 1"))


def _ping(redis_url: str) -> None:
    with Redis.from_url(redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as redis:
        redis.ping()


class _Quiet(WSGIRequestHandler):
    # One caller is answered after the other: who says nothing must not keep the probes out.
    timeout = 5

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: probes come every few seconds."""
