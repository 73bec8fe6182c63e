"""Letters about contact requests say what is so and what to do, and keep to themselves what was not agreed to."""

import re
from pathlib import Path

import pytest

import notifier
from notifier.sending.contents.contacts import LETTERS
from notifier.sending.contents.model import Content
from notifier.sending.words import Speaker
from services.city import City, read_city

SPEAKERS = {"de": Speaker("de", default="de"), "en": Speaker("en", default="de")}
LINK = "https://klima.example/anfrage/antwort/abc"
ABOUT = {"title": "Bäume gießen", "organisation": "Gießkannenbund", "kind": "offer", "link": LINK}
ASKED = ABOUT | {"to": "asked", "name": "Kim", "message": "Ich habe Zeit.\n\nSamstags.  \n"}
SLOTS = {
    "contact_confirm": ABOUT,
    "contact_request": ASKED,
    "contact_reminder": ASKED,
    "contact_checked": ABOUT | {"result": "refused", "note": "Das ist Werbung."},
    "contact_answer": ABOUT | {"answer": "meet", "text": "Bis dann", "email": "rosa@example.net", "shares": "yes"},
    "contact_patience": ABOUT,
    "contact_withdrawn": ABOUT | {"to": "asked"},
    "contact_gone": {"kind": "person", "link": LINK},
    "contact_outcome": ABOUT,
}


@pytest.fixture
def city(city_file: Path) -> City:
    return read_city(city_file)


def german(city: City, template: str, **words: str) -> Content:
    return LETTERS[template](SLOTS[template] | words, SPEAKERS["de"], city)


def said(content: Content) -> str:
    return "\n".join([content.subject, content.heading, content.preheader, *content.paragraphs, *content.notes])


@pytest.mark.parametrize("language", SPEAKERS)
@pytest.mark.parametrize("template", LETTERS)
def test_every_letter_has_a_subject_a_sentence_and_one_next_step(city: City, template: str, language: str) -> None:
    content = LETTERS[template](SLOTS[template], SPEAKERS[language], city)

    assert content.button is not None
    assert content.button.url.startswith(LINK)
    assert all([content.subject, content.preheader, content.heading, *content.paragraphs, *content.notes])
    assert "{" not in said(content).replace(content.greeting, "")
    assert "!" not in said(content)


def test_whoever_is_asked_has_three_answers_one_click_each(city: City) -> None:
    content = german(city, "contact_request")
    assert content.button is not None

    assert [content.button.url, *(each.url for each in content.choices)] == [
        f"{LINK}?antwort=meet", f"{LINK}?antwort=filled", f"{LINK}?antwort=no",
    ]  # fmt: skip
    assert content.paragraphs == ("Kim schreibt zu „Bäume gießen“:", "Ich habe Zeit.", "Samstags.")


def test_a_group_reads_that_somebody_writes_to_it(city: City) -> None:
    assert german(city, "contact_request", kind="organisation").heading == "Eine Nachricht für dich"
    assert "an Gießkannenbund geschrieben" in german(city, "contact_confirm", kind="organisation").paragraphs[0]


def test_a_group_or_a_person_is_not_filled_but_has_no_time(city: City) -> None:
    asked = german(city, "contact_request", kind="person")

    assert (asked.paragraphs[0], asked.choices[0].words) == ("Kim schreibt:", "Gerade nicht")
    answered = german(city, "contact_answer", kind="person", answer="filled")
    assert (answered.heading, "besetzt" in said(answered)) == ("Gerade nicht", False)


@pytest.mark.parametrize("kind", ["person", "idea"])
def test_to_who_confirmed_nothing_no_name_is_told_that_anybody_may_write(city: City, kind: str) -> None:
    content = german(city, "contact_confirm", kind=kind, title="boese.example", organisation="boese.example")

    assert "boese" not in said(content)
    assert content.subject == "Bitte bestätige deine Anfrage"


def test_a_yes_tells_the_address_only_where_there_is_one(city: City) -> None:
    assert "Schreib an: rosa@example.net" in german(city, "contact_answer").paragraphs
    without = LETTERS["contact_answer"](ABOUT | {"answer": "meet", "text": "", "email": ""}, SPEAKERS["de"], city)
    assert without.paragraphs == ("Gießkannenbund sagt: Danke, wir treffen uns gern.",)


@pytest.mark.parametrize(
    ("answer", "subject"),
    [
        ("filled", "Schon besetzt: Bäume gießen"),
        ("no", "Diesmal passt es nicht: Bäume gießen"),
        ("no_answer", "Keine Antwort: Bäume gießen"),
    ],
)
def test_a_no_says_whom_to_call_for_something_else(city: City, answer: str, subject: str) -> None:
    content = german(city, "contact_answer", answer=answer, email="", text="Danke dir")

    assert content.subject == subject
    assert city.contact.phone in content.notes[0]
    assert content.paragraphs[-2:] == ("Dazu geschrieben:", "Danke dir")


def test_a_refusal_gives_the_editors_reason_and_a_number_to_call(city: City) -> None:
    content = german(city, "contact_checked")

    assert content.paragraphs[-2:] == ("Der Grund:", "Das ist Werbung.")
    assert city.contact.phone in content.notes[0]
    assert german(city, "contact_checked", result="forwarded").heading == "Deine Anfrage ist unterwegs"


def test_each_side_is_asked_in_its_own_words(city: City) -> None:
    assert german(city, "contact_outcome").paragraphs[0].endswith("hat Gießkannenbund auf deine Anfrage geantwortet.")
    assert "hast du eine Anfrage beantwortet" in german(city, "contact_outcome", to="asked").paragraphs[0]


@pytest.mark.parametrize("part", ["mail.html", "card.html"])
def test_every_link_can_be_read_on_a_dark_ground(part: str) -> None:
    links = re.findall(r"<a [^>]*>", (Path(notifier.__file__).parent / "templates" / part).read_text())

    assert links
    # What is dark on light by its own style, a class makes light on dark; buttons are white on a colour.
    assert [each for each in links if 'class="l"' not in each and "color:#ffffff" not in each] == []


def test_a_refusal_says_who_refused_before_it_says_why(city: City) -> None:
    content = german(city, "contact_checked")

    who, why, reason = content.paragraphs
    assert (who, why, reason) == (
        "Die Redaktion hat deine Anfrage an Gießkannenbund nicht weitergegeben.",
        "Der Grund:",
        "Das ist Werbung.",
    )
