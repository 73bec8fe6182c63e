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
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.began = time.perf_counter()
        logs.request_id.set(given if _REQUEST_ID.fullmatch(given) else uuid4().hex)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = logs.request_id.get()
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        # The rule, never the path: paths carry tokens.
        rule = request.url_rule.rule if request.url_rule else "unknown"
        metrics.REQUESTS.labels(name, request.method, rule, str(response.status_code)).observe(seconds)
        if response.status_code >= 400 or seconds > 1:
            logs.logger().info("request", rule=rule, status=response.status_code, seconds=round(seconds, 4))
        return response
