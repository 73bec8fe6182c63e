"""Doors for whole lists as files: made once while nothing changes, and not too many of them for one network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeAlias

import orjson
from flask import Flask, Response, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour

from services.kit.auth import caller, public
from services.kit.doors import Doors
from services.kit.kept_files import KeptFiles
from services.kit.limiting import limit_by_network
from services.kit.sheets import XLSX

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "json": "application/json",
    "atom": "application/atom+xml; charset=utf-8",
}
LIMITS: Mapping[str, RateLimitItem] = {"export.network": RateLimitItemPerHour(30)}
"""How many files are made for one network; feeds are short, and do not count."""
Answer: TypeAlias = Callable[[str, dict[str, Any]], Response]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A list as somebody wants it: what was asked, and of which version; `is_private` if it is not for everybody."""

    name: str
    form: str
    version: str
    asked: Mapping[str, Any]
    is_private: bool = False
    varies_by: str = "Authorization"

    @property
    def etag(self) -> str:
        """Return what tells this file from all others."""
        key = f"{self.version}|{request.full_path}|{self.is_private}"
        return blake2b(key.encode(), digest_size=12).hexdigest()

    @property
    def key(self) -> str:
        """Return what a file is kept under, however the question is written."""
        parts = [self.name, self.form, self.version, self.is_private, self.asked]
        return orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS).decode()


def register(app: Flask) -> None:
    """Keep the newest files that this process makes."""
    app.extensions["files"] = KeptFiles()


def open_doors(doors: Doors, kind: str, args: type, answer: Answer, *, told: str) -> None:
    """Open a door for each form of a list; `told` is what the description of the doors says of it."""
    for form, content_type in FORMS.items():

        def export(asked: dict[str, Any], form: str = form) -> Response:
            return answer(form, asked)

        export.__name__, export.__doc__ = f"export_{kind}_as_{form}", told
        view = doors.says(content_type.partition(";")[0])(public(export))
        doors.get(f"/{kind}.{form}")(doors.arguments(args, location="query")(view))


def address(site_url: str) -> str:
    """Return where somebody finds this file again: on the site if the website fetches it for them, or else here."""
    told = request.headers.get("X-Shown-At", "")
    if caller().service == "website" and told.startswith("/"):
        return site_url.rstrip("/") + told
    return request.url


def answered(wanted: Wanted, make: Callable[[], bytes]) -> Response:
    """Answer with a file: not again to those who have it, and with one that was made already if there is one."""
    # Who compresses on the way makes the mark a weak one.
    if request.if_none_match.contains_weak(wanted.etag):
        response = Response(status=304)
    else:
        response = Response(_kept(wanted, make), content_type=FORMS[wanted.form])
    response.set_etag(wanted.etag)
    response.vary.add(wanted.varies_by)
    name = f"{wanted.name}.{wanted.form}" if wanted.form in {"csv", "xlsx"} else ""
    return as_file(response, name, is_private=wanted.is_private)


def as_file(response: Response, name: str, *, is_private: bool) -> Response:
    """Let a file with a name be saved, not shown; what is not for everybody is kept nowhere on the way."""
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store" if is_private else "public, max-age=60"
    return response


def _kept(wanted: Wanted, make: Callable[[], bytes]) -> bytes:
    if wanted.form == "atom":
        return make()

    def limited() -> bytes:
        # Of what is kept nobody may want too much, but editors.
        if not caller().is_editor:
            limit_by_network("export")
        return make()

    files: KeptFiles = current_app.extensions["files"]
    return files.get(wanted.key, limited)
