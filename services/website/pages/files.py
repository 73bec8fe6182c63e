"""Lists as files, with what was chosen on the page: for spreadsheets, programs and feed readers."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request

from services.kit.auth import public, requires
from services.website.lists import choices
from services.website.pages import calendar_files
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("files", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": _XLSX,
    "json": "application/json",
    "atom": "application/atom+xml; charset=utf-8",
}
_LISTS: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "mitmachen": ("offers", lambda: choices.offers(request.args).asked()),
    "gruppen": ("organisations", lambda: choices.organisations(request.args).asked()),
    "projekte": ("projects", lambda: choices.projects(request.args).asked()),
    "ideen": ("ideas", lambda: choices.ideas(request.args).asked()),
    "termine": ("events", calendar_files.asked_for),
}


@pages.get("/<any(mitmachen, gruppen, projekte, termine, ideen):what>.<any(csv, xlsx, json, atom):form>")
@public
def whole_list(what: str, form: str) -> Response:
    """Return a whole list as a file, with the filters of its page."""
    kind, choose = _LISTS[what]
    asked = {name: value for name, value in choose().items() if name not in {"page", "size"}}
    tables = site().event_tables if what == "termine" else site().tables
    # Feed readers ask all day long for what seldom changes.
    file = tables.listed(f"{kind}.{form}", asked, known=request.headers.get("If-None-Match", ""))
    response = attached(what, form, file.body)
    response.status_code = 304 if file.is_known else 200
    response.headers["Cache-Control"] = "public, max-age=60"
    if file.etag:
        response.headers["ETag"] = file.etag
    return response


@pages.get("/aenderungen.json")
@public
def changes() -> Response:
    """Return what changed, the oldest first, what is gone included; ask again with `next`."""
    asked = {name: request.args[name] for name in ("after", "size") if name in request.args}
    response = Response(site().tables.listed("changes", asked).body, mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=5"
    return response


@pages.get("/eintragen/tabellen/<any(mitmachen, gruppen, projekte):what>.<any(csv, xlsx):form>")
@requires("person")
def list_for_editors(what: str, form: str) -> Response:
    """Return a whole list with the contacts that only editors get."""
    kind, _ = _LISTS[what]
    return attached(what, form, site().tables.file(f"{kind}.{form}", token=_token()))


@pages.get("/eintragen/tabellen/fuer/<key>.csv")
@requires("person")
def for_others(key: str) -> Response:
    """Return a table as another database wants it."""
    known: dict[str, Any] = {each.key: each for each in site().city.exports}
    made = site().tables.file(f"exports/{key}.csv", token=_token())
    encoding = known[key].encoding.removesuffix("-sig") if key in known else "utf-8"
    return attached(key, "csv", made, f"text/csv; charset={encoding}")


def attached(name: str, form: str, made: bytes, content_type: str = "") -> Response:
    """Return a file that nobody on the way keeps; tables are saved, not shown."""
    response = Response(made, content_type=content_type or _FORMS[form])
    if form in {"csv", "xlsx"}:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _token() -> str:
    return editors_token("directory-service")
