"""What lies at an address that somebody gave us, fetched with care: bounded in time and size, and from public machines.

Nothing of ours goes along: no cookies, no passwords, no page that we came from. Every redirect is judged like the first
address. What has not changed since the last time is not sent again.
"""

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from services.kit.reach import NotReached, Pinned, Reach, time_left

MOST_SECONDS = 10.0
LARGEST = 10_000_000
MOST_REDIRECTS = 3
AGENT = "Mosaik/1.0 (reads calendars and checks links for a city's climate site)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = frozenset({80, 443})
_UNREACHED: dict[type[Exception], str] = {
    httpcore.TimeoutException: "too_slow",
    httpcore.NetworkError: "unreachable",
    httpcore.ProtocolError: "unreachable",
    zlib.error: "unreachable",
}
_STATUSES = {401: "sign_in_needed", 403: "sign_in_needed", 404: "not_found", 410: "not_found"}


class NotFetched(Exception):
    """Nothing came from an address that could be used; `kind` says why, with the words that belong to it."""

    def __init__(self, kind: str, **words: object) -> None:
        super().__init__(kind)
        self.kind, self.words = kind, dict[str, Any](words)


@dataclass(frozen=True)
class Known:
    """What the server said of the version that we have."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return how to ask whether that is still so."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Fetched:
    """What came: its bytes, or nothing if all is as it was."""

    body: bytes
    media_type: str
    known: Known
    is_unchanged: bool = False


@dataclass(frozen=True)
class Wish:
    """What is asked for: the address, what we have of it, and which kinds of content are any good."""

    address: str
    known: Known = field(default_factory=Known)
    takes: Callable[[str], bool] | None = None
    largest: int = LARGEST
    seconds: float = MOST_SECONDS


Fetch = Callable[[Wish], Fetched]


def fetch(wish: Wish, reach: Reach | None = None) -> Fetched:
    """Fetch what lies at an address; refused with `NotFetched`. `reach` is for tests that serve on this machine."""
    try:
        return _fetched(wish, reach or Reach(), time.monotonic() + wish.seconds)
    except NotReached as trouble:
        raise NotFetched(trouble.kind) from None
    except httpcore.ConnectError as trouble:
        raise NotFetched("not_secure" if "CERTIFICATE" in str(trouble).upper() else "unreachable") from None
    except tuple(_UNREACHED) as trouble:
        raise NotFetched(next(kind for each, kind in _UNREACHED.items() if isinstance(trouble, each))) from None


def plain_address(address: str) -> str:
    """Return an address of http or https as it is asked for; refused with `NotFetched` when it is none."""
    try:
        url = httpx.URL(address.strip())
        if url.scheme in {"webcal", "webcals"}:
            url = url.copy_with(scheme="https")
        port_is_fine = url.port is None or url.port in _PORTS or 1024 <= url.port < 65536
        if url.scheme not in {"http", "https"} or not url.host or url.userinfo or not port_is_fine:
            raise NotFetched("bad_address")
    except (httpx.InvalidURL, ValueError):
        raise NotFetched("bad_address") from None
    return str(url.copy_with(fragment=None))


def _fetched(wish: Wish, reach: Reach, until: float) -> Fetched:
    address = plain_address(wish.address)
    with httpcore.ConnectionPool(reach.trust(), network_backend=Pinned(reach, until), retries=0) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            with pool.stream(
                "GET", address, headers=_asked(wish), extensions={"timeout": _patience(until)}
            ) as response:
                said = _Headers(response.headers)
                if response.status not in _REDIRECTS:
                    return _answer(wish, response, said, until)
                address = _redirected(address, said["location"])
    raise NotFetched("too_many_redirects")


def _redirected(address: str, location: str) -> str:
    try:
        return plain_address(urljoin(address, location))
    except ValueError:
        raise NotFetched("bad_address") from None


def _asked(wish: Wish) -> list[tuple[bytes | str, bytes | str]]:
    # No connection is used twice, so that each one is judged.
    plain = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
    return [*plain.items(), *wish.known.headers().items()]


def _patience(until: float) -> dict[str, float]:
    return dict.fromkeys(("connect", "read", "write", "pool"), time_left(until))


def _answer(wish: Wish, response: httpcore.Response, said: "_Headers", until: float) -> Fetched:
    known = Known(_validator(said["etag"], 200), _validator(said["last-modified"], 100))
    media_type = said["content-type"].partition(";")[0].strip().lower()
    if response.status == 304:
        return Fetched(b"", media_type, wish.known, is_unchanged=True)
    if response.status != 200:
        raise NotFetched(_STATUSES.get(response.status, "refused"), status=response.status)
    if wish.takes and not wish.takes(media_type):
        raise NotFetched("wrong_kind", media_type=media_type)
    return Fetched(_body(response, said, wish.largest, until), media_type, known)


def _validator(word: str, longest: int) -> str | None:
    """Return what can be said back to the server the next time."""
    return word[:longest] if word and word.isascii() else None


def _body(response: httpcore.Response, said: "_Headers", largest: int, until: float) -> bytes:
    if said["content-length"].isdecimal() and int(said["content-length"][:12]) > largest:
        raise NotFetched("too_large")
    parts, size = [], 0
    for part in _unpacked(response.iter_stream(), said["content-encoding"].strip().lower(), largest):
        size += len(part)
        if size > largest:
            raise NotFetched("too_large")
        time_left(until)
        parts.append(part)
    return b"".join(parts)


def _unpacked(parts: Iterator[bytes], encoding: str, largest: int) -> Iterator[bytes]:
    """Yield content unpacked, never more of it at once than is allowed in all."""
    if encoding in {"", "identity"}:
        yield from parts
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise NotFetched("unreachable")
    unpacker = zlib.decompressobj(wbits=31)
    for part in parts:
        yield unpacker.decompress(part, largest + 1)
        if unpacker.unconsumed_tail:
            raise NotFetched("too_large")
    if not unpacker.eof:
        raise NotFetched("unreachable")


class _Headers(Mapping[str, str]):
    """Headers by their names in small letters; what is not said is empty."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._words = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in raw}

    def __getitem__(self, name: str) -> str:
        return self._words.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)
