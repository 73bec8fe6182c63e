"""Whole pages that are the same for all visitors, kept for as long as all answers in them are fresh."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.http import parse_etags

from services.kit import following
from services.website import signed_in
from services.website.clients.asking import fresh_until
from services.website.clients.kept import Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
_MOST_PAGES = 200
_LONGEST = 200_000
_OWN_HEADERS = frozenset({"X-Request-ID", "Content-Length"})


@dataclass(frozen=True)
class Page:
    """A page as it is sent to everybody who is not signed in."""

    rule: str
    body: bytes
    etag: str
    headers: list[tuple[str, str]]


def for_all(view: View) -> View:
    """Show visitors who are not signed in one and the same page, for as long as all answers in it are fresh.

    A page with a form that is sent, one that lacks an answer, and one made with somebody's token is never kept.
    """
    view.for_all = True  # type: ignore[attr-defined]
    return view


class KeptPages:
    """A WSGI app that gives pages again that were made for all, and passes everything else on."""

    def __init__(self, app: Flask) -> None:
        self._behind = app.wsgi_app
        self._pages: Kept[Page] = Kept(_MOST_PAGES)
        app.after_request(self._keep)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer with a page that is kept, or as the website does."""
        began = time.perf_counter()
        if environ["REQUEST_METHOD"] != "GET" or signed_in.COOKIE in environ.get("HTTP_COOKIE", ""):
            return self._behind(environ, start_response)
        found = self._pages.find(_address(environ))
        if found is None:
            return self._behind(environ, start_response)
        page = found[1]
        known = parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(page.etag)
        status = HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK
        following.begin(environ.get("HTTP_X_REQUEST_ID", ""))
        following.end("website", "GET", page.rule, status.value, time.perf_counter() - began)
        length = [] if known else [("Content-Length", str(len(page.body)))]
        said = [each for each in following.said().items() if each[0] in _OWN_HEADERS]
        start_response(f"{status.value} {status.phrase}", [*page.headers, *length, *said])
        return [b"" if known else page.body]

    def _keep(self, response: Response) -> Response:
        """Keep a page that is for all; who has it already is told so."""
        if not _is_for_all(response):
            return response
        body = response.get_data()
        response.set_etag(blake2b(body, digest_size=12).hexdigest())
        headers = [each for each in response.headers if each[0] not in _OWN_HEADERS]
        rule = request.url_rule.rule if request.url_rule else "unknown"
        page = Page(rule, body, response.get_etag()[0] or "", headers)
        self._pages.keep(_address(request.environ), fresh_until(), page)
        response.make_conditional(request)
        return response


def _is_for_all(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        getattr(view, "for_all", False)
        and (request.method, response.status_code, response.mimetype) == ("GET", HTTPStatus.OK, "text/html")
        and not signed_in.has_cookie()
        and "signed_out" not in g
        and "Set-Cookie" not in response.headers
        and not response.cache_control.no_store
        and fresh_until() > time.monotonic()
        and len(response.get_data()) <= _LONGEST
    )


def _address(environ: "WSGIEnvironment") -> tuple[str, str, str]:
    return environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"], environ.get("QUERY_STRING", "")
