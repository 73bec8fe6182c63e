"""What the clients of all four services share: the language of the page, and who is asking on whose behalf."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g, request

from services.kit.client import Answer, Away, Client, Refused
from services.kit.errors import NotFound
from services.website.clients.kept import KeptAnswers
from services.website.language import language

Words = dict[str, Any]
T = TypeVar("T")
_THEIR_MISTAKE, _AWAY = 500, 503
_NOT_KNOWN = 401
_NOT_MODIFIED = 304
_SLUG = re.compile(r"[a-z0-9-]{1,200}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_SECRET = re.compile(r"[\w.~+/=-]{1,500}", re.ASCII)


@dataclass(frozen=True)
class File:
    """A file as a service made it; nothing in it when whoever asks has it already."""

    body: bytes
    etag: str
    is_known: bool

    @classmethod
    def of(cls, answer: Answer) -> "File":
        """Return what a service answered whom we had told which version is known."""
        is_known = answer.status == _NOT_MODIFIED
        return cls(b"" if is_known else answer.words, answer.headers.get("ETag", ""), is_known)


def if_new(known: str) -> dict[str, str]:
    """Return the header that asks for a file only if it is another than the one known by its ETag."""
    return {"If-None-Match": known} if known else {}


def calmly(ask: Callable[[], T]) -> T | None:
    """Return an answer, or nothing when the service is away: its part of the page then says so."""
    try:
        return ask()
    except Away:
        return None
    except Refused as refused:
        if refused.status >= _THEIR_MISTAKE:
            return None
        raise


def or_refused(tell: Callable[[], T]) -> T:
    """Return an answer; who is away refuses with 503, so that a form can come back as it was filled in."""
    answer = calmly(lambda: (tell(),))
    if answer is None:
        raise Refused(_AWAY, {})
    return answer[0]


def never_kept(*, is_so: bool) -> None:
    """Say whether this request wants every answer anew."""
    g.never_kept = is_so


def fresh_until() -> float:
    """Return until when all that this request was answered is fresh, by the monotonic clock; 0 if it is not for all."""
    until: float = g.get("fresh_until", 0.0)
    return until


def _not_for_all() -> None:
    g.fresh_until = 0.0


def ref(word: str) -> str:
    """Return a slug or id as it may stand in an address; any other word names nothing."""
    if not _SLUG.fullmatch(word):
        raise NotFound
    return word


def secret(word: str) -> str:
    """Return the secret of a link as it may stand in an address; any other word opens nothing."""
    if not _TOKEN.fullmatch(word):
        raise NotFound
    return word


def credential(kind: str, word: str) -> dict[str, str]:
    """Return a secret as a header; what cannot be one is refused as the service would."""
    if not _SECRET.fullmatch(word):
        raise Refused(_NOT_KNOWN, {})
    return {"Authorization": f"{kind} {word}"}


def bearer(token: str) -> dict[str, str]:
    """Return a token of somebody who has signed in as a header; who has none sends none."""
    return {"Authorization": f"Bearer {token}"} if token else {}


class Service:
    """One service, asked in the language of the page."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept = KeptAnswers()

    def _read(self, path: str, params: Mapping[str, Any] | None = None, *, token: str = "") -> Answer:
        headers, given = {"Accept-Language": language(), **bearer(token)}, _given(params or {})

        def ask() -> Answer:
            return self._client.get(path, params=given, headers=headers)

        if token or g.get("never_kept"):
            _not_for_all()
            return ask()
        before = g.get("fresh_until", math.inf)
        # So it stays where no answer comes: the page then says that something is missing.
        _not_for_all()
        until, answer = self._kept.get((path, language(), repr(sorted(given.items()))), ask)
        g.fresh_until = min(before, until)
        return answer

    def _tell(
        self, method: str, path: str, words: Any = None, *, token: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        _not_for_all()
        told = {"Accept-Language": language(), **bearer(token), **(headers or {})}
        return self._client.ask(method, path, json=words, headers=told, as_service=False)

    def _with_link(self, method: str, path: str, link: str, words: Words | None = None) -> Words:
        return dict(self._tell(method, path, words, headers=credential("Link", link)).words)

    def _tell_as_website(
        self, method: str, path: str, words: Any = None, *, params: Mapping[str, Any] | None = None
    ) -> Answer:
        _not_for_all()
        told = {"Accept-Language": language(), "X-Client-Address": request.remote_addr or ""}
        return self._client.ask(method, path, json=words, params=_given(params or {}), headers=told)


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value not in (None, "", [])}
