"""One HTTP client between website and services: short timeouts, retries where they do no harm, the request's id."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from services.kit import clock
from services.kit.errors import Passing
from services.kit.logs import request_id
from services.kit.tokens import Signer

PATIENCE = 5.0
"""How many seconds an answer may take."""
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_PASSING = frozenset({502, 503, 504})
_PAUSES = (0.05, 0.2)


class Away(Passing):
    """A service could not be reached, or said that it is not itself."""


class Refused(Exception):
    """A service refused; carries its problem (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title', '')}")
        self.status = status
        self.problem = problem

    @property
    def kind(self) -> str:
        """Return the last word of the problem's type, such as `already-published`."""
        return str(self.problem.get("type", "")).rpartition(":")[2]

    @property
    def errors(self) -> dict[str, list[str]]:
        """Return what is wrong, by field."""
        found: dict[str, list[str]] = self.problem.get("errors", {})
        return found


@dataclass(frozen=True)
class Answer:
    """What a service answered: JSON words and headers."""

    status: int
    words: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Client:
    """Speaks to one service."""

    def __init__(
        self,
        url: str,
        *,
        audience: str,
        signer: Signer,
        transport: httpx.BaseTransport | None = None,
        patience: float = PATIENCE,
    ) -> None:
        timeout = httpx.Timeout(patience, connect=1.0)
        self._http = httpx.Client(base_url=url, timeout=timeout, transport=transport)
        self._audience = audience
        self._signer = signer

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, *, as_service: bool = False, **options: Any) -> Answer:
        """Read something; public reading goes without a token."""
        return self.ask("GET", path, as_service=as_service, **options)

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        as_service: bool = True,
    ) -> Answer:
        """Ask once, or again after a pause if that does no harm; raises `Away` or `Refused`."""
        words = {"X-Request-ID": request_id.get(), **self._credentials(as_service), **(headers or {})}
        request = self._http.build_request(method, path, json=json, params=params, headers=words)
        safe = method in _REPEATABLE or "Idempotency-Key" in words
        return self._answer(self._sent(request, tries=len(_PAUSES) + 1 if safe else 1))

    def send_file(self, path: str, body: bytes, *, headers: Mapping[str, str], method: str = "POST") -> Answer:
        """Hand over a file as it is, once; raises `Away` or `Refused`."""
        words = {"X-Request-ID": request_id.get(), "Content-Type": "application/octet-stream", **headers}
        request = self._http.build_request(method, path, content=body, headers=words)
        return self._answer(self._sent(request, tries=1))

    def fetch(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        as_service: bool = False,
    ) -> Answer:
        """Return a file as it is, its bytes for words; raises `Away` or `Refused`."""
        words = {"X-Request-ID": request_id.get(), **self._credentials(as_service), **(headers or {})}
        request = self._http.build_request("GET", path, params=params, headers=words)
        response = self._sent(request, tries=len(_PAUSES) + 1)
        if response.status_code >= 400:
            return self._answer(response)
        return Answer(response.status_code, response.content, response.headers)

    def stream(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        as_service: bool = False,
    ) -> Iterator[bytes]:
        """Yield a long answer piece by piece as it comes; raises `Away` or `Refused` before the first."""
        words = {"X-Request-ID": request_id.get(), **self._credentials(as_service), **(headers or {})}
        try:
            with self._http.stream("GET", path, params=params, headers=words) as response:
                if response.status_code >= 400:
                    response.read()
                    self._answer(response)
                yield from response.iter_bytes()
        except httpx.RequestError as trouble:
            raise Away(self._audience) from trouble

    def _credentials(self, as_service: bool) -> dict[str, str]:
        if not as_service:
            return {}
        return {"Authorization": f"Bearer {self._signer.token(audience=self._audience, now=clock.now())}"}

    def _sent(self, request: httpx.Request, *, tries: int) -> httpx.Response:
        for attempt in range(tries):
            if attempt:
                time.sleep(_PAUSES[attempt - 1])
            try:
                response = self._http.send(request)
            except httpx.RequestError as trouble:
                if attempt == tries - 1:
                    raise Away(self._audience) from trouble
                continue
            if response.status_code not in _PASSING or attempt == tries - 1:
                return response
        raise Away(self._audience)

    def _answer(self, response: httpx.Response) -> Answer:
        if response.status_code in _PASSING:
            raise Away(self._audience)
        words = _words(response)
        if response.status_code >= 400:
            raise Refused(response.status_code, words if isinstance(words, dict) else {})
        return Answer(response.status_code, words, response.headers)


def _words(response: httpx.Response) -> Any:
    try:
        return orjson.loads(response.content) if response.content else None
    except orjson.JSONDecodeError:
        return response.text
