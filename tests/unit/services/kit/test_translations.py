"""Translations: read straight from .po files."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from services.kit.translations import catalogue

ROOT = Path(__file__).parents[4]
FOLDERS = sorted(path for path in ROOT.glob("*/*/translations") if ".venv" not in path.parts)
PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Hello {name},"
msgstr "Grüß dich, {name},"

msgid "one tree"
msgid_plural "{n} trees"
msgstr[0] "ein Baum"
msgstr[1] "{n} Bäume"

#, fuzzy
msgid "Not sure"
msgstr "Unsicher"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "de" / "LC_MESSAGES"
    path.mkdir(parents=True)
    (path / "messages.po").write_text(PO)
    return tmp_path


def test_words_are_said_in_the_language_asked_for(folder: Path) -> None:
    assert catalogue(folder, "de").gettext("Hello {name},") == "Grüß dich, {name},"


def test_one_and_many_are_told_apart(folder: Path) -> None:
    german = catalogue(folder, "de")

    assert [german.ngettext("one tree", "{n} trees", n) for n in (1, 2)] == ["ein Baum", "{n} Bäume"]


def test_a_word_without_a_translation_is_said_as_it_stands_in_the_code(folder: Path) -> None:
    assert catalogue(folder, "de").gettext("Unheard of") == "Unheard of"


def test_a_language_without_a_catalogue_says_what_the_code_says(folder: Path) -> None:
    assert catalogue(folder, "fr").gettext("Hello {name},") == "Hello {name},"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_translation_fills_the_same_gaps_as_its_original(folder: Path) -> None:
    for path in folder.glob("*/LC_MESSAGES/messages.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                for said in map(str, message.string if isinstance(message.string, tuple) else (message.string,)):
                    asked = str(message.id[-1] if isinstance(message.id, tuple) else message.id)
                    assert not said or gaps(said) <= gaps(asked), (path, message.id)


def gaps(words: str) -> set[str]:
    return {part.partition("}")[0] for part in words.split("{")[1:]}
