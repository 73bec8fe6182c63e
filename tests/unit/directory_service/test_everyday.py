import pytest

from directory_service.rules import everyday
from directory_service.rules.finding import spelt


@pytest.mark.parametrize("form", ["Flüchtling", "Flüchtlinge", "FLÜCHTLINGEN", "Fluechtlinge"])
def test_each_form_and_spelling_of_a_word_is_called_the_same(form: str) -> None:
    assert everyday.said_otherwise(form) == ("Geflüchtete",)


def test_the_last_part_of_a_compound_says_what_it_is() -> None:
    assert everyday.said_otherwise("Kleiderspende") == ()
    assert everyday.end_said_otherwise("Kleiderspende") == everyday.said_otherwise("Spende") != ()
    assert everyday.end_said_otherwise("Spende") == ()


@pytest.mark.parametrize("word", ["Geflüchtete", "Solarstrom", "x", "Kopa"])
def test_what_is_called_by_its_name_is_called_nothing_else(word: str) -> None:
    assert everyday.said_otherwise(word) == ()


def test_no_word_is_said_to_be_called_as_it_is() -> None:
    said = {word: meant for word, meant in everyday.MEANT.items() if word in {spelt(each) for each in meant}}

    assert said == {}
