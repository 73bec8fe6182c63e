"""Versions on the wire: `ETag` on what is read, `If-Match` on what is changed, and 304 for those who know already."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request

from services.kit.errors import Stale, Unconditional

View = TypeVar("View", bound=Callable[..., Any])
_KEPT_ANSWERS, _KEPT_BYTES = 512, 4 * 2**20
"""Of each process: so many answers, and so much memory."""


def tag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def expected_version() -> int:
    """Return the version the caller wants to change; refused with `Unconditional` or `Stale`."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Unconditional
    try:
        return int(given.removeprefix("W/").strip('"'))
    except ValueError:
        raise Stale from None


def check_version(known: int, expected: int) -> None:
    """Refuse with `Stale` when somebody else was faster."""
    if known != expected:
        raise Stale


class AnswerCache:
    """Keeps the newest answers of one process, each under the version it was made from."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: str) -> bytes | None:
        """Return the answer kept under a key, if it is still there."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: str, answer: bytes) -> None:
        """Keep an answer, and forget those that were not asked for longest when there are too many or too long ones."""
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while len(self._answers) > _KEPT_ANSWERS or self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._answers.popitem(last=False)[1])

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer kept under a key, or make and keep it."""
        answer = self.find(key)
        if answer is None:
            self.keep(key, answer := make())
        return answer


def kept_under(version: Callable[[], str], *, max_age: int = 5) -> Callable[[View], View]:
    """Answer with what is kept under a version, the URL and the language alone: 304, or the same bytes.

    Stands above the arguments of a view, so that what is known already is not even read again. Only what the view
    makes for everybody is kept: an answer that says its own `Cache-Control` is passed on as it is. The view finds the
    version in `g.version`.
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **words: Any) -> Response:
            g.version = version()
            key, etag = _key(g.version)
            if etag in request.if_none_match:
                return _for_all(Response(status=304), etag, max_age)
            cache: AnswerCache = current_app.extensions["answers"]
            body = cache.find(key)
            if body is None:
                made = view(*args, **words)
                if "Cache-Control" in made.headers:
                    return cast(Response, made)
                cache.keep(key, body := made.get_data())
            return _for_all(Response(body, mimetype="application/json"), etag, max_age)

        return cast(View, answer)

    return keeping


def versioned(version: str, make: Callable[[], bytes], *, mimetype: str, max_age: int = 5) -> Response:
    """Answer as `kept_under` does with what is large, and so not kept here: a few hundred would fill a machine."""
    _, etag = _key(version)
    known = etag in request.if_none_match
    return _for_all(Response(status=304) if known else Response(make(), mimetype=mimetype), etag, max_age)


def _key(version: str) -> tuple[str, str]:
    """Return what an answer is kept under, and its ETag."""
    language = request.accept_languages.best_match(["de", "en"]) or ""
    key = f"{version}|{language}|{request.full_path}"
    return key, blake2b(key.encode(), digest_size=12).hexdigest()


def _for_all(response: Response, etag: str, max_age: int) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.headers["Vary"] = "Accept-Language"
    return response
