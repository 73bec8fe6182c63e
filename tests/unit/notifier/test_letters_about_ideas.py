"""Letters to authors of ideas say all that their slots hold, in German, and nothing before an address is confirmed."""

from pathlib import Path

import pytest

from notifier.sending.contents.ideas import LETTERS
from notifier.sending.contents.model import Content
from notifier.sending.words import Speaker
from services.city import read_city

GERMAN = Speaker("de", default="de")
SLOTS = {
    "confirm_idea": {"link": "L"},
    "idea_received": {"title": "Rad", "link": "L"},
    "idea_approved": {"title": "Rad", "corrected": "", "day": "2036-03-01", "link": "L", "own": "O"},
    "idea_ends": {"title": "Rad", "day": "2036-03-01", "link": "L", "edit": "E", "over": "X"},
    "idea_taken_down": {"title": "Rad", "reason": "Werbung.\nLeider."},
    "idea_became_project": {"title": "Rad", "link": "L"},
}
SUBJECTS = {
    "confirm_idea": "Bitte bestätige deine Idee",
    "idea_received": "Wir lesen deine Idee: Rad",
    "idea_approved": "Jetzt an der Pinnwand: Rad",
    "idea_ends": "Soll sie bleiben? Rad",
    "idea_taken_down": "Nicht mehr an der Pinnwand: Rad",
    "idea_became_project": "Deine Idee ist jetzt ein Projekt: Rad",
}


def said(name: str, city_file: Path, **slots: str) -> Content:
    return LETTERS[name](SLOTS[name] | slots, GERMAN, read_city(city_file))


def test_every_letter_is_tried_here() -> None:
    assert set(SLOTS) == set(LETTERS)


@pytest.mark.parametrize("name", SLOTS)
def test_a_letter_speaks_german_and_leads_where_its_slots_say(name: str, city_file: Path) -> None:
    content = said(name, city_file)
    assert content.subject == SUBJECTS[name]
    links = [content.button.url] if content.button else []
    links += [each.url for each in content.choices]
    assert sorted(links) == sorted(SLOTS[name][slot] for slot in ("link", "own", "edit", "over") if slot in SLOTS[name])


def test_the_letter_before_an_end_says_until_when(city_file: Path) -> None:
    assert "bis zum Samstag, 1. März 2036 " in said("idea_ends", city_file).paragraphs[0]
    assert "bis zum Samstag, 1. März 2036." in said("idea_approved", city_file).paragraphs[1]


def test_a_day_is_said_in_the_reader_s_language(city_file: Path) -> None:
    content = LETTERS["idea_ends"](SLOTS["idea_ends"], Speaker("en", default="de"), read_city(city_file))
    assert "until Saturday, 1 March 2036." in content.paragraphs[0]


def test_a_day_that_an_earlier_version_spelt_out_stays_as_it_is(city_file: Path) -> None:
    assert "bis zum 01.03.2036 " in said("idea_ends", city_file, day="01.03.2036").paragraphs[0]


def test_the_letter_that_asks_for_a_yes_speaks_of_no_suggestion(city_file: Path) -> None:
    assert "Vorschlag" not in " ".join(said("confirm_idea", city_file).paragraphs)


def test_a_letter_says_that_editors_have_changed_words(city_file: Path) -> None:
    calm, corrected = (said("idea_approved", city_file, corrected=word).paragraphs for word in ("", "yes"))
    assert set(corrected) - set(calm) == {"Wir haben ein paar Worte geändert. Bitte schau, ob alles stimmt."}


def test_a_letter_gives_the_reason_line_by_line(city_file: Path) -> None:
    assert said("idea_taken_down", city_file).paragraphs[-2:] == ("Werbung.", "Leider.")
