"""What of the calendar fits a wish, counted by what this process keeps of it."""

from collections.abc import Sequence

import orjson
from flask import current_app

from events_service.api.asking import today, zone
from events_service.queries import catalogue
from events_service.queries.listing import finding
from events_service.queries.listing.cards import cards
from events_service.queries.listing.finding import Found
from events_service.queries.listing.wishes import Wish
from services.kit.abacus import Abacus
from services.kit.doors import database, session
from services.kit.kept_cards import KeptCards


def version_today() -> str:
    """Return the version of everything public, today: without `from` an answer is another one tomorrow."""
    return f"{catalogue.version(database())} {today()}"


def found(version: str, wish: Wish) -> Found:
    """Return what fits a wish, as new at least as a version of everything public, of whatever day."""
    abacus: Abacus = current_app.extensions["abacus"]
    almanac = abacus.read(session(), finding.reading(zone().key), version=_undated(version))
    return finding.found(session(), almanac, wish)


def kept_cards(version: str, numbers: Sequence[int], asked: str) -> dict[int, orjson.Fragment]:
    """Return what is shown of some dates by their numbers, as new at least as a version of everything public."""
    kept: KeptCards = current_app.extensions["cards"]
    found = kept.cards(numbers, asked, lambda missing: cards(session(), missing, asked), version=_undated(version))
    return {number: orjson.Fragment(card) for number, card in found.items()}


def _undated(version: str) -> str:
    return version.partition(" ")[0]
