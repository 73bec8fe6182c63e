"""An editor brings in a table through the pages of the website, and takes the lists along again."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from services.website import security
from tests.support.city import TestCity
from tests.support.import_cases import case, path
from tests.support.website import sealed, send, the_website_of

PAGE = "/eintragen/tabellen"
EDITOR = "redaktion@example.org"


@pytest.fixture
def website(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> Flask:
    # Nobody types here, so nobody is too fast.
    monkeypatch.setattr(security, "_TOO_FAST_SECONDS", -1)
    return the_website_of(city)


@pytest.fixture
def editor(city: TestCity, website: Flask) -> FlaskClient:
    city.apps["profiles-service"].test_cli_runner().invoke(args=["make-editor", EDITOR])
    browser = website.test_client()
    send(browser, "/anmelden", email=EDITOR)
    city.settle()
    link = re.search(r"(/anmelden/[\w.~-]+)", city.letterbox.mails(EDITOR)[0]["text"])
    assert link
    send(browser, link[1])
    return browser


def brought(browser: FlaskClient, number: int, kind: str) -> str:
    """Send a file in; returns the page of its report."""
    part = FileStorage(io.BytesIO(case(number)), filename=path(number).name)
    mark, body = encode_multipart({"zeichen": sealed(browser, PAGE), "inhalt": kind, "datei": part})
    answer = browser.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={mark}")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def decided(browser: FlaskClient, page: str, **typed: Any) -> None:
    assert send(browser, page, **typed).status_code == 303


def test_a_table_is_looked_at_taken_over_and_taken_along_again(website: Flask, editor: FlaskClient) -> None:
    page = brought(editor, 1, "organisations")
    assert "5 Zeilen können übernommen werden." in editor.get(page).text
    assert "Alte Linde" not in website.test_client().get("/gruppen").text
    decided(editor, page, tun="uebernehmen")

    assert "5 Zeilen sind übernommen." in editor.get(page).text
    assert "Förderverein „Alte Linde“" in website.test_client().get("/gruppen").text
    file = website.test_client().get("/gruppen.csv").get_data().decode("utf-8-sig")
    assert "Nähstübchen L’Aiguille" in file
    assert "Irmgard Lindwurm" not in file
    assert "Irmgard Lindwurm" in editor.get("/eintragen/tabellen/gruppen.csv").get_data().decode("utf-8-sig")


def test_one_word_settles_a_spelling_and_rows_that_wait_are_taken_over_then(editor: FlaskClient) -> None:
    page = brought(editor, 7, "organisations")
    assert re.search(r'name="wort:kategorien:Mobilitaet">.*?<option value="mobility" selected>', editor.get(page).text)
    decided(editor, page, tun="waehlen", **{"wort:kategorien:Mobilitaet": "mobility", "zeile:10": "skip"})

    shown = editor.get(page).text
    assert "wort:kategorien:Mobilitaet" not in shown
    assert re.search(r"Ausgelassen <b>1</b>", shown)
    decided(editor, page, tun="uebernehmen")
    assert "Dreirad" in editor.get("/gruppen?thema=mobility").text


@pytest.mark.parametrize(
    ("number", "kind", "german", "english"),
    [
        (7, "organisations", "kennen wir nicht", "We do not know"),
        (10, "events", "Hier steht eine Formel", "There is a formula here"),
    ],
)
def test_on_the_english_page_no_row_speaks_german(
    editor: FlaskClient, number: int, kind: str, german: str, english: str
) -> None:
    page = brought(editor, number, kind)
    here, there = editor.get(page).text, editor.get(f"/en{page}").text
    assert (german in here, english in here) == (True, False)
    assert (german in there, english in there) == (False, True)
    assert 'lang="de">' not in "".join(re.findall(r"<li><b>.*?</li>", there))
