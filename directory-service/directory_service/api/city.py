"""Doors to the city's own words: categories, districts and figures."""

from typing import Any

from flask import Response, request

from directory_service.api.listing import register, version
from directory_service.queries import offers, organisations, projects
from directory_service.schemas.city import CategoriesSchema, DistrictsSchema, FiguresSchema
from directory_service.schemas.shared import the_city
from services.kit.answers import kept_under
from services.kit.auth import public
from services.kit.doors import Doors
from services.kit.web_json import json_answer

doors = Doors("city", __name__, url_prefix="/v1", description="The city: categories, districts, figures.")


@doors.get("/categories")
@kept_under(version)
@doors.response(200, CategoriesSchema)
@public
def list_categories() -> Response:
    """List the categories, each with the number of its public offers."""
    return json_answer({"items": _categories()})


@doors.get("/districts")
@kept_under(version)
@doors.response(200, DistrictsSchema)
@public
def list_districts() -> Response:
    """List the districts with their post codes and a point each."""
    return json_answer({"items": the_city().districts})


@doors.get("/figures")
@kept_under(version)
@doors.response(200, FiguresSchema)
@public
def show_figures() -> Response:
    """Count what is public."""
    kinds = {"organisations": organisations, "projects": projects, "offers": offers}
    return json_answer({name: register(kind.listing({})).tallies.public.bit_count() for name, kind in kinds.items()})


def _categories() -> list[dict[str, Any]]:
    language = request.accept_languages.best_match(["de", "en"]) or the_city().default_language
    known = register(offers.listing({})).tallies
    counted = known.counts("category", known.public)
    return [
        {
            "key": each.key,
            "name": each.name.in_language(language),
            "short": each.short.in_language(language),
            "idea": each.idea.in_language(language),
            "offers": counted.get(each.key, 0),
        }
        for each in the_city().categories
    ]
