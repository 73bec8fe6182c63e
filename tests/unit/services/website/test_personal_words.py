"""What somebody reads of her own data: codes in words, what she typed as she typed it."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Select

from notifier.rules import State, Topic
from notifier.sending.contents import letters, seats
from profiles_service.rules import REASONS, Choice
from services.city import read_city
from services.kit.privacy.about_me import Herself
from services.kit.review.rules import Deed, Origin
from services.kit.tables import VERDICTS
from services.website.language import translated
from services.website.personal.papers import processing_record
from services.website.personal.shown import fields, label
from tests.support.sources import SERVICES
from tests.support.website import FakeServices


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"state": "active"}, [("Stand", "Aktiv")]),
        ({"cadence": "weekly"}, [("Wie oft", "1-mal pro Woche")]),
        ({"what": ["offer", "event"]}, [("Was", "Angebot, Termin")]),
        ({"languages": ["de", "dgs"]}, [("Sprachen", "Deutsch, Deutsche Gebärdensprache")]),
        ({"districts": ["paulusviertel"]}, [("Stadtteile", "Paulusviertel")]),
        ({"shown": {"name": "public", "phone": "hidden"}}, [("Gezeigt für", "Name: Alle; Telefon: Niemand")]),
        ({"shown": {"picture": "hidden"}}, [("Gezeigt für", "Bild: Niemand")]),
        ({"shown": {"organisations": "public"}}, [("Gezeigt für", "Gruppen: Alle")]),
        ({"role": "owner"}, [("Aufgabe", "Hauptperson: schreibt und entscheidet, wer noch schreibt")]),
        ({"role": "Vorstand"}, [("Aufgabe", "Vorstand")]),
        ({"topic": "letter", "state": "accepted"}, [("Worüber", "Brief"), ("Stand", "Vom Mail-Server angenommen")]),
        ({"reason": "no_time"}, [("Grund", "Es war keine Zeit dafür")]),
        ({"reason": "Bitte mit Datum."}, [("Grund", "Bitte mit Datum.")]),
        ({"device": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"}, [("Gerät", "Chrome auf Linux")]),
        ({"device": "something else"}, [("Gerät", "something else")]),
        ({"name": "active", "text": "weekly"}, [("Name", "active"), ("Text", "weekly")]),
        ({"failing_reason": "complaint"}, [("Warum Mails nicht ankommen", "Als Spam gemeldet.")]),
        ({"ends_on": "2020-03-01"}, [("Bis", "Sonntag, 1. März 2020")]),
        ({"text": "2020-03-01"}, [("Text", "2020-03-01")]),
        ({"wanted": ["access_quiet_room:true"]}, [("Muss dabei sein", "Ruheraum")]),
        ({"state": "something_new", "reason": None}, [("Stand", "something_new")]),
    ],
)  # fmt: skip
def test_values_are_said_in_words(website: Flask, row: dict[str, Any], said: list[tuple[str, str]]) -> None:
    with website.test_request_context("/"):
        assert fields(row) == said


def test_topics_have_the_names_of_the_city(website: Flask) -> None:
    with website.test_request_context("/"):
        ((_, topics),) = fields({"categories": ["nature", "unknown"]})
    assert topics.startswith("Stadtgrün")
    assert topics.endswith(", unknown")


class Nothing:
    """An answer without rows, which notes by which names its rows would be known."""

    def __init__(self, question: Any, names: set[str]) -> None:
        self.question, self.names = question, names

    def mappings(self) -> list[Any]:
        if isinstance(self.question, Select):
            self.names.update(self.question.selected_columns.keys())
        else:
            self.names.update(re.findall(r"(?:AS |\.)(\w+)(?:,|\s+FROM)", str(self.question)))
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class Asking:
    """Stands in the place of a session: nothing is there, and a single thing is empty."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def execute(self, question: Any, *_: Any) -> Nothing:
        return Nothing(question, self.names)

    scalars = execute

    def scalar(self, question: Any) -> Any:
        return question.column_descriptions[0]["entity"]()


def asked(service: str) -> set[str]:
    """Return by which names a service says what it keeps of somebody."""
    sections = importlib.import_module(f"{SERVICES[service]}.queries.about_me").SECTIONS
    session = Asking()
    for rows in sections.values():
        session.names.update(*rows(session, Herself(uuid4(), "ada@example.org")))
    return session.names


def test_all_that_services_keep_of_somebody_has_a_german_name(website: Flask) -> None:
    within = {*VERDICTS, *Choice(language="de").to_words(), "interest", "until", "withdrawn_because"}
    found = {service: asked(service) for service in SERVICES}
    assert {"title", "template", "topic", "updated_at", "reason"} <= found["notifier"]
    assert {"message", "wanted", "portrait_id"} <= found["profiles-service"]

    with website.test_request_context("/"):
        assert [name for name in sorted(within.union(*found.values())) if label(name) == name.replace("_", " ")] == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("template", [*letters._LETTERS, *seats.LETTERS, "newsletter_trial"]),
        ("topic", [each.name.lower() for each in Topic]),
        ("state", [each.name.lower() for each in State]),
        ("deed", list(Deed)),
        ("origin", list(Origin)),
        ("reason", list(REASONS)),
    ],
)
def test_every_code_has_its_words(website: Flask, name: str, codes: list[str]) -> None:
    with website.test_request_context("/"):
        assert [code for code in codes if fields({name: str(code)})[0][1] == code] == []


def test_groups_on_a_card_have_their_names(website: Flask, services: FakeServices) -> None:
    known, gone = str(uuid4()), str(uuid4())
    services.answer(f"GET /v1/organisations/{known}", {"name": "Radwerkstatt am Fluss"})
    services.answer(f"GET /v1/organisations/{gone}", {}, 404)

    with website.test_request_context("/"):
        assert fields({"organisation_ids": [known, gone]}) == [
            ("Gruppen", "Radwerkstatt am Fluss, eine Gruppe oder ein Projekt")
        ]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_kept_speaks_neither_to_nor_of_whoever_reads_it(service: str, website: Flask) -> None:
    kept = importlib.import_module(f"{SERVICES[service]}.rules.retention").KEPT
    english = [each for one in kept for each in (one.title, one.why, one.until, one.stays) if each]
    with website.test_request_context("/"):
        german = [translated(each) for each in english]

    assert [each for each in english if re.search(r"\b(she|her|hers|herself)\b", each, re.IGNORECASE)] == []
    assert [each for each in german if re.search(r"\b(damit|bis|soweit) sie\b", each, re.IGNORECASE)] == []


def test_the_record_of_processing_names_the_data_protection_officer(website: Flask, city_file: Path) -> None:
    city = read_city(city_file)
    with website.test_request_context("/"):
        named = processing_record({}, city).opening
        silent = processing_record({}, replace(city, protection_officer=None)).opening

    assert (
        "Datenschutzbeauftragte Person: Datenschutzbeauftragte der Stadt (Beispiel),"
        " datenschutz@klima-mosaik.example.org." in named
    )
    assert "Datenschutzbeauftragte Person: noch nicht benannt." in silent
