"""Letters about what people write in the directory say all that their slots hold, in German."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from notifier.sending import words
from notifier.sending.contents.records import (
    all_still_true,
    calendar_refused,
    co_organiser_asked,
    confirm_suggestion,
    partner_asked,
    partner_refused,
    partners_asked,
    revision_approved,
    revision_handed_over,
    revision_refused,
    showing_asked,
    unsent_draft,
)
from notifier.sending.words import Speaker
from services.city import read_city

GERMAN = Speaker("de", default="de")


def test_people_are_addressed_in_small_letters_within_a_sentence() -> None:
    with (Path(words.__file__).parents[1] / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        said = [str(message.string) for message in read_po(file)]
    assert len(said) > 100
    assert [each for each in said if re.search(r"[\w,}“–] (Du|Dich|Dir|Dein\w*|Ihr|Euch|Eu(er|re\w*)) ", each)] == []


def test_one_letter_asks_about_all_that_has_grown_old_with_three_links_each(city_file: Path) -> None:
    slots = {"count": "11", "day": "2036-03-01"}
    for number in range(1, 12):
        slots |= {f"{name}_{number}": f"{name} {number}" for name in ("title", "link", "edit", "over")}
    content = all_still_true(slots, GERMAN, read_city(city_file))

    assert content.subject == "Stimmt das noch? 11 Einträge"
    assert [each.words for each in content.choices[:3]] == [
        "„title 1“ stimmt noch",
        "„title 1“ ändern",
        "„title 1“ ist vorbei",
    ]
    assert [each.url for each in content.choices[-3:]] == ["link 11", "edit 11", "over 11"]
    assert "bis zum Samstag, 1. März 2036 " in content.paragraphs[1]


def test_a_letter_says_for_how_long_a_suggestion_can_be_confirmed(city_file: Path) -> None:
    city = read_city(city_file)
    kept = replace(city, retention={**city.retention, "suggestions_days": 21})
    assert "Der Link gilt 21 Tage." in confirm_suggestion({"link": "L"}, GERMAN, kept).notes


def test_a_letter_says_when_a_draft_is_forgotten(city_file: Path) -> None:
    content = unsent_draft({"title": "", "day": "2036-03-01", "link": "L"}, GERMAN, read_city(city_file))
    assert content.subject == "Dein Entwurf „ohne Überschrift“ wird bald vergessen"
    assert content.button is not None
    assert (content.button.words, content.button.url) == ("Weiterschreiben", "L")
    assert (
        content.paragraphs[1]
        == "Wir vergessen ihn am Samstag, 1. März 2036. Speichere ihn noch einmal, dann bleibt er."
    )


def test_a_letter_asks_whether_a_group_takes_part_and_one_says_that_it_does_not(city_file: Path) -> None:
    slots = {"title": "Hof", "organisation": "Radküche", "leader": "Bund", "link": "L"}
    asked = partner_asked(slots, GERMAN, read_city(city_file))
    assert asked.subject == "Macht ihr mit? Hof"
    assert asked.paragraphs[0].startswith("„Bund“ nennt eure Gruppe „Radküche“ bei ")
    assert asked.button is not None
    assert (asked.button.words, asked.button.url) == ("Antworten", "L")
    refused = partner_refused(slots, GERMAN, read_city(city_file))
    assert refused.subject == "„Radküche“ macht nicht mit: Hof"
    assert "Die Gruppe möchte das nicht." in refused.paragraphs[0]


def test_one_letter_asks_about_many_projects(city_file: Path) -> None:
    slots = {"count": "23", "link": "L"}
    for number in range(1, 21):
        slots |= {f"{name}_{number}": f"{name} {number}" for name in ("title", "organisation", "leader")}
    asked = partners_asked(slots, GERMAN, read_city(city_file))
    assert asked.subject == "Macht ihr mit? 23 Projekte"
    assert asked.paragraphs[2] == "• „title 2“ von „leader 2“ nennt „organisation 2“."
    assert asked.paragraphs[-2] == "Und 3 weitere."
    assert asked.button is not None
    assert asked.button.url == "L"


def test_a_letter_says_why_something_is_not_public_and_whether_what_was_there_stays(city_file: Path) -> None:
    slots = {"title": "Hof", "reason": "Es fehlt, wann.\n\nUnd wo.", "link": "L"}
    new = revision_refused(slots, GERMAN, read_city(city_file))
    assert (new.subject, new.heading) == ("Noch nicht öffentlich: Hof", "Noch nicht öffentlich")
    assert new.paragraphs[0].endswith("hat „Hof“ gelesen. Öffentlich ist es nicht.")
    assert new.paragraphs[1:] == ("Der Grund:", "Es fehlt, wann.", "Und wo.")
    change = revision_refused(slots | {"stays": "yes"}, GERMAN, read_city(city_file))
    assert (change.subject, change.heading) == ("Änderung nicht übernommen: Hof", "Es bleibt, wie es war")
    assert change.paragraphs[0].endswith("hat deine Änderung an „Hof“ gelesen.")


def test_whoever_has_no_account_is_told_until_when_the_words_are_kept(city_file: Path) -> None:
    slots = {"title": "Hof", "reason": "Wo?", "link": "L"}
    known, unknown = (
        revision_refused(slots | more, GERMAN, read_city(city_file)) for more in ({}, {"day": "2036-03-01"})
    )
    assert unknown.button == known.button
    assert unknown.notes == (
        "Deine Worte stehen dort, wie du sie geschickt hast. Der Link gilt bis zum Samstag, 1. März 2036.",
        *known.notes,
    )


@pytest.mark.parametrize(("suggested", "is_asked"), [("organisation", True), ("offer", False), ("", False)])
def test_whoever_suggested_a_group_is_told_how_to_look_after_it(
    city_file: Path, suggested: str, is_asked: bool
) -> None:
    slots = {"title": "Hof", "corrected": "", "suggested": suggested, "link": "L"}
    said = revision_approved(slots, GERMAN, read_city(city_file)).paragraphs
    assert any("wir laden dich ein" in each for each in said) == is_asked


@pytest.mark.parametrize("note", ["", "Kennst du die?\nSonst frag Ada."])
def test_a_letter_tells_an_editor_what_a_colleague_has_handed_to_her(city_file: Path, note: str) -> None:
    slots = {"title": "Hof", "note": note, "link": "L"}
    handed = revision_handed_over(slots, GERMAN, read_city(city_file))
    assert handed.subject == "Bitte entscheide: Hof"
    assert handed.paragraphs[1:] == (("Die Notiz dazu:", *note.splitlines()) if note else ())
    assert handed.button is not None
    assert handed.button.url == "L"


def test_a_letter_asks_whether_another_group_may_show_an_event(city_file: Path) -> None:
    slots = {"title": "Radtour", "organisation": "Wildwiese", "leader": "Radbund", "link": "L"}
    asked = showing_asked(slots, GERMAN, read_city(city_file))
    assert asked.subject == "Darf das auch woanders stehen? Radtour"
    assert "„Wildwiese“ möchte den Termin „Radtour“ eurer Gruppe „Radbund“" in asked.paragraphs[0]
    assert asked.button is not None
    assert asked.button.url == "L"


def test_a_letter_asks_whether_a_group_organises_events_that_name_it(city_file: Path) -> None:
    slots = {"count": "22", "link": "L", "title_1": "Radtour", "organisation_1": "Wildwiese", "leader_1": "Radbund"}
    many = co_organiser_asked(slots, GERMAN, read_city(city_file))
    assert many.subject == "Organisiert ihr mit? 22 Termine"
    assert many.paragraphs[1:3] == ("• „Radtour“ von „Radbund“ nennt „Wildwiese“.", "Und 21 weitere.")
    assert many.button is not None
    assert (many.button.words, many.button.url) == ("Antworten", "L")
    one = co_organiser_asked(slots | {"count": "1"}, GERMAN, read_city(city_file))
    assert one.subject == "Organisiert ihr mit? Radtour"
    assert len(one.paragraphs) == 3


def test_a_letter_says_what_of_a_calendar_was_refused_and_why(city_file: Path) -> None:
    slots = {"count": "1", "link": "L", "title_1": "Chor", "reason_1": "Wo?\nBitte sag es."}
    only = calendar_refused(slots, GERMAN, read_city(city_file))
    assert only.subject == "Nicht übernommen: Chor"
    assert "• „Chor“. Der Grund: Wo? Bitte sag es." in only.paragraphs
    assert "öffentlich" not in " ".join([only.heading, only.preheader, *only.paragraphs]), "it may be, as it was before"
    more = slots | {"count": "2", "title_2": "Fest", "reason_2": "Doppelt."}
    both = calendar_refused(more, GERMAN, read_city(city_file))
    assert both.subject == "Nicht übernommen: 2 Termine aus eurem Kalender"
    assert "• „Fest“. Der Grund: Doppelt." in both.paragraphs
