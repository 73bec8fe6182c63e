"""From the button on an offer to „we came together“: by mail and on the pages, and a scanner changes nothing."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.journeys.conftest import DIRECTORY, PROFILES, ROSA
from tests.journeys.test_a_scanner_opens_every_link import everything
from tests.support.city import TestCity
from tests.support.contact_makers import let_pass
from tests.support.website import send

KIM = "kim@example.org"
OFFER = {
    "title": "Beete gießen", "summary": "Mit uns.", "categories": ["nature"], "commitment": "short_term",
    "contact_email": "gruppe@example.net",
}  # fmt: skip
TYPED = {"name": "Kim Kastanie", "email": KIM, "nachricht": "Samstags habe ich Zeit.", "zustimmung": "ja"}


@pytest.fixture
def offer(city: TestCity, group: dict[str, Any], rosa: FlaskClient) -> dict[str, Any]:
    editor = city.tokens.editor(DIRECTORY)
    made: dict[str, Any] = city.ask(DIRECTORY, "POST /v1/offers", {**OFFER, "organisation_id": group["id"]}, who=editor)
    city.ask(DIRECTORY, f"PUT /v1/offers/{made['id']}/publication", who=editor)
    city.settle()
    city.letterbox.empty()
    assert rosa
    return made


def mail(city: TestCity, to: str) -> dict[str, Any]:
    city.settle()
    return city.letterbox.mails(to)[0]


def link(city: TestCity, to: str, page: str) -> str:
    found = re.search(rf"(/anfrage/{page}/[\w-]+)", mail(city, to)["text"])
    assert found, mail(city, to)["text"]
    return found[1]


def ask(city: TestCity, visitor: FlaskClient, offer: dict[str, Any], **typed: str) -> None:
    page = f"/anfrage/angebot/{offer['slug']}"
    version = re.search(r'name="fassung" value="([^"]+)"', visitor.get(page).text)
    assert version
    sent = send(visitor, page, **{**TYPED, "fassung": version[1], **typed})
    assert sent.status_code == 200, sent.text


def tick(city: TestCity, **time: float) -> None:
    let_pass(city.apps[PROFILES], **time)
    city.apps[PROFILES].worker.celery.tasks["profiles-service.look_after_contact_requests"].apply(throw=True)
    city.settle()


def test_from_the_button_to_having_come_together(
    city: TestCity, website: Flask, rosa: FlaskClient, offer: dict[str, Any]
) -> None:
    visitor = website.test_client()
    page = visitor.get(f"/mitmachen/{offer['slug']}").text
    assert f"/anfrage/angebot/{offer['slug']}" in page
    assert "gruppe@example.net" not in page

    ask(city, visitor, offer, adresse="ja")
    assert "Samstags" not in mail(city, KIM)["text"]
    confirm = link(city, KIM, "bestaetigen")
    assert "Neue Gruppe hat deine Anfrage jetzt" in send(visitor, confirm).text

    request = mail(city, ROSA)
    assert "Samstags habe ich Zeit." in request["text"]
    assert KIM not in request["text"] + str(request["headers"])
    assert "1 Anfrage wartet auf eine Antwort" in rosa.get("/eintragen/meine").text
    answer_page = link(city, ROSA, "antwort")
    phone = website.test_client()
    said = send(phone, answer_page, antwort="meet", text="Komm Samstag um 10.", adresse="ja").text
    assert KIM in said

    told = mail(city, KIM)
    assert told["subject"] == "Zusage: Beete gießen"
    assert ROSA in told["text"]
    tick(city, days=21)
    asked = {person: mail(city, person)["subject"] for person in (KIM, ROSA)}
    assert set(asked.values()) == {"Was ist daraus geworden? Beete gießen"}
    assert "Zusammengefunden" in send(visitor, link(city, KIM, "meine"), tun="ja").text
    assert "Zusammengefunden" in rosa.get("/eintragen/anfragen?stand=geschlossen").text


def test_a_scanner_that_opens_every_link_changes_nothing(city: TestCity, website: Flask, offer: dict[str, Any]) -> None:
    visitor = website.test_client()
    ask(city, visitor, offer)
    city.settle()
    first = _links(city, KIM)
    _opened(city, website, first)

    send(visitor, link(city, KIM, "bestaetigen"))
    tick(city, days=14)
    later = _links(city, KIM) | _links(city, ROSA)
    assert {path.split("/")[2] for path in later} == {"bestaetigen", "meine", "antwort"}
    _opened(city, website, later)


def test_a_request_that_nobody_answers_comes_to_the_editors(
    city: TestCity, website: Flask, edda: FlaskClient, offer: dict[str, Any]
) -> None:
    visitor = website.test_client()
    ask(city, visitor, offer)
    send(visitor, link(city, KIM, "bestaetigen"))
    tick(city, days=7)
    assert mail(city, ROSA)["subject"] == "Noch offen: Kim Kastanie wartet auf deine Antwort"
    tick(city, days=7)
    assert mail(city, KIM)["subject"] == "Deine Anfrage ist nicht vergessen: Beete gießen"

    listed = edda.get("/eintragen/anfragen?stand=lange").text
    found = re.search(r'href="(/eintragen/anfragen/[0-9a-f-]{36})"', listed)
    assert found
    assert send(edda, found[1], to=f"{found[1]}/schliessen").status_code == 303
    assert mail(city, KIM)["subject"] == "Keine Antwort: Beete gießen"


def test_what_looks_like_advertising_is_read_by_an_editor_first(
    city: TestCity, website: Flask, edda: FlaskClient, rosa: FlaskClient, offer: dict[str, Any]
) -> None:
    visitor = website.test_client()
    ask(city, visitor, offer, nachricht="Wir bieten SEO an.")
    assert "Die Redaktion liest" in send(visitor, link(city, KIM, "bestaetigen")).text
    city.settle()
    assert city.letterbox.mails(ROSA) == []

    found = re.search(
        r'href="(/eintragen/anfragen/[0-9a-f-]{36})"', edda.get("/eintragen/anfragen?stand=geprueft").text
    )
    assert found
    assert rosa.get(found[1]).status_code == 404
    send(edda, found[1], to=f"{found[1]}/ablehnen", notiz="Das ist Werbung.")
    refused = mail(city, KIM)
    assert "Das ist Werbung." in refused["text"]
    assert city.letterbox.mails(ROSA) == []


def test_another_groups_steward_sees_nothing_of_it(
    city: TestCity, website: Flask, rosa: FlaskClient, offer: dict[str, Any]
) -> None:
    visitor = website.test_client()
    ask(city, visitor, offer)
    send(visitor, link(city, KIM, "bestaetigen"))
    with city.apps[PROFILES].database.transaction() as session:
        session.execute(text("UPDATE stewardships SET organisation_id = gen_random_uuid()"))
        request_id = session.scalar(text("SELECT id FROM contact_requests"))

    assert rosa.get(f"/eintragen/anfragen/{request_id}").status_code == 404
    assert "Kim" not in rosa.get("/eintragen/anfragen").text


def _links(city: TestCity, to: str) -> set[str]:
    said = " ".join(each["text"] for each in city.letterbox.mails(to))
    found = {urlsplit(url) for url in re.findall(r"https?://[^\s<>\"]+/anfrage/[^\s<>\"]+", said)}
    return {f"{url.path}?{url.query}" for url in found}


def _opened(city: TestCity, website: Flask, links: set[str]) -> None:
    before, scanner = everything(city), website.test_client()
    statuses = {scanner.open(each, method=method).status_code for each in links for method in ("GET", "HEAD")}
    city.settle()

    assert links
    assert statuses == {200}
    assert everything(city) == before
    assert scanner.get_cookie("session") is None
