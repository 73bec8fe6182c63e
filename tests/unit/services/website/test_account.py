"""Passkeys and devices on the pages: what is asked of a browser, and what becomes of its answer."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, sealed, send

HERE = "6f1c0b8e-0000-4000-8000-0000000000a1"
THERE = "6f1c0b8e-0000-4000-8000-0000000000a2"
KEY = "6f1c0b8e-0000-4000-8000-0000000000b1"
MOMENT = "2026-03-14T09:00:00+00:00"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
ANSWER = {"id": "AA", "response": {"clientDataJSON": "AA", "signature": "AA"}}
FILLED = {"frage": "c1", "antwort": json.dumps(ANSWER)}
SHOWN = {"challenge_id": "c1", "answer": ANSWER}
EDITOR = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
NOT_YET = EDITOR | {"roles": []}


def a_problem(kind: str) -> dict[str, str]:
    return {"type": f"urn:mosaik:problem:{kind}"}


@pytest.fixture
def account(services: FakeServices) -> FakeServices:
    person = {"id": "p1", "email": "rosa@example.net", "name": "Rosa", "roles": []}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "person": person, "session_id": HERE, "missing": None})
    devices = [
        {"id": HERE, "device": FIREFOX, "created_at": MOMENT, "last_used_at": MOMENT},
        {"id": THERE, "device": None, "created_at": MOMENT, "last_used_at": MOMENT},
    ]
    services.answer("GET /v1/sessions", {"items": devices})
    key = {"id": KEY, "name": "Handy", "is_synced": True, "created_at": MOMENT, "last_used_at": None}
    services.answer("GET /v1/passkeys", {"items": [key]})
    services.answer("POST /v1/passkey-questions", {"challenge_id": "c1", "options": {"challenge": "AA"}}, 201)
    services.answer("POST /v1/passkeys", {"session": "renewed", "passkey": key}, 201)
    services.answer("PUT /v1/sessions/current/passkey", {"session": "renewed"})
    services.answer(f"DELETE /v1/passkeys/{KEY}", None, 204)
    services.answer(f"DELETE /v1/sessions/{THERE}", None, 204)
    return services


def let_miss(services: FakeServices, missing: str | None) -> None:
    person = NOT_YET if missing else EDITOR
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "person": person, "session_id": HERE, "missing": missing})


@pytest.mark.usefixtures("account")
def test_the_account_names_devices_and_passkeys_in_words(steward: FlaskClient) -> None:
    page = steward.get("/konto").text

    assert "Firefox auf Windows" in page
    assert "Unbekanntes Gerät" in page
    assert "Handy" in page
    assert "Auf mehreren Geräten" in page
    assert f"/konto/geraete/{THERE}" in page
    assert f"/konto/geraete/{HERE}" not in page, "one signs out here with the button for it"
    assert "Firefox on Windows" in steward.get("/en/konto").text


def test_the_account_is_for_those_who_signed_in(browser: FlaskClient) -> None:
    assert browser.get("/konto").headers["Location"] == "/anmelden?weiter=/konto"
    assert browser.get("/anmelden/zweiter-schritt").headers["Location"].startswith("/anmelden?")


def test_a_device_is_signed_out_by_its_button(steward: FlaskClient, account: FakeServices) -> None:
    page = send(steward, "/konto", to=f"/konto/geraete/{THERE}")

    assert page.headers["Location"] == "/konto?erledigt=abgemeldet"
    assert f"DELETE /v1/sessions/{THERE}" in account.lines()


def test_what_is_signed_out_or_removed_already_stays_so(steward: FlaskClient, account: FakeServices) -> None:
    account.answer(f"DELETE /v1/sessions/{THERE}", a_problem("no-such-session"), 404)
    account.answer(f"DELETE /v1/passkeys/{KEY}", a_problem("no-such-passkey"), 404)

    assert send(steward, "/konto", to=f"/konto/geraete/{THERE}").status_code == 303
    assert send(steward, "/konto", to=f"/konto/passkeys/{KEY}").headers["Location"] == "/konto?erledigt=entfernt"


def test_opening_any_page_of_the_account_changes_nothing(steward: FlaskClient, account: FakeServices) -> None:
    for path in ("/konto", "/konto/passkeys", f"/konto/passkeys/{KEY}", f"/konto/geraete/{THERE}", "/anmelden/passkey"):
        steward.get(path)

    assert {line.partition(" ")[0] for line in account.lines()} - {"GET"} <= {"POST"}
    assert {line for line in account.lines() if line.startswith("POST")} <= {"POST /v1/tokens"}


def test_a_new_passkey_renews_the_cookie(steward: FlaskClient, account: FakeServices) -> None:
    page = send(steward, "/konto", to="/konto/passkeys", **FILLED, name=" Handy ")

    assert page.headers["Location"] == "/konto?erledigt=passkey"
    assert "session=renewed;" in page.headers["Set-Cookie"]
    assert account.words_of("POST /v1/passkeys") == SHOWN | {"name": "Handy"}


def test_nobody_shortens_what_a_passkey_is_called(steward: FlaskClient, account: FakeServices) -> None:
    name = "Laptop im Büro, " + "zweites Fach von links oben " * 3

    send(steward, "/konto", to="/konto/passkeys", **FILLED, name=name)

    assert account.words_of("POST /v1/passkeys")["name"] == name.strip()


def test_a_renewed_cookie_stays_as_long_as_the_one_before(website: Flask, account: FakeServices) -> None:
    browser = website.test_client()
    browser.set_cookie("session", "secret.stays")
    cookie = send(browser, "/konto", to="/konto/passkeys", **FILLED, name="x").headers["Set-Cookie"]

    assert "session=renewed.stays;" in cookie
    assert "Max-Age=2592000" in cookie


@pytest.mark.parametrize(
    ("kind", "page"), [("sign-in-again", "/anmelden"), ("passkey-first", "/anmelden/zweiter-schritt")]
)
def test_what_has_to_be_done_first_is_said_to_the_script(
    steward: FlaskClient, account: FakeServices, kind: str, page: str
) -> None:
    account.answer("POST /v1/passkey-questions", a_problem(kind), 403)
    answer: Any = send(steward, "/konto", to="/konto/passkeys/frage", wozu="register")
    account.answer(f"DELETE /v1/passkeys/{KEY}", a_problem(kind), 403)

    assert answer.json == {"page": f"{page}?weiter=/konto"}
    assert send(steward, "/konto", to=f"/konto/passkeys/{KEY}").headers["Location"] == f"{page}?weiter=/konto"


@pytest.mark.parametrize("answer", ["", "no json", "[]", '{"id": 1}'])
def test_an_answer_that_is_none_is_said_calmly(steward: FlaskClient, account: FakeServices, answer: str) -> None:
    account.answer("POST /v1/passkeys", a_problem("malformed"), 422)
    page = send(steward, "/konto", to="/konto/passkeys", frage="c1", antwort=answer)

    assert page.status_code == 422
    assert "nicht angenommen" in page.text


def test_a_passkey_signs_in(browser: FlaskClient, account: FakeServices) -> None:
    question: Any = send(browser, "/anmelden", to="/anmelden/passkey/frage")
    page = send(browser, "/anmelden", to="/anmelden/passkey", **FILLED, weiter="/konto")

    assert question.json["options"] == {"challenge": "AA"}
    assert account.words_of("POST /v1/passkey-questions") == {"purpose": "sign_in"}
    assert page.headers["Location"] == "/konto"
    assert "session=secret;" in page.headers["Set-Cookie"]
    assert account.words_of("POST /v1/sessions") == SHOWN | {"device": browser.environ_base["HTTP_USER_AGENT"]}


@pytest.mark.parametrize(
    ("status", "words"), [(403, "nicht angenommen"), (429, "etwas viel"), (503, "macht kurz Pause")]
)
def test_a_passkey_that_is_not_accepted_is_said_where_it_was_shown(
    browser: FlaskClient, account: FakeServices, status: int, words: str
) -> None:
    account.answer("POST /v1/sessions", a_problem("x"), status)
    page = send(browser, "/anmelden", to="/anmelden/passkey", **FILLED)

    assert page.status_code == status
    assert words in page.text


def test_a_passkey_leads_nowhere_else(browser: FlaskClient, account: FakeServices) -> None:
    page = send(browser, "/anmelden", to="/anmelden/passkey", **FILLED, weiter="https://evil.example")

    assert page.headers["Location"] == "/eintragen/meine"


@pytest.mark.parametrize(
    ("missing", "title"), [("register", "Richte deinen Passkey ein"), ("show", "Zeig deinen Passkey")]
)
def test_an_editor_is_led_to_her_passkey_and_from_there_to_where_she_wanted(
    browser: FlaskClient, account: FakeServices, missing: str, title: str
) -> None:
    words = {"session": "secret", "person": NOT_YET, "next": "/eintragen/pruefen", "missing": missing}
    account.answer("POST /v1/sessions", words, 201)
    let_miss(account, missing)
    signed_in = send(browser, "/anmelden/t", bleiben="ja")
    second = signed_in.headers["Location"]
    assert second == "/anmelden/zweiter-schritt?weiter=/eintragen/pruefen"
    assert title in browser.get(second).text

    token = sealed(browser, second)
    let_miss(account, None)
    page = browser.post(second.partition("?")[0], data={"zeichen": token, **FILLED, "weiter": "/eintragen/pruefen"})

    assert page.headers["Location"] == "/eintragen/pruefen"
    assert "session=renewed.editor.stays;" in page.headers["Set-Cookie"]


def test_before_that_no_page_for_editors_opens(steward: FlaskClient, account: FakeServices) -> None:
    let_miss(account, "show")

    assert steward.get("/eintragen/rundbriefe").headers["Location"] == (
        "/anmelden/zweiter-schritt?weiter=/eintragen/rundbriefe"
    )
    assert "Redaktion" not in steward.get("/").text


def test_what_is_refused_before_that_leads_there_too(steward: FlaskClient, account: FakeServices) -> None:
    queue = "/eintragen/pruefen"
    account.answer("GET /v1/revisions", {"title": "Forbidden"}, 403)
    let_miss(account, "register")

    assert steward.get(queue).headers["Location"] == f"/anmelden/zweiter-schritt?weiter={queue}"


def test_who_misses_nothing_is_led_on(steward: FlaskClient, account: FakeServices) -> None:
    assert steward.get("/anmelden/zweiter-schritt?weiter=/konto").headers["Location"] == "/konto"
    assert steward.get("/anmelden/zweiter-schritt?weiter=//evil.example").headers["Location"].startswith("/eintragen/")


def test_a_planted_session_is_not_the_one_that_somebody_signs_in_to(website: Flask, account: FakeServices) -> None:
    victim = website.test_client()
    victim.set_cookie("session", "planted")
    page = send(victim, "/anmelden/t")

    assert "session=secret;" in page.headers["Set-Cookie"]
    ended = account.headers_of("DELETE /v1/sessions/current")
    assert ended["Authorization"] == "Session planted", "what was planted opens nothing any more"


@pytest.mark.usefixtures("account")
def test_who_has_signed_in_finds_her_account_in_the_head_and_its_links_first(
    steward: FlaskClient, browser: FlaskClient
) -> None:
    page = steward.get("/konto").text

    assert page.split("<main")[0].count('href="/konto"') == 2
    assert page.index('href="/konto/daten"') < page.index('id="h-geraete"')
    assert 'href="/konto"' not in browser.get("/anmelden").text
