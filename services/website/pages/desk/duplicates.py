"""The desk of editors: records that may be one, side by side, and the button that makes them one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.tables import Seen
from services.website.drawing.maps import ENDPOINTS
from services.website.lists.filters import page_asked
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("desk_duplicates", __name__, url_prefix="/eintragen/doppelt")
KINDS = ("organisation", "project", "offer")
_CONFLICT, _STALE = 409, 412


@pages.get("")
@requires("person")
def overview() -> str:
    """List pairs of a kind that may be one."""
    page, kind = page_asked(request.args), _known(request.args.get("art") or KINDS[0])
    listed = site().tables.duplicates(kind, page, token=_token())
    return render_template("desk/duplicates.html", listed=listed, kind=kind, kinds=KINDS, unlisted=True)


@pages.get("/<kind>/<uuid:one_id>/<uuid:other_id>")
@requires("person")
def compare(kind: str, one_id: UUID, other_id: UUID) -> str:
    """Show two records side by side."""
    return _side_by_side(_known(kind), one_id, other_id)


@pages.post("/<kind>/<uuid:one_id>/<uuid:other_id>")
@requires("person")
def merge(kind: str, one_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Let the one that is not kept become one with the other, and show the one that stays, if everybody sees it."""
    kept, gone = (one_id, other_id) if request.form.get("bleibt") == str(one_id) else (other_id, one_id)
    try:
        site().tables.merge(_known(kind), _seen(gone), _seen(kept), token=_token())
    except Refused as refused:
        if refused.status == _STALE:
            return _side_by_side(kind, one_id, other_id, is_stale=True), _STALE
        if refused.status != _CONFLICT:
            raise
        return _listed(kind, "war-schon-so")
    told = site().tables.record(kind, str(kept), token=_token())
    if told["state"] != "published":
        return _listed(kind, "eins")
    return redirect(url_for(ENDPOINTS[kind], slug=told["slug"]), 303)


def _side_by_side(kind: str, one_id: UUID, other_id: UUID, *, is_stale: bool = False) -> str:
    both = [site().tables.record(kind, str(each), token=_token()) for each in (one_id, other_id)]
    about = {"both": both, "kind": kind, "page": ENDPOINTS[kind], "is_stale": is_stale}
    return render_template("desk/duplicate.html", **about, unlisted=True)


def _seen(record_id: UUID) -> Seen:
    """Return which version of a record was on the page."""
    return Seen(str(record_id), request.form.get(f"version-{record_id}", 0, type=int))


def _listed(kind: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("desk_duplicates.overview", art=kind, erledigt=done), 303)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound
    return kind


def _token() -> str:
    return editors_token("directory-service")
