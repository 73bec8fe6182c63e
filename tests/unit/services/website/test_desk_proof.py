"""The proof of what somebody agreed to, as editors read it and hand it on."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, send

PAGE = "/eintragen/nachweis"
CHOSEN = {"interests": [{"what": ["offer"], "categories": ["nature"], "cadence": "at_once"}], "newsletter": True}


def a_line(step: str, **words: Any) -> dict[str, Any]:
    absent = ("form", "chosen", "request_id", "letter_id", "wording", "wording_version", "wording_language")
    hashes = {"salt": "00", "content_hash": "aa", "prev_hash": "bb", "hash": "cc", "wording_hash": "dd"}
    moment = {"id": 1, "happened_at": "2026-03-14T09:00:00+00:00", "is_true": True}
    return {**dict.fromkeys(absent), **hashes, **moment, "step": step, **words}


def a_proof(*lines: dict[str, Any]) -> dict[str, Any]:
    wording = {"wording": "Ja, <ich> möchte.", "wording_version": "7", "wording_language": "de", "form": "/nachrichten"}
    first = a_line("requested", chosen=CHOSEN, **wording)
    shown = lines or (first, a_line("mailed"), a_line("confirmed"), a_line("withdrawn", form="complaint"))
    return {"email": "kim@example.org", "person_id": "p7", "state": "left", "lines": list(shown)}


@pytest.fixture(autouse=True)
def an_editor(services: FakeServices) -> None:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("GET /v1/consents", a_proof())


def test_only_editors_come_in(website: Flask, browser: FlaskClient, services: FakeServices) -> None:
    assert browser.get(PAGE).status_code == 303

    person = {"id": "p2", "email": "rosa@example.net", "name": "Rosa", "roles": []}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    other = website.test_client()
    other.set_cookie("session", "other-secret")
    assert other.get(PAGE).status_code == 403
    assert "GET /v1/consents" not in services.lines()


def test_the_proof_says_each_step_and_the_very_words(steward: FlaskClient, services: FakeServices) -> None:
    page = send(steward, PAGE, email="kim@example.org").text

    assert "Ja, &lt;ich&gt; möchte." in page
    for words in ("dem Wortlaut zugestimmt", "um Bestätigung gebeten", "Link aus der Mail bestätigt", "als Spam"):
        assert words in page
    assert "2026-03-14T09:00:00+00:00" in page
    assert "Alle Einträge sind so" in page
    assert services.headers_of("GET /v1/consents")["Authorization"] == f"Bearer {TOKENS['profiles-service']}"


def test_a_line_that_was_changed_is_said_loudly(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/consents", a_proof(a_line("confirmed", is_true=False)))

    assert "Er beweist nichts" in send(steward, PAGE, email="kim@example.org").text


def test_the_proof_is_handed_out_as_text_and_as_data(steward: FlaskClient) -> None:
    text = send(steward, PAGE, email="kim@example.org", als="text")
    data = send(steward, PAGE, email="kim@example.org", als="daten")

    assert text.mimetype == "text/markdown"
    assert "> Ja, <ich> möchte." in text.text
    assert "bb → cc" in text.text
    assert json.loads(data.text) == a_proof()
    for answer in (text, data):
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_somebody_has_typed_stays_words_in_the_text(steward: FlaskClient, services: FakeServices) -> None:
    typed = {"interests": [{"text": "`![](https://elsewhere.example/a.png)"}]}
    services.answer("GET /v1/consents", a_proof(a_line("changed", chosen=typed)))

    assert "`!" not in send(steward, PAGE, email="kim@example.org", als="text").text


def test_who_never_ordered_anything_has_no_proof(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/consents", {"type": "urn:mosaik:problem:no-such-person"}, 404)
    page = send(steward, PAGE, email="kim@example.org")

    assert page.status_code == 404
    assert "nie jemand Nachrichten bestellt" in page.text
