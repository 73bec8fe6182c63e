"""Versions on the wire: `ETag` on what is read, `If-Match` on what is changed, and 304 for those who know already."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock

from flask import Response, current_app, request

from services.kit.errors import Stale, Unconditional

_KEPT_ANSWERS = 512


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
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer kept under a key, or make and keep it."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = make()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return answer


def versioned(version: str, make: Callable[[], bytes], *, max_age: int = 5) -> Response:
    """Answer with JSON that depends on the URL, the language and a version alone: 304, kept bytes, or made anew."""
    language = request.accept_languages.best_match(["de", "en"]) or "de"
    key = f"{version}|{language}|{request.full_path}"
    etag = blake2b(key.encode(), digest_size=12).hexdigest()
    if etag in request.if_none_match:
        response = Response(status=304)
    else:
        cache: AnswerCache = current_app.extensions["answers"]
        response = Response(cache.get(key, make), mimetype="application/json")
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.vary.add("Accept-Language")
    return response
