"""What is decided about ideas without a database: how long they stay, and what looks like an advertisement."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from directory_service.rules.advertising import signs_of_advertising
from directory_service.rules.ideas import ASKED_BEFORE, asked_end, end_of, project_words

DAYS = some.dates(date(2020, 1, 1), date(2100, 1, 1))
SIGNS = {"selling", "prices", "earning", "links", "shouting"}
CALM = {"title": "Ein Lastenrad teilen", "summary": "Ich suche Nachbarn.", "description": None, "contact": None}


@given(DAYS)
def test_an_idea_stays_for_ninety_days(day: date) -> None:
    assert end_of(day) - day == timedelta(days=90)


@given(DAYS, DAYS)
def test_whoever_is_asked_has_two_weeks_however_late_she_is_asked(ends_on: date, today: date) -> None:
    last = asked_end(ends_on, today)
    assert last >= today + ASKED_BEFORE
    assert last in (ends_on, today + ASKED_BEFORE)


def test_a_project_takes_over_what_an_idea_says_but_not_whom_to_ask() -> None:
    idea = {**CALM, "kind": "companions", "categories": ["mobility"], "district": None, "contact_name": "Ada"}
    assert project_words(idea) == {
        "title": "Ein Lastenrad teilen",
        "summary": "Ich suche Nachbarn.",
        "categories": ["mobility"],
        "status": "planned",
    }


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ({}, []),
        ({"description": "Wir haben 20 Pflanzen und 3 Beete. Am 5. Mai geht es los!"}, []),
        ({"description": "Mehr dazu: https://example.org und www.example.net"}, []),
        ({"summary": "Balkonmodule jetzt kaufen"}, ["selling"]),
        ({"summary": "Nur heute mit Gutschein"}, ["selling"]),
        ({"description": "Das Modul kostet 199 €"}, ["prices"]),
        ({"description": "Minus 20% auf alles"}, ["prices"]),
        ({"description": "Ein Nebenverdienst für alle"}, ["earning"]),
        ({"description": "https://a.example https://b.example", "contact": "https://c.example"}, ["links"]),
        ({"title": "KOMMT ALLE VORBEI", "summary": "ES WIRD GANZ GROSS"}, ["shouting"]),
        ({"summary": "Super!!!!"}, ["shouting"]),
        ({"summary": "Rabatt 20 % !!!!"}, ["selling", "prices", "shouting"]),
    ],
)
def test_what_looks_like_an_advertisement_is_named(words: dict[str, Any], signs: list[str]) -> None:
    assert signs_of_advertising({**CALM, **words}) == signs


@given(some.dictionaries(some.sampled_from(sorted(CALM)), some.none() | some.text(max_size=500)))
def test_whatever_is_written_only_known_signs_are_named_and_each_once(words: dict[str, Any]) -> None:
    found = signs_of_advertising(words)
    assert set(found) <= SIGNS
    assert len(set(found)) == len(found)
