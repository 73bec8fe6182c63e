from typing import Any
from uuid import uuid4

import pytest
from marshmallow import ValidationError

from events_service.schemas.events import EventWords
from events_service.schemas.imports import ImportWords
from events_service.schemas.listing import EventsArgs
from tests.support.events_makers import words_of


def wrong(**words: Any) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        EventWords().load({**words_of(uuid4()), **words})
    assert isinstance(refused.value.messages, dict)
    return set(refused.value.messages)


def test_title_organisation_category_and_start_are_enough() -> None:
    words = EventWords().load(words_of(uuid4()))
    assert (words["mode"], words["status"], words["registration"]) == ("in_person", "scheduled", "none")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "Null \x00"),
        ("title", "Verkehrt \u202e herum"),
        ("title", "halb \ud800"),
        ("title", "zwei\nZeilen"),
        ("description", "x" * 20_001),
        ("categories", []),
        ("categories", ["nature", "energy", "health", "mobility"]),
        ("categories", ["Na'; DROP TABLE"]),
        ("starts_at", "bald"),
        ("starts_at", "0001-01-01T00:00:00+00:00"),
        ("starts_at", "9999-12-31T23:59:59-12:00"),
        ("starts_at", 5),
        ("starts_at", None),
        ("further_starts", ["2026-01-01T10:00"] * 201),
        ("online_link", "javascript:alert(1)"),
        ("status", "vielleicht"),
        ("mode", "draußen"),
        ("lat", 91),
        ("lat", "NaN"),
        ("places", 0),
        ("places", 10**30),
        ("wheelchair", "kaum"),
        ("unknown", "word"),
        ("external_id", "HAL-T-001"),
    ],
)
def test_what_will_not_do_is_named(name: str, value: Any) -> None:
    assert wrong(**{name: value}) == {name}


def test_far_away_days_are_refused() -> None:
    for day in ("0001-01-01", "9999-12-31"):
        with pytest.raises(ValidationError):
            EventsArgs().load({"from": day})


def test_a_table_with_characters_that_are_none_is_refused() -> None:
    for text in ("a;b\n\x00", "a;b\n\ud800", ""):
        with pytest.raises(ValidationError):
            ImportWords().load({"kind": "events", "text": text})
