"""Doors to the city's own words: categories, districts and figures."""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from directory_service.queries import listing
from directory_service.queries.offers import offers_by_category
from directory_service.queries.organisations import figures
from directory_service.schemas.city import CategoriesSchema, DistrictsSchema, FiguresSchema
from directory_service.schemas.shared import the_city
from services.kit import etags
from services.kit.auth import public
from services.kit.doors import Doors, session
from services.kit.web_json import json_bytes

doors = Doors("city", __name__, url_prefix="/v1", description="The city: categories, districts, figures.")


@doors.get("/categories")
@doors.response(200, CategoriesSchema)
@public
def list_categories() -> Response:
    """List the categories, each with the number of its public offers."""
    return _versioned(lambda: {"items": _categories()})


@doors.get("/districts")
@doors.response(200, DistrictsSchema)
@public
def list_districts() -> Response:
    """List the districts with their post codes and a point each."""
    return _versioned(lambda: {"items": the_city().districts})


@doors.get("/figures")
@doors.response(200, FiguresSchema)
@public
def show_figures() -> Response:
    """Count what is public."""
    return _versioned(lambda: figures(session()))


def _versioned(make: Callable[[], Any]) -> Response:
    return etags.versioned(str(listing.version(session())), lambda: json_bytes(make()))


def _categories() -> list[dict[str, Any]]:
    language = request.accept_languages.best_match(["de", "en"]) or the_city().default_language
    counted = offers_by_category(session())
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
