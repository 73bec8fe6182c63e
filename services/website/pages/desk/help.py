"""What helps while somebody writes: what may be there already, the names of groups, and a map to point at."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.website.drawing import maps
from services.website.records import forms, partners
from services.website.records.duplicates import duplicates_of
from services.website.records.fields import STEPS
from services.website.signed_in import directory_token_if_any, person
from services.website.site import site

pages = Blueprint("desk_help", __name__)
_SHORTEST = 2
_MOST = 8


@pages.post("/gibt-es-das-schon")
@public
def alike() -> ResponseReturnValue:
    """Show what may be there already of what is being written."""
    kind = request.form.get("art", "")
    words = forms.read(kind, request.form) if kind in STEPS else {}
    found = (
        duplicates_of(kind, words, but=request.form.get("zu") or None, token=directory_token_if_any()) if words else []
    )
    return render_template("parts/duplicates.html", duplicates=found)


@pages.get("/eintragen/gruppen")
@requires("person")
def groups() -> Response:
    """Name groups that somebody may mean who begins to type."""
    person()
    typed = request.args.get("q", "").strip()
    found = partners.suggestions(typed[:200]) if len(typed) >= _SHORTEST else []
    return jsonify(items=[each["name"] for each in found[:_MOST]])


@pages.get("/eintragen/karte.svg")
@public
def city_map() -> Response:
    """Draw the city with one point, or none."""
    point = {name: request.args.get(name, type=float) for name in ("lat", "lon")}
    drawn = maps.drawn([point], site().city.districts)
    response = Response(render_template("parts/point_map.svg", map=drawn), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
