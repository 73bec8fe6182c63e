"""What is decided about ideas without a database: how long they stay, and what a project takes over."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from directory_service.rules.ideas import ASKED_BEFORE, asked_end, end_of, project_words

DAYS = some.dates(date(2020, 1, 1), date(2100, 1, 1))
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
