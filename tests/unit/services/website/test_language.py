"""German and English: every sentence is translated, and English pages live under /en."""

from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from services import website

ROOT = Path(website.__file__).parent
KEYWORDS = {"_": None, "said": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
CITY = ROOT.parents[1]
OF_ROWS = (
    "services/kit/cells.py",
    "services/kit/tables.py",
    "directory-service/directory_service/actions/columns.py",
    "directory-service/directory_service/actions/reading.py",
    "directory-service/directory_service/actions/duplicates.py",
    "events-service/events_service/rules/event_cells.py",
    "events-service/events_service/rules/table.py",
    # What is kept of people, and what editors are told of those who are no longer here.
    "services/kit/privacy/declared.py",
    "services/kit/review/declared.py",
    "directory-service/directory_service/actions/forgetting.py",
    "directory-service/directory_service/rules/retention.py",
    "events-service/events_service/rules/retention.py",
    "notifier/notifier/rules/retention.py",
    "profiles-service/profiles_service/rules/retention.py",
)
ABOUT_ROWS = {"complain": (2,), "ask": (2,), "note": (2,), "sentence": None}
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}


def _said_in_code() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(ROOT, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found} | _said_of_rows()


def _said_of_rows() -> set[str | tuple[str, ...]]:
    """Return what services say about rows of tables, which the website says in its reader's language."""
    found = (extract_from_file("python", CITY / path, keywords=ABOUT_ROWS) for path in OF_ROWS)
    return {message for messages in found for _, message, _, _ in messages}


def test_every_sentence_has_german_words_and_no_german_words_are_left_over() -> None:
    with (ROOT / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        german = {message.id: message.string for message in read_po(file) if message.id}
    assert set(german) == _said_in_code()
    assert all(german.values())


def test_no_sentence_has_german_words_twice() -> None:
    lines = (ROOT / "translations/de/LC_MESSAGES/messages.po").read_text().splitlines()
    said = Counter(line for line in lines if line.startswith("msgid ") and line != 'msgid ""')
    assert [line for line, times in said.items() if times > 1] == []


def test_german_words_keep_their_places_for_values() -> None:
    with (ROOT / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        assert [message.id for message in read_po(file) for _ in message.check()] == []


@pytest.mark.parametrize(("path", "language"), [("/impressum", "de"), ("/en/impressum", "en")])
def test_a_page_says_its_language(browser: FlaskClient, path: str, language: str) -> None:
    page = browser.get(path)
    assert f'<html lang="{language}">' in page.text
    assert page.headers["Content-Language"] == language


def test_links_stay_in_the_language_of_the_page(browser: FlaskClient) -> None:
    page = browser.get("/en/mitmachen?thema=nature").text
    assert 'href="/en/gruppen"' in page
    assert 'href="/gruppen"' not in page
    assert 'href="/mitmachen?thema=nature" lang="de"' in page
    assert 'hreflang="en" href="http://localhost/en/mitmachen?thema=nature"' in page


def test_a_path_that_only_begins_like_english_is_german(browser: FlaskClient) -> None:
    assert '<html lang="de">' in browser.get("/energie").text


def test_what_groups_wrote_says_on_english_pages_that_it_is_german(browser: FlaskClient) -> None:
    for path in ("/mitmachen", "/mitmachen/beete-giessen"):
        assert ' lang="de">Beete' in browser.get(f"/en{path}").text, path
        assert ' lang="de">Beete' not in browser.get(path).text, path
