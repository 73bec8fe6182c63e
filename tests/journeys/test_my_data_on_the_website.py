"""Seeing, taking along and erasing one's data as people do it: through the pages of the website."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.website import security
from tests.journeys.test_through_the_website import link_in_mail, sign_in, subscribe
from tests.support import contact_makers
from tests.support.card_makers import card_words, put_card, send_picture
from tests.support.city import TestCity
from tests.support.pictures import a_picture
from tests.support.traces import traces
from tests.support.website import send, the_website_of

PROFILES = "profiles-service"
ADA, KIM = "ada@example.org", "kim@example.org"


@pytest.fixture
def website(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(security, "_TOO_FAST_SECONDS", -1)
    return the_website_of(city)


@pytest.fixture
def ada(city: TestCity, website: Flask) -> FlaskClient:
    browser = website.test_client()
    sign_in(city, browser, ADA)
    return browser


@pytest.fixture
def kims_link(city: TestCity, website: Flask) -> str:
    """Return the token of the link for managing of somebody without an account."""
    browser = website.test_client()
    subscribe(browser, KIM)
    send(browser, link_in_mail(city, KIM, "nachrichten/bestaetigen"))
    send(browser, "/nachrichten/verwalten", email=KIM)
    return link_in_mail(city, KIM, "nachrichten/verwalten").rpartition("/")[2]


def unpacked(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        read = {name: file.read(name).decode() for name in file.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in read.items()}


def test_whoever_signed_in_reads_takes_along_and_erases_everything(city: TestCity, ada: FlaskClient) -> None:
    page = ada.get("/konto/daten")
    file = ada.get("/konto/daten/datei")
    before = ada.get("/konto/daten/loeschen").text
    erased = send(ada, "/konto/daten/loeschen")
    city.settle()
    city.catch_up()
    receipt = ada.get(erased.headers["Location"]).text

    assert ADA in page.text
    assert "Warum wir es haben" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    found = unpacked(file.data)
    assert set(found) == {"README.txt", *(f"{each}.json" for each in city.apps)}
    assert found["profiles-service.json"]["sections"][0]["rows"][0]["email"] == ADA
    assert "Das geschieht" in before
    assert erased.status_code == 303
    assert "Alles ist gelöscht" in receipt
    assert ADA not in receipt
    assert traces(city, ADA) == {}


def test_what_she_takes_along_holds_her_picture_and_says_whether_it_is_whole(city: TestCity, ada: FlaskClient) -> None:
    (person_id,) = city.rows(PROFILES, "SELECT id FROM people")
    put_card(city.apps[PROFILES], city.tokens, person_id, card_words(name="Ada"))
    send_picture(city.apps[PROFILES], city.tokens.person(person_id, PROFILES), a_picture())

    with zipfile.ZipFile(io.BytesIO(ada.get("/konto/daten/datei").data)) as file:
        said = json.loads(file.read("profiles-service.json"))["sections"]
        (card,) = next(each["rows"] for each in said if each["key"] == "card")
        picture = file.read(f"{card['portrait_id']}.webp")

    assert picture[8:12] == b"WEBP"
    assert all(each["is_whole"] for each in said)


def test_after_an_erasure_the_browser_is_signed_out_and_another_one_is_told(
    city: TestCity, website: Flask, ada: FlaskClient
) -> None:
    other = website.test_client()
    other.set_cookie("session", ada.get_cookie("session").value)  # type: ignore[union-attr]
    send(ada, "/konto/daten/loeschen")
    website.extensions["tokens"].__init__()

    signed_out = ada.get("/konto/daten")
    told = other.get("/konto")

    assert (signed_out.status_code, signed_out.headers["Location"]) == (303, "/anmelden?weiter=/konto/daten")
    assert told.status_code == 410
    assert "Diese Person ist nicht mehr hier" in told.text
    assert other.get("/konto").status_code == 303


def test_whoever_only_gets_messages_does_the_same_by_a_letter_to_her_own_address(
    city: TestCity, website: Flask, kims_link: str
) -> None:
    browser, at = website.test_client(), f"/nachrichten/daten/{kims_link}"
    manage, offer = browser.get(f"/nachrichten/verwalten/{kims_link}").text, browser.get(at)
    assert at in manage
    assert KIM in offer.text

    send(browser, at)
    city.settle()
    arrived = send(browser, link_in_mail(city, KIM, "anmelden"))
    page, file = browser.get(arrived.headers["Location"]), browser.get("/konto/daten/datei")
    erased = send(browser, "/konto/daten/loeschen")
    city.settle()
    city.catch_up()

    assert arrived.headers["Location"] == "/konto/daten"
    assert "Wortlaut" in page.text
    assert KIM in str(unpacked(file.data)["profiles-service.json"])
    assert erased.status_code == 303
    assert traces(city, KIM) == {}
    for old in (at, f"/nachrichten/verwalten/{kims_link}", f"/u/{kims_link}"):
        gone = browser.get(old)
        assert gone.status_code in {404, 410}, old
        assert KIM not in gone.text
    assert "Diese Person ist nicht mehr hier" in browser.get(f"/nachrichten/verwalten/{kims_link}").text


def test_a_mail_that_was_passed_on_shows_nothing_and_erases_nothing(
    city: TestCity, website: Flask, kims_link: str
) -> None:
    contact_makers.a_steward(city.apps[PROFILES])
    contact_makers.forwarded(city.apps[PROFILES], email=KIM, message="Nur für die Gruppe.")
    city.settle()
    city.letterbox.empty()
    browser, at = website.test_client(), f"/nachrichten/daten/{kims_link}"

    seen = browser.get(at)
    city.settle()
    others = [browser.get(f"{at}/datei"), browser.get(f"{at}/loeschen"), send(browser, at, to=f"{at}/loeschen")]

    assert seen.status_code == 200
    assert "Nur für die Gruppe." not in seen.text
    assert city.letterbox.mails() == []
    assert {each.status_code for each in others} == {404}
    assert city.rows(PROFILES, "SELECT count(*) FROM erasures") == [0]


def test_whoever_signed_in_long_ago_signs_in_once_more_before_erasing(city: TestCity, ada: FlaskClient) -> None:
    with city.apps[PROFILES].database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE sessions SET created_at = now() - interval '1 hour'")

    page = ada.get("/konto/daten/loeschen").text
    refused = send(ada, "/konto/daten", to="/konto/daten/loeschen") if "zeichen" in page else None

    assert "melde dich bitte noch einmal an" in page
    assert "Ja, alles über mich löschen" not in page
    assert refused is None
    assert city.rows(PROFILES, "SELECT count(*) FROM erasures") == [0]


def test_the_only_administrator_is_told_why_she_cannot_be_erased(city: TestCity, ada: FlaskClient) -> None:
    with city.apps[PROFILES].database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE people SET roles = '{administrator,editor}'")

    refused = send(ada, "/konto/daten/loeschen")

    assert refused.status_code == 409
    assert "zuerst" in refused.text
    assert city.rows(PROFILES, "SELECT count(*) FROM erasures") == [0]


def test_the_deletion_concept_is_read_and_taken_along_by_everybody(website: Flask) -> None:
    browser = website.test_client()

    page, text = browser.get("/datenschutz/loeschkonzept"), browser.get("/datenschutz/loeschkonzept.md")
    paper = browser.get("/datenschutz/loeschkonzept.pdf")
    english = browser.get("/en/datenschutz/loeschkonzept.md")

    assert "1095 Tage nach der Abmeldung" in page.text
    assert text.content_type == "text/markdown; charset=utf-8"
    assert text.text.startswith("# Löschkonzept")
    assert "30 Tage nach der Veranstaltung" in text.text
    assert "7 Tage" in text.text
    assert "- **Wer es löscht:** Die Seite von selbst (forget_in_time)" in text.text
    assert "### Sicherungskopien" in text.text
    assert "1095 days after the messages are cancelled" in english.text
    assert paper.data.startswith(b"%PDF-")
    # So a browser saves each paper under a name of its own.
    assert "Content-Disposition" not in paper.headers
    assert browser.get("/datenschutz/loeschkonzept.doc").status_code == 404
    assert "/datenschutz/loeschkonzept" in browser.get("/datenschutz").text


def test_the_record_of_processing_is_for_editors(city: TestCity, website: Flask, ada: FlaskClient) -> None:
    assert website.test_client().get("/datenschutz/verarbeitung").status_code == 303
    assert ada.get("/datenschutz/verarbeitung").status_code == 403

    with city.apps[PROFILES].database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE people SET roles = '{editor}'")
    website.extensions["tokens"].__init__()
    page, text = ada.get("/datenschutz/verarbeitung"), ada.get("/datenschutz/verarbeitung.md").text

    assert page.status_code == 200
    for word in ("Zweck", "Rechtsgrundlage", "Kategorien der Daten", "Empfänger", "Frist für die Löschung"):
        assert len(re.findall(word, text)) > 20
    assert ada.get("/datenschutz/verarbeitung.pdf").data.startswith(b"%PDF-")
