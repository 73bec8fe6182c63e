"""What somebody reads of her own data: codes in words, what she typed as she typed it."""

from typing import Any

import pytest
from flask import Flask

from services.website.personal.shown import fields


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"state": "active"}, [("Stand", "Aktiv")]),
        ({"cadence": "weekly"}, [("Wie oft", "1-mal pro Woche")]),
        ({"what": ["offer", "event"]}, [("Was", "Angebot, Termin")]),
        ({"languages": ["de", "dgs"]}, [("Sprachen", "Deutsch, Deutsche Gebärdensprache")]),
        ({"districts": ["paulusviertel"]}, [("Stadtteile", "Paulusviertel")]),
        ({"shown": {"name": "public", "phone": "hidden"}}, [("Gezeigt für", "Name: Alle; Telefon: Niemand")]),
        ({"name": "active", "text": "weekly"}, [("Name", "active"), ("Text", "weekly")]),
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
