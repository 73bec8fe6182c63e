"""For those who run this: alive, ready, figures; and the files that never change."""

from flask import Blueprint, Response

from services.kit import metrics
from services.kit.auth import public
from services.website.site import site

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def healthz() -> Response:
    """Tell that this process is alive."""
    return Response(b'{"status":"alive"}', mimetype="application/json")


@pages.get("/readyz")
@public
def readyz() -> Response:
    """Tell that pages can be served; services that are away leave a calm note, not a dead site."""
    return Response(b'{"status":"ready"}', mimetype="application/json")


@pages.get("/metrics")
@public
def figures() -> Response:
    """Return the website's figures in Prometheus' text format."""
    return Response(metrics.exposition(), content_type=metrics.PLAIN_TEXT)


@pages.get("/static/<path:name>")
@public
def static_file(name: str) -> Response:
    """Send a style, font, sign or script."""
    return site().shelf.answer(name)
