"""The example city, loaded through the doors as editors would: for tests that look for what is in it."""

from datetime import date
from typing import Any

from services.launcher.seeds import csv_text
from tests.support.city import TestCity

DIRECTORY, EVENTS = "directory-service", "events-service"
_TABLES = (
    (DIRECTORY, "organisations", "organisationen"),
    (DIRECTORY, "projects", "projekte"),
    (DIRECTORY, "offers", "angebote"),
    (EVENTS, "events", "termine"),
)


def load_halle(city: TestCity, *, today: date) -> None:
    """Load organisations, projects, offers, events and synonyms, and let the services tell each other."""
    for service, kind, file in _TABLES:
        who = city.tokens.editor(service)
        table = {"kind": kind, "text": csv_text(file, today), "announce": False}
        tried: dict[str, Any] = city.ask(service, "POST /v1/imports", table, who=who)
        city.ask(service, f"PUT /v1/imports/{tried['id']}/confirmation", who=who)
        city.settle()
    synonyms = {"text": csv_text("synonyme", today)}
    city.ask(DIRECTORY, "PUT /v1/synonyms", synonyms, who=city.tokens.editor(DIRECTORY))
