"""What changed in a record, in words that people read."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from services.website.language import speaking
from services.website.records.comparing import differences, in_order, said_of
from services.website.records.fields import labels_of

TEXT = st.text(alphabet="ab \n", max_size=30)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_their_differences(before: str, after: str) -> None:
    parts = differences(before, after)

    assert "".join(part.text for part in parts if part.kind != "inserted") == before
    assert "".join(part.text for part in parts if part.kind != "deleted") == after


def test_only_the_words_that_changed_are_marked() -> None:
    parts = differences("Wir gießen am Samstag Bäume.", "Wir gießen am Sonntag Bäume.")

    assert [(part.kind, part.text) for part in parts] == [
        ("same", "Wir gießen am"),
        ("deleted", " Samstag"),
        ("inserted", " Sonntag"),
        ("same", " Bäume."),
    ]


def test_the_last_word_stays_as_it_was_for_whoever_writes_on() -> None:
    parts = differences("Handschuhe hängen am Schuppen.", "Handschuhe hängen am Schuppen.\n\nTee gibt es auch.")

    assert [(part.kind, part.text) for part in parts] == [
        ("same", "Handschuhe hängen am Schuppen."),
        ("inserted", "\n\nTee gibt es auch."),
    ]


def test_changes_stand_in_the_order_of_the_form() -> None:
    changed = [{"field": name} for name in ("pictures", "effort", "categories", "title", "summary")]

    told = [each["field"] for each in in_order(changed, labels_of("offer"))]

    assert told == ["title", "summary", "categories", "effort", "pictures"]


def test_very_long_texts_are_shown_one_after_the_other() -> None:
    assert [part.kind for part in differences("a " * 3000, "b " * 3000)] == ["deleted", "inserted"]


def test_texts_that_repeat_themselves_are_shown_one_after_the_other() -> None:
    before, after = ("".join(f"und {start + n} " for n in range(400)) for start in (0, 1000))

    assert [part.kind for part in differences(before, after)] == ["deleted", "inserted"]


def test_in_a_long_text_the_word_that_changed_is_marked() -> None:
    before = "".join(f"und {n} die {n * 7} " for n in range(100))

    parts = differences(before, before.replace(" 50 ", " fünfzig "))

    assert [part.text for part in parts if part.kind != "same"] == [" 50", " fünfzig"]


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("offer", "commitment", "short_term", "Für kurze Zeit"),
        ("offer", "categories", ["energy"], "Energie"),
        ("offer", "district", "altstadt", "Altstadt"),
        ("offer", "languages", ["en", "xx"], "Englisch, xx"),
        ("offer", "starts_on", "2024-05-22", "Mittwoch, 22. Mai 2024"),
        ("offer", "starts_on", "bald", "bald"),
        ("offer", "remote", False, "Nein"),
        ("offer", "hours", 1.5, "1.5"),
        ("organisation", "kind", "public_body", "Öffentliche Einrichtung"),
        ("organisation", "addresses", [{"label": "Garten", "district": "altstadt", "town": None}], "Garten · Altstadt"),
        ("project", "partners", [{"organisation_id": "1", "name": "Bund", "role": "gibt es"}], "Bund · gibt es"),
        ("project", "pictures", [{"id": "1", "alt": "Ein Baum", "width": 3}], "Ein Baum"),
        ("project", "goals", None, ""),
        ("event", "rule", "FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "Jeden Monat am 2. Dienstag, insgesamt 3-mal"),
        ("event", "rule", "bald", "bald"),
    ],
)  # fmt: skip
def test_choices_are_said_as_the_page_says_them(website: Flask, kind: str, name: str, value: Any, words: str) -> None:
    with website.test_request_context("/"), speaking("de"):
        assert said_of(value, kind, name) == words
