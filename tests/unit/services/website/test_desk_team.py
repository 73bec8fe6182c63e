"""The desk of administrators: who acts for the city."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, send

EDDA = "6f1c0b8e-0000-4000-8000-0000000000e1"
TEAM = "/eintragen/team"


def as_somebody(services: FakeServices, *roles: str, missing: str | None = None) -> None:
    person = {"id": "p1", "email": "anna@example.org", "name": "Anna", "roles": list(roles)}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "person": person, "session_id": "s", "missing": missing})


@pytest.fixture
def anna(website: Flask, services: FakeServices) -> FlaskClient:
    as_somebody(services, "administrator", "editor")
    anna: dict[str, Any] = {"id": "p1", "name": "Anna", "email": "anna@example.org"}
    edda: dict[str, Any] = {"id": EDDA, "name": None, "email": "edda@example.org"}
    team = [
        {**anna, "roles": ["administrator", "editor"], "has_passkey": False},
        {**edda, "roles": ["editor"], "has_passkey": True},
    ]
    services.answer("GET /v1/colleagues", {"items": team})
    services.answer("PUT /v1/colleagues", {})
    services.answer(f"DELETE /v1/colleagues/{EDDA}", None, 204)
    services.answer(f"DELETE /v1/colleagues/{EDDA}/passkeys", None, 204)
    client = website.test_client()
    client.set_cookie("session", "secret.editor")
    return client


def test_the_team_is_shown_with_what_each_may_do(anna: FlaskClient) -> None:
    page = anna.get(TEAM).text

    assert "edda@example.org" in page
    assert "Verwaltung: entscheidet" in page
    assert "Hat einen Passkey" in page
    assert page.count("/passkeys") == 1, "there is nothing to take back from who has none"
    assert "Administrator: decides" in anna.get("/en/eintragen/team").text


@pytest.mark.parametrize("roles", [(), ("editor",)])
def test_nobody_else_sees_it(anna: FlaskClient, services: FakeServices, roles: tuple[str, ...]) -> None:
    as_somebody(services, *roles)

    assert anna.get(TEAM).status_code == 403
    assert "GET /v1/colleagues" not in services.lines()


def test_an_administrator_shows_her_passkey_first_where_it_is_asked_for(
    anna: FlaskClient, services: FakeServices
) -> None:
    as_somebody(services, missing="show")

    assert anna.get(TEAM).headers["Location"] == f"/anmelden/zweiter-schritt?weiter={TEAM}"


def test_somebody_new_is_added(anna: FlaskClient, services: FakeServices) -> None:
    page = send(anna, TEAM, email=" neu@example.org ", name="", rolle="administrator")

    assert page.headers["Location"] == f"{TEAM}?erledigt=berufen"
    assert services.words_of("PUT /v1/colleagues") == {
        "email": "neu@example.org", "name": None, "role": "administrator",
    }  # fmt: skip


def test_an_address_that_is_none_is_said_beside_it(anna: FlaskClient, services: FakeServices) -> None:
    services.answer("PUT /v1/colleagues", {"type": "urn:mosaik:problem:x"}, 422)
    page = send(anna, TEAM, email="neu", rolle="editor")

    assert page.status_code == 422
    assert 'value="neu"' in page.text
    assert "vollständige Adresse" in page.text


@pytest.mark.parametrize(("to", "line"), [("ende", ""), ("passkeys", "/passkeys")])
def test_each_button_does_what_it_says(anna: FlaskClient, services: FakeServices, to: str, line: str) -> None:
    assert send(anna, TEAM, to=f"{TEAM}/{EDDA}/{to}").status_code == 303
    assert f"DELETE /v1/colleagues/{EDDA}{line}" in services.lines()


def test_the_last_administrator_learns_why_she_stays(anna: FlaskClient, services: FakeServices) -> None:
    problem = {"type": "urn:mosaik:problem:last-administrator"}
    services.answer(f"DELETE /v1/colleagues/{EDDA}", problem, 409)
    services.answer("PUT /v1/colleagues", problem, 409)

    for page in (send(anna, TEAM, to=f"{TEAM}/{EDDA}/ende"), send(anna, TEAM, email="anna@example.org")):
        assert page.status_code == 409
        assert "niemand mehr über das Team entscheiden" in page.text


def test_opening_its_addresses_changes_nothing(anna: FlaskClient, services: FakeServices) -> None:
    for path in (TEAM, f"{TEAM}/{EDDA}/ende", f"{TEAM}/{EDDA}/passkeys"):
        anna.get(path)

    assert not any(line.startswith(("PUT", "DELETE")) for line in services.lines())


def test_a_name_too_long_for_the_team_is_refused_and_not_cut(anna: FlaskClient, services: FakeServices) -> None:
    page = send(anna, TEAM, email="emil@example.org", name="E" * 121, rolle="editor")
    assert page.status_code == 422
    assert "E" * 121 in page.text
    assert "PUT /v1/colleagues" not in services.lines()

    send(anna, TEAM, email="emil@example.org", name="E" * 120, rolle="editor")
    assert services.words_of("PUT /v1/colleagues")["name"] == "E" * 120
