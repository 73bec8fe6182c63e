"""The desk of contact requests: stewards answer, editors read what waits for them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, a_listing, send
from tests.unit.services.website.test_contact import asked

ID = asked()["id"]
DESK, ONE = "/eintragen/anfragen", f"/eintragen/anfragen/{ID}"


def as_somebody(services: FakeServices, *roles: str, missing: str | None = None) -> None:
    person = {"id": "p1", "email": "rosa@example.net", "name": "Rosa", "roles": list(roles)}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "person": person, "session_id": "s", "missing": missing})


def a_list(*items: dict[str, Any]) -> dict[str, Any]:
    return {**a_listing(*items), "total": len(items)}


@pytest.fixture
def rosa(website: Flask, services: FakeServices) -> FlaskClient:
    as_somebody(services)
    services.answer("GET /v1/contact-requests", a_list({**asked(), "waits_days": 3}))
    services.answer(f"GET /v1/contact-requests/{ID}", asked())
    client = website.test_client()
    client.set_cookie("session", "secret")
    return client


def test_nobody_sees_the_desk_who_has_not_signed_in(browser: FlaskClient) -> None:
    for path in (DESK, ONE):
        assert browser.get(path).status_code == 303


def test_requests_stand_with_how_long_somebody_waits(rosa: FlaskClient, services: FakeServices) -> None:
    page = rosa.get(DESK).text

    assert "Kim: Beete gießen" in page
    assert "wartet seit 3 Tagen" in page
    assert services.asked[-1].url.params["list"] == "open"
    assert "stand=geprueft" not in page


def test_an_editor_sees_the_lists_that_are_hers(rosa: FlaskClient, services: FakeServices) -> None:
    as_somebody(services, "editor")
    late = {**asked(escalated_at="2026-12-14T10:00:00+00:00"), "waits_days": 15}
    services.answer("GET /v1/contact-requests", a_list(late))
    page = rosa.get(f"{DESK}?stand=lange").text

    assert "Lange ohne Antwort" in page
    assert services.asked[-1].url.params["list"] == "late"


@pytest.mark.parametrize("stand", ["", "unfug", "offen&seite=abc", "offen&seite=0", "offen&seite=-1"])
def test_odd_words_show_the_first_page_of_what_waits(rosa: FlaskClient, services: FakeServices, stand: str) -> None:
    assert rosa.get(f"{DESK}?stand={stand}").status_code == 200
    assert (services.asked[-1].url.params["list"], services.asked[-1].url.params["page"]) == ("open", "1")


def test_the_count_stands_at_home(rosa: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_list())
    services.answer("GET /v1/projects", a_list())
    assert "1 Anfrage wartet auf eine Antwort" in rosa.get("/eintragen/meine").text

    services.answer("GET /v1/contact-requests", {}, 503)
    assert rosa.get("/eintragen/meine").status_code == 200


def test_of_editors_what_they_look_into_is_counted(rosa: FlaskClient, services: FakeServices) -> None:
    as_somebody(services, "editor")
    services.answer("GET /v1/offers", a_list())
    services.answer("GET /v1/projects", a_list())
    page = rosa.get("/eintragen/meine").text

    asked_for = [each.url.params["list"] for each in services.asked if each.url.path == "/v1/contact-requests"]
    assert asked_for == ["held", "late"]
    assert "1 Anfrage wartet auf die Redaktion" in page
    assert "stand=lange" in page
    assert "wartet auf eine Antwort" not in page


def test_a_steward_answers_and_reads_so(rosa: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT /v1/contact-requests/{ID}/answer", asked(state="answered", answer="meet"))
    sent = send(rosa, ONE, to=f"{ONE}/antwort", antwort="meet", adresse="ja")

    assert (sent.status_code, sent.location) == (303, f"{ONE}?erledigt=answer")
    assert services.words_of(f"PUT /v1/contact-requests/{ID}/answer")["shares_address"] is True
    assert "Die Antwort ist per E-Mail unterwegs." in rosa.get(f"{ONE}?erledigt=answer").text


def test_who_comes_second_reads_so_and_keeps_her_words(rosa: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT /v1/contact-requests/{ID}/answer", {"type": "urn:mosaik:problem:answered-already"}, 409)
    page = send(rosa, ONE, to=f"{ONE}/antwort", antwort="no", text="Leider voll")

    assert page.status_code == 409
    assert "schon beantwortet" in page.text
    assert "Leider voll" in page.text


@pytest.mark.parametrize("deed", ["weitergeben", "ablehnen", "schliessen"])
def test_only_editors_look_after_what_waits_for_them(rosa: FlaskClient, services: FakeServices, deed: str) -> None:
    assert send(rosa, ONE, to=f"{ONE}/{deed}", notiz="Werbung").status_code == 403
    assert [line for line in services.lines() if line.startswith("PUT")] == []


@pytest.mark.parametrize(
    ("deed", "door", "told"),
    [("weitergeben", "release", None), ("ablehnen", "refusal", {"note": "Werbung"}), ("schliessen", "closing", None)],
)
def test_an_editor_passes_on_refuses_and_closes(
    rosa: FlaskClient, services: FakeServices, deed: str, door: str, told: Any
) -> None:
    as_somebody(services, "editor")
    held = asked(state="held", can=["forward", "refuse"], held_for=["links", "seo"], viewed_by="editor")
    services.answer(f"GET /v1/contact-requests/{ID}", held)
    services.answer(f"PUT /v1/contact-requests/{ID}/{door}", held)
    shown = rosa.get(ONE).text
    assert "mehrere Links" in shown
    assert "seo" in shown

    assert send(rosa, ONE, to=f"{ONE}/{deed}", notiz="Werbung").status_code == 303
    if told:
        assert services.words_of(f"PUT /v1/contact-requests/{ID}/{door}") == told


def test_an_editor_reads_why_there_is_nothing_to_read(rosa: FlaskClient, services: FakeServices) -> None:
    as_somebody(services, "editor")
    private = asked(kind="person", name=None, message=None, can=["close"], viewed_by="editor")
    services.answer(f"GET /v1/contact-requests/{ID}", private)
    page = rosa.get(ONE).text

    assert "deshalb liest die Redaktion es nicht" in page
    assert "Für einen Menschen antwortet niemand sonst." in page
    assert f"{ONE}/antwort" not in page


def test_a_refusal_wants_a_reason(rosa: FlaskClient, services: FakeServices) -> None:
    as_somebody(services, "editor")
    services.answer(f"GET /v1/contact-requests/{ID}", asked(state="held", can=["forward", "refuse"]))
    page = send(rosa, ONE, to=f"{ONE}/ablehnen", notiz=" ")

    assert page.status_code == 422
    assert "Bitte schreib, warum." in page.text


def test_what_became_of_it_is_told_at_the_desk(rosa: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/contact-requests/{ID}", asked(state="answered", answer="meet", can=["place", "fail"]))
    services.answer(f"PUT /v1/contact-requests/{ID}/outcome", asked(state="closed"))
    send(rosa, ONE, to=f"{ONE}/ergebnis", tun="nein", grund="never_met")

    assert services.words_of(f"PUT /v1/contact-requests/{ID}/outcome") == {"placed": False, "reason": "never_met"}
