import pytest

from directory_service import rules
from directory_service.rules.duplicates import titles_alike
from services.kit.vocabulary import fold


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("ja, kurze Einweisung am Baum", "kurze Einweisung am Baum"),
        ("ja", "ja"),
        ("nein", "nein"),
        ("Nein, leider nicht", "Nein, leider nicht"),
        (" ", None),
        ("", None),
        ("zwei Abende, immer mittwochs", "zwei Abende, immer mittwochs"),
    ],
)
def test_of_a_yes_with_words_the_words_are_kept(cell: str, words: str | None) -> None:
    assert rules.words_after_yes(cell) == words


@pytest.mark.parametrize("word", ["a@b.de", "rosa.regentonne@example.net", "x+y@mail.example.org"])
def test_mail_addresses_are_known(word: str) -> None:
    assert rules.is_email(word)


@pytest.mark.parametrize("word", ["a@b", "a b@c.de", "@c.de", "a@@c.de", "a@c.de, d@e.de", "a" * 250 + "@b.de"])
def test_what_is_no_mail_address_is_known_too(word: str) -> None:
    assert not rules.is_email(word)


@pytest.mark.parametrize(
    "word", ["javascript:alert(1)", "ftp://a.de", "https://", "http://a", "https://u@a.de", "a.de"]
)
def test_only_pages_on_the_web_are_web_addresses(word: str) -> None:
    assert not rules.is_web_address(word)


def test_a_page_on_the_web_is_a_web_address() -> None:
    assert rules.is_web_address("https://giesskannenbund-halle.example.net/pfad?x=1")


@pytest.mark.parametrize(
    ("title", "are"),
    [("Beete gießen", True), ("Beete giessen!", True), ("Beete gießen am Samstag", True), ("Räder", False)],
)
def test_titles_are_alike_by_their_letters_or_all_words_of_one(title: str, are: bool) -> None:
    assert titles_alike(fold("Beete gießen"), fold(title)) is are
