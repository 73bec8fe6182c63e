"""Following a request: an id that goes with it everywhere, and a line on how it went."""

import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from services.kit import logs, metrics

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def follow_requests(app: Flask, name: str) -> None:
    """Give each request an id that follows it everywhere, and write down how it went."""

    @app.before_request
    def began() -> None:
        g.began = time.perf_counter()
        begin(request.headers.get("X-Request-ID", ""))

    @app.after_request
    def ended(response: Response) -> Response:
        for header, words in said().items():
            response.headers.setdefault(header, words)
        # The rule, never the path: paths carry tokens.
        rule = request.url_rule.rule if request.url_rule else "unknown"
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        end(name, request.method, rule, response.status_code, seconds)
        return response


def begin(given: str) -> None:
    """Let the id that came with a request follow it, or a new one where none came or what came is none."""
    logs.request_id.set(given if _REQUEST_ID.fullmatch(given) else uuid4().hex)


def said() -> dict[str, str]:
    """Return the headers that every answer has."""
    return {"X-Request-ID": logs.request_id.get(), "X-Content-Type-Options": "nosniff"}


def end(service: str, method: str, rule: str, status: int, seconds: float) -> None:
    """Count an answer, and write a line about one that was slow or refused."""
    metrics.REQUESTS.labels(service, method, rule, str(status)).observe(seconds)
    if status >= 400 or seconds > 1:
        logs.logger().info("request", rule=rule, status=status, seconds=round(seconds, 4))
