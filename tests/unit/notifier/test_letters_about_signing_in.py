"""Letters about signing in say when, with what and from where, as far as that is known."""

from pathlib import Path

import pytest

from notifier.sending.contents.letters import dismissed, passkeys_changed, passkeys_taken_back, sign_in
from notifier.sending.words import Speaker
from services.city import City, read_city

GERMAN, ENGLISH = Speaker("de", default="de"), Speaker("en", default="de")
ASKED = {"code": "402817", "link": "L", "asked_at": "2026-11-30T11:20:00+00:00"}

_DAY = "Montag, 30. November, 12:20 Uhr"


@pytest.fixture
def city(city_file: Path) -> City:
    return read_city(city_file)


@pytest.mark.parametrize(
    ("known", "german", "english"),
    [
        (
            {"browser": "Firefox", "system": "Windows", "country": "CH"},
            f"Angefordert am {_DAY}, mit Firefox auf Windows. Land nach der Internetadresse: Schweiz.",
            "Asked for on Monday, 30 November, 12:20 pm, with Firefox on Windows. "
            "Country, by the internet address: Switzerland.",
        ),
        ({"browser": "", "system": "iPhone"}, f"Angefordert am {_DAY}, mit iPhone.", None),
        ({"country": "AP"}, f"Angefordert am {_DAY}.", None),
    ],
)
def test_a_code_comes_with_how_it_was_asked_for(
    city: City, known: dict[str, str], german: str, english: str | None
) -> None:
    assert sign_in(ASKED | known, GERMAN, city).notes[1] == german
    if english:
        assert sign_in(ASKED | known, ENGLISH, city).notes[1] == english


def test_a_letter_asked_for_before_we_knew_any_of_it_still_goes_out(city: City) -> None:
    assert len(sign_in({"code": "402817", "link": "L"}, GERMAN, city).notes) == 2


@pytest.mark.parametrize(
    ("change", "subject", "told"),
    [
        ("made", "Neuer Passkey bei Klima-Mosaik", "kann man sich mit einem neuen Passkey anmelden: „Büro“."),
        ("removed", "Passkey entfernt bei Klima-Mosaik", "wurde ein Passkey entfernt: „Büro“."),
    ],
)
def test_a_changed_passkey_is_told(city: City, change: str, subject: str, told: str) -> None:
    slots = ASKED | {"change": change, "passkey": "Büro", "link": "https://klima.example/konto"}
    content = passkeys_changed(slots, GERMAN, city)

    assert content.subject == subject
    assert content.paragraphs[0].endswith(told)
    assert content.button is not None
    assert content.button.url == "https://klima.example/konto"
    assert city.contact.phone in content.notes[0]


def test_passkeys_taken_back_are_told_with_whom_to_call(city: City) -> None:
    content = passkeys_taken_back(ASKED | {"link": "https://klima.example/anmelden"}, GERMAN, city)

    assert content.subject == "Deine Passkeys bei Klima-Mosaik wurden entfernt"
    assert content.paragraphs[1:] == (
        "Bitte melde dich mit dieser Adresse an und richte einen neuen Passkey ein.",
        f"Das war am {_DAY}.",
    )
    assert city.contact.phone in content.notes[0]


def test_who_is_dismissed_is_told_what_she_keeps_and_whom_to_call(city: City) -> None:
    content = dismissed({"link": "https://klima.example/anmelden"}, GERMAN, city)

    assert content.subject == "Du gehörst nicht mehr zum Team von Klima-Mosaik"
    assert content.paragraphs[1] == "Dein Konto behältst du: Du meldest dich mit dieser Adresse an."
    assert city.contact.phone in content.notes[0]
