"""Letters about cards say why, and what their owner can do."""

from pathlib import Path

import pytest

from notifier.sending.contents.profiles import card_withdrawn
from notifier.sending.words import Speaker
from services.city import City, read_city

SLOTS = {"because": "Das Bild zeigt jemand anderen.\nBitte nimm ein eigenes.", "link": "https://klima.example/karte"}


@pytest.fixture
def city(city_file: Path) -> City:
    return read_city(city_file)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de", "Deine Karte bei Klima-Mosaik wird nicht mehr gezeigt"),
        ("en", "Your card at Klima-Mosaik is not shown any more"),
    ],
)
def test_the_owner_of_a_card_reads_why_it_was_withdrawn(city: City, language: str, subject: str) -> None:
    content = card_withdrawn(SLOTS, Speaker(language, default="de"), city)

    assert content.subject == subject
    assert content.paragraphs[2:4] == ("Das Bild zeigt jemand anderen.", "Bitte nimm ein eigenes.")
    assert content.button
    assert content.button.url == SLOTS["link"]
    assert city.contact.email in content.notes[0]
