"""The HTTP door of the directory."""

from directory_service.api import (
    city,
    duplicates,
    exports,
    freshness,
    ideas,
    imports,
    offers,
    organisations,
    partnerships,
    pictures,
    projects,
    reports,
    search,
    stewards,
    text_blocks,
)
from directory_service.queries.daily_figures import FIGURES
from services.kit.daily.doors import daily_doors
from services.kit.review import doors as revisions
from services.kit.review import history_doors as history

DOORS = [
    city.doors,
    organisations.doors,
    projects.doors,
    partnerships.doors,
    offers.doors,
    ideas.doors,
    imports.doors,
    exports.doors,
    duplicates.doors,
    revisions.doors,
    text_blocks.doors,
    search.doors,
    reports.doors,
    freshness.doors,
    history.doors,
    stewards.doors,
    pictures.doors,
    daily_doors(FIGURES),
]
