"""Brings tables to the services that keep what is in them, fetches whole lists, and asks which groups may be one."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request
from werkzeug.urls import iri_to_uri

from services.website.clients import asking
from services.website.clients.asking import File, Service, Words, bearer
from services.website.language import language

_ALL = "/v1/imports"


class Seen(NamedTuple):
    """A record in the version in which somebody has looked at it."""

    id: str
    version: int


class Tables(Service):
    """What a service does with tables; asked with patience, as reading or writing thousands of rows takes seconds."""

    def send(self, words: Words, file: bytes, *, token: str) -> Words:
        """Have a file tried; nothing of it is taken over yet."""
        told = {**words, "file": b64encode(file).decode()}
        return dict(self._tell("POST", _ALL, told, token=token).words)

    def listed(self, name: str, asked: Mapping[str, Any], *, known: str = "") -> File:
        """Return a whole list as a file for anybody, unless it is as the one who asks knows it by its ETag."""
        headers = {"Accept-Language": language(), **_for_anybody(), **asking.if_new(known)}
        params = {name: value for name, value in asked.items() if value not in ("", [])}
        return File.of(self._client.fetch(f"/v1/{name}", params=params, headers=headers, as_service=True))

    def file(self, name: str, *, token: str) -> bytes:
        """Return a whole list as a file for an editor, with who is to be asked."""
        headers = {"Accept-Language": language(), **bearer(token)}
        return b"".join(self._client.stream(f"/v1/{name}", headers=headers))

    def shown(self, import_id: str, asked: Mapping[str, Any], *, token: str) -> Words:
        """Return a table with one page of the report on its rows."""
        return dict(self._read(f"{_ALL}/{import_id}", asked, token=token).words)

    def choose(self, import_id: str, choices: Words, *, token: str) -> Words:
        """Say what headings and words stand for, and what is to become of rows."""
        return dict(self._tell("PUT", f"{_ALL}/{import_id}/choices", choices, token=token).words)

    def confirm(self, import_id: str, words: Words, *, token: str) -> Words:
        """Have the good rows taken over."""
        return dict(self._tell("PUT", f"{_ALL}/{import_id}/confirmation", words or None, token=token).words)

    def break_off(self, import_id: str, *, token: str) -> None:
        """Have nothing of a table kept that is being taken over."""
        self._tell("DELETE", f"{_ALL}/{import_id}/confirmation", token=token)

    def duplicates(self, kind: str, page: int, *, token: str) -> Words:
        """Return pairs of records of a kind that may be one, the likeliest first."""
        return dict(self._read("/v1/duplicates", {"kind": kind, "page": page}, token=token).words)

    def record(self, kind: str, ref: str, *, token: str) -> Words:
        """Return one of two records, to be compared with the other."""
        return dict(self._read(f"/v1/{kind}s/{asking.ref(ref)}", token=token).words)

    def merge(self, kind: str, gone: Seen, kept: Seen, *, token: str) -> None:
        """Let a record become one with another of its kind, if both are still as they were seen."""
        told = {f"{kind}_id": kept.id, "version": kept.version}
        seen = {"If-Match": f'"{gone.version}"'}
        self._tell("PUT", f"/v1/{kind}s/{gone.id}/successor", told, token=token, headers=seen)


def _for_anybody() -> dict[str, str]:
    """Return for whom a file is, and where they find it again."""
    shown_at = iri_to_uri(request.script_root + request.full_path).rstrip("?")
    return {"X-Client-Address": request.remote_addr or "", "X-Shown-At": shown_at}
