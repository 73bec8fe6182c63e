"""What never changes between two starts: styles, fonts, signs and the script, kept in memory and cached for a year."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Response, abort, request

FOLDER = Path(__file__).with_name("static")
SHEETS = ("tokens.css", "base.css", "parts.css", "pages.css")
_YEAR = 365 * 24 * 3600
_HOUR = 3600


@dataclass(frozen=True)
class Thing:
    """One file as it is sent."""

    content: bytes
    kind: str
    mark: str


class Shelf:
    """Every static file, found by its path and known by the hash of its content."""

    def __init__(self, colours: str = "") -> None:
        self._things = {str(path.relative_to(FOLDER)): _thing(path.name, path.read_bytes()) for path in _files()}
        self._things["desk.js"] = _thing("desk.js", _scripts("site.js", "newsletter.js", "drafts.js"))
        self._things["messages.js"] = _thing("messages.js", _scripts("site.js", "forecast.js"))
        self._things["account.js"] = _thing("account.js", _scripts("site.js", "passkeys.js"))
        self._things["card.js"] = _thing("card.js", _scripts("site.js", "cards.js"))
        self._things["personal.js"] = _thing("personal.js", _scripts("site.js", "gathering.js"))
        self._things["site.css"] = _thing("site.css", self._with_marks(_stylesheet(colours)).encode())

    def url(self, name: str) -> str:
        """Return the address of a file, which changes with its content."""
        return f"/static/{name}?v={self._things[name].mark}"

    def answer(self, name: str) -> Response:
        """Send a file; kept for a year when asked for by its mark."""
        thing = self._things.get(name)
        if thing is None:
            abort(404)
        response = Response(thing.content, content_type=thing.kind)
        response.set_etag(thing.mark)
        response.cache_control.public = True
        response.cache_control.max_age = _YEAR if request.args.get("v") == thing.mark else _HOUR
        response.cache_control.immutable = request.args.get("v") == thing.mark
        response.make_conditional(request)
        return response

    def _with_marks(self, sheet: str) -> str:
        return re.sub(r"url\((fonts/[^)]+)\)", lambda found: f"url({self.url(found[1])})", sheet)


def _files() -> list[Path]:
    return [path for path in FOLDER.rglob("*") if path.is_file() and path.parent.name != "css"]


def _stylesheet(colours: str) -> str:
    return "\n".join([*((FOLDER / "css" / name).read_text("utf-8") for name in SHEETS), colours])


def _scripts(*names: str) -> bytes:
    """Return scripts as one file, for one request."""
    return b"\n".join((FOLDER / name).read_bytes() for name in names)


def _thing(name: str, content: bytes) -> Thing:
    kind = mimetypes.types_map.get(Path(name).suffix) or {".woff2": "font/woff2"}.get(Path(name).suffix)
    text = kind is not None and (kind.startswith("text/") or kind.endswith("javascript"))
    return Thing(
        content, f"{kind}; charset=utf-8" if text else kind or "text/plain", hashlib.sha256(content).hexdigest()[:12]
    )
