"""The least a WSGI app can do: the same bytes each time. What a list is measured against."""

from collections.abc import Callable, Iterable
from typing import Any

_BODY = b'{"items":[' + b",".join([b'{"words":"' + b"x" * 480 + b'"}'] * 20) + b"]}"
_HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))]


def app(_: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Answer with about 10 KB."""
    start_response("200 OK", _HEADERS)
    return [_BODY]
