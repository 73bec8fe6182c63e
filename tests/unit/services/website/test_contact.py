"""Asking and answering: every state has its sentence, nothing typed is lost, and nothing happens by looking."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.website.pages.contact import SENTENCES
from tests.support.website import ORGANISATION, TOKENS, FakeServices, a_whole_offer, send

OFFER = a_whole_offer(contact_email="gruppe@example.org")
FORM = "/anfrage/angebot/beete-giessen"
SEND = "POST /v1/contact-requests"
TOKEN = "t" * 64
TYPED = {"name": "Kim", "email": "kim@example.org", "nachricht": "Ich habe Zeit.", "zustimmung": "ja"}


def asked(**words: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": OFFER["id"], "kind": "offer", "slug": "beete-giessen", "title": "Beete gießen", "name": "Kim",
        "organisation_name": "Gießkannenbund", "message": "Ich habe\nZeit. <b>Gern</b>", "shares_address": True,
        "state": "forwarded", "viewed_by": "steward", "requested_at": "2026-11-30T10:00:00+00:00",
        "forwarded_at": "2026-11-30T11:00:00+00:00", "can": ["meet", "filled", "no"], "held_for": [],
        **dict.fromkeys((
            "email", "email_hint", "answer", "answer_text", "answer_email", "reason", "outcome", "escalated_at",
            "answered_at", "closed_at", "erased_at",
        )),
    }  # fmt: skip
    return {**usual, **words}


def own(**words: Any) -> dict[str, Any]:
    return asked(viewed_by="asker", email_hint="k•••@example.org", can=["fail"], **words)


@pytest.fixture(autouse=True)
def an_offer(services: FakeServices) -> None:
    services.answer("GET /v1/offers/beete-giessen", OFFER)
    services.answer(f"GET /v1/contact-subjects/offer/{OFFER['id']}", {"is_open": True})
    services.answer(SEND, {"state": "mailed"}, 202)
    services.answer("GET /v1/contact-request/confirmation", own(state="received"))
    services.answer("GET /v1/contact-request", own())
    services.answer("GET /v1/contact-request/answer", asked())


# ------------------------------------------------------------------------------------------------------------ asking


@pytest.mark.usefixtures("patience")
def test_the_form_of_an_offer_is_sent(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, FORM, **TYPED, adresse="ja", fassung="2026-11")

    assert "Wir haben an kim@example.org geschrieben." in page.text
    assert services.words_of(SEND) == {
        "kind": "offer", "subject_id": OFFER["id"], "name": "Kim", "email": "kim@example.org", "language": "de",
        "message": "Ich habe Zeit.", "shares_address": True, "wording_version": "2026-11",
    }  # fmt: skip


@pytest.mark.usefixtures("patience")
def test_the_form_of_a_group_is_sent(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/organisations/giesskannenbund", {**ORGANISATION, "email": "gruppe@example.org"})
    services.answer(f"GET /v1/contact-subjects/organisation/{ORGANISATION['id']}", {"is_open": True})
    send(browser, "/anfrage/gruppe/giesskannenbund", **TYPED, fassung="1")

    assert (services.words_of(SEND)["kind"], services.words_of(SEND)["shares_address"]) == ("organisation", False)


@pytest.mark.usefixtures("patience")
def test_the_form_of_a_person_is_sent(browser: FlaskClient, services: FakeServices) -> None:
    card_id = "6f1c0b8e-0000-4000-8000-0000000000c1"
    services.answer("GET /v1/people/rosa-1", {"id": card_id, "slug": "rosa-1", "name": "Rosa"})
    services.answer(f"GET /v1/contact-subjects/person/{card_id}", {"is_open": True})
    assert "Deine Nachricht ist für Rosa. Die Redaktion liest sie nur" in browser.get("/anfrage/person/rosa-1").text
    sent = send(browser, "/anfrage/person/rosa-1", **TYPED, fassung="1")

    assert (services.words_of(SEND)["kind"], services.words_of(SEND)["subject_id"]) == ("person", card_id)
    assert 'href="/menschen/rosa-1"' in sent.text


@pytest.mark.usefixtures("patience")
def test_who_has_signed_in_asks_those_who_show_themselves_to_such_as_her(
    steward: FlaskClient, services: FakeServices
) -> None:
    card_id = "6f1c0b8e-0000-4000-8000-000000000009"
    services.answer("GET /v1/people/rosa-1", {"id": card_id, "name": "Rosa", "slug": "rosa-1"})
    services.answer(f"GET /v1/contact-subjects/person/{card_id}", {"is_open": True})
    form = steward.get("/anfrage/person/rosa-1")
    assert 'value="rosa@example.net"' in form.text
    send(steward, "/anfrage/person/rosa-1", **TYPED, fassung="1")

    hers = f"Bearer {TOKENS['profiles-service']}"
    for line in ("GET /v1/people/rosa-1", f"GET /v1/contact-subjects/person/{card_id}", SEND):
        assert services.headers_of(line)["Authorization"] == hers
    send(steward, f"/anfrage/angebot/{OFFER['slug']}", **TYPED, fassung="1")
    assert services.asked[-1].headers["Authorization"] != hers, "of an offer everybody asks alike"


def test_a_request_to_who_erased_her_card_leads_to_no_page_of_hers(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/contact-request", {**own(), "kind": "person", "slug": "", "title": "–"})

    assert 'href="/menschen"' in browser.get(f"/anfrage/meine/{TOKEN}").text


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Bitte sag uns deinen Namen."),
        ({"email": "kim@"}, "email", "Bitte gib eine vollständige Adresse ein"),
        ({"nachricht": " "}, "nachricht", "Bitte schreib, worum es geht."),
        ({"zustimmung": ""}, "zustimmung", "Bitte stimme zu."),
        ({"name": "Kim\u202e"}, "name", "Zeichen"),
        ({"nachricht": "x" * 2001}, "nachricht", "2001"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    browser: FlaskClient, services: FakeServices, typed: dict[str, str], field: str, sentence: str
) -> None:
    page = send(browser, FORM, **{**TYPED, "adresse": "ja", **typed})

    assert page.status_code == 422
    assert f'id="{field}-e"' in page.text
    assert sentence in page.text
    kept = {"name": "Kim", "email": "kim@example.org", "nachricht": "Ich habe Zeit."} | typed
    assert all(value.strip() in page.text for value in kept.values())
    assert 'name="adresse" value="ja" checked' in page.text
    assert SEND not in services.lines()


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(
    ("status", "problem", "sentence"),
    [
        (429, {"type": "urn:mosaik:problem:too-often"}, "Das war etwas viel"),
        (404, {"type": "urn:mosaik:problem:nobody-to-ask"}, "Hier kann man gerade niemanden"),
        (422, {"errors": {"email": ["no"]}}, "Bitte gib eine vollständige Adresse ein"),
        (422, {"errors": {"wording_version": ["no"]}}, "Der Wortlaut hat sich"),
        (503, {}, "macht kurz Pause"),
    ],
)
def test_a_refusal_brings_the_form_back_as_it_was_typed(
    browser: FlaskClient, services: FakeServices, status: int, problem: dict[str, Any], sentence: str
) -> None:
    services.answer(SEND, problem, status)
    page = send(browser, FORM, **TYPED)

    assert page.status_code == status
    assert sentence in page.text
    assert "Ich habe Zeit." in page.text


def test_a_form_that_was_filled_in_too_fast_is_not_sent(browser: FlaskClient, services: FakeServices) -> None:
    assert "sehr schnell" in send(browser, FORM, **TYPED).text
    assert SEND not in services.lines()


@pytest.mark.usefixtures("patience")
def test_who_fills_in_the_trap_sends_nothing(browser: FlaskClient, services: FakeServices) -> None:
    assert send(browser, FORM, **TYPED, webseite="https://spam.example").status_code == 422
    assert SEND not in services.lines()


@pytest.mark.parametrize("path", [FORM, f"/anfrage/antwort/{TOKEN}", f"/anfrage/meine/{TOKEN}"])
def test_a_form_from_elsewhere_is_refused(browser: FlaskClient, services: FakeServices, path: str) -> None:
    assert browser.post(path, data={**TYPED, "antwort": "meet", "tun": "ja"}).status_code == 403
    assert [line for line in services.lines() if not line.startswith("GET")] == []


def test_where_nobody_can_be_asked_there_is_no_form(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/contact-subjects/offer/{OFFER['id']}", {"is_open": False})

    assert browser.get(FORM).status_code == 404


def test_a_page_shows_the_form_and_no_address(browser: FlaskClient, services: FakeServices) -> None:
    page = browser.get("/mitmachen/beete-giessen").text
    assert f'href="{FORM}"' in page
    assert "gruppe@example.org" not in page

    services.answer(f"GET /v1/contact-subjects/offer/{OFFER['id']}", {}, 503)
    assert "gruppe@example.org" not in browser.get("/mitmachen/beete-giessen").text


# ------------------------------------------------------------------------------------------------------- behind links


def test_looking_at_every_page_behind_a_link_changes_nothing(browser: FlaskClient, services: FakeServices) -> None:
    for path in ("bestaetigen", "meine", "antwort"):
        for query in ("", "?antwort=meet"):
            for method in ("GET", "HEAD"):
                answer = browser.open(f"/anfrage/{path}/{TOKEN}{query}", method=method)
                assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")

    assert [line for line in services.lines() if not line.startswith("GET")] == []


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("bestaetigen", "GET /v1/contact-request/confirmation"),
        ("meine", "GET /v1/contact-request"),
        ("antwort", "GET /v1/contact-request/answer"),
    ],
)
def test_a_link_of_somebody_erased_says_that_she_is_no_longer_here(
    browser: FlaskClient, services: FakeServices, page: str, line: str
) -> None:
    services.answer(line, {"type": "urn:mosaik:problem:request-erased"}, 410)
    over = browser.get(f"/anfrage/{page}/{TOKEN}")
    services.answer(line, {"type": "urn:mosaik:problem:no-longer-here"}, 410)
    gone = browser.get(f"/anfrage/{page}/{TOKEN}")

    assert (over.status_code, gone.status_code) == (404, 410)
    assert "Diese Person ist nicht mehr hier." in gone.text
    assert "Diese Person ist nicht mehr hier." not in over.text


def test_the_link_is_shown_to_the_service_and_only_there(browser: FlaskClient, services: FakeServices) -> None:
    browser.get(f"/anfrage/antwort/{TOKEN}")

    assert services.headers_of("GET /v1/contact-request/answer")["Authorization"] == f"Link {TOKEN}"


@pytest.mark.parametrize("state", ["held", "forwarded"])
def test_confirming_says_what_happens_next(browser: FlaskClient, services: FakeServices, state: str) -> None:
    services.answer("PUT /v1/contact-request/confirmation", own(state=state))
    page = send(browser, f"/anfrage/bestaetigen/{TOKEN}").text

    assert {"held": "Die Redaktion liest", "forwarded": "Gießkannenbund hat deine Anfrage jetzt"}[state] in page
    assert "PUT /v1/contact-request/confirmation" in services.lines()


@pytest.mark.parametrize("state", ["held", "forwarded"])
def test_what_was_just_confirmed_can_be_taken_back(browser: FlaskClient, services: FakeServices, state: str) -> None:
    services.answer("GET /v1/contact-request/confirmation", own(state=state))
    services.answer("PUT /v1/contact-request/outcome", own(state="closed", reason="withdrawn", outcome="not_placed"))
    path = f"/anfrage/bestaetigen/{TOKEN}"
    assert "Doch nicht – Anfrage zurückziehen" in browser.get(path).text

    assert "Deine Anfrage ist zurückgezogen." in send(browser, path, tun="zurueck").text
    assert services.words_of("PUT /v1/contact-request/outcome") == {"placed": False}
    assert "PUT /v1/contact-request/confirmation" not in services.lines()


def test_where_nobody_can_be_asked_any_more_the_page_says_so(browser: FlaskClient, services: FakeServices) -> None:
    gone = {"type": "urn:mosaik:problem:nobody-to-ask-any-more"}
    services.answer("PUT /v1/contact-request/confirmation", gone, 410)
    page = send(browser, f"/anfrage/bestaetigen/{TOKEN}")

    assert (page.status_code, "Die Anfrage ging nicht weiter" in page.text) == (404, True)


def test_a_link_to_the_form_agrees_to_nothing(browser: FlaskClient) -> None:
    page = browser.get(f"{FORM}?zustimmung=ja&adresse=ja&nachricht=Untergeschoben").text

    assert " checked" not in page
    assert "Untergeschoben</textarea>" not in page


@pytest.mark.parametrize("said", ["meet", "filled", "no"])
def test_the_answer_that_was_clicked_is_chosen_and_the_button_sends_it(
    browser: FlaskClient, services: FakeServices, said: str
) -> None:
    page = browser.get(f"/anfrage/antwort/{TOKEN}?antwort={said}").text
    assert f'value="{said}"' in page.partition(" checked")[0].rpartition("<label")[2]

    services.answer("PUT /v1/contact-request/answer", asked(state="answered", answer=said, can=[]))
    send(browser, f"/anfrage/antwort/{TOKEN}", antwort=said, text="Bis dann", adresse="ja")
    assert services.words_of("PUT /v1/contact-request/answer") == {
        "answer": said, "text": "Bis dann", "shares_address": True,
    }  # fmt: skip


def test_a_group_or_a_person_is_not_filled_but_has_no_time(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/contact-request/answer", asked(kind="organisation", slug="giesskannenbund"))
    page = browser.get(f"/anfrage/antwort/{TOKEN}").text

    assert "Gerade nicht" in page
    assert "Schon besetzt" not in page


def test_what_a_stranger_wrote_stays_text(browser: FlaskClient) -> None:
    page = browser.get(f"/anfrage/antwort/{TOKEN}").text

    assert "Ich habe<br>Zeit. &lt;b&gt;Gern&lt;/b&gt;" in page


def test_addresses_are_shown_where_the_service_shows_them(browser: FlaskClient, services: FakeServices) -> None:
    meet = {"state": "answered", "answer": "meet", "can": ["place", "fail"]}
    services.answer("GET /v1/contact-request/answer", asked(**meet, email="kim@example.org"))
    services.answer("GET /v1/contact-request", {**own(), **meet, "answer_email": "rosa@example.net"})

    assert 'href="mailto:kim@example.org"' in browser.get(f"/anfrage/antwort/{TOKEN}").text
    assert 'href="mailto:rosa@example.net"' in browser.get(f"/anfrage/meine/{TOKEN}").text


def test_no_answer_chosen_is_said_beside_the_answers(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, f"/anfrage/antwort/{TOKEN}", text="Bis dann")

    assert page.status_code == 422
    assert "Bitte wähle eine der Antworten." in page.text
    assert "Bis dann" in page.text


@pytest.mark.parametrize("kind", SENTENCES)
def test_who_comes_second_reads_so_and_sees_how_it_stands(
    browser: FlaskClient, services: FakeServices, kind: str
) -> None:
    status = 422 if kind == "address-needed" else 409
    services.answer("PUT /v1/contact-request/answer", {"type": f"urn:mosaik:problem:{kind}"}, status)
    page = send(browser, f"/anfrage/antwort/{TOKEN}", antwort="meet", text="Bis dann")

    assert page.status_code == status
    assert 'role="alert"' in page.text
    assert "Kim schreibt" in page.text


@pytest.mark.parametrize(("typed", "told"), [
    ({"tun": "ja"}, {"placed": True}),
    ({"tun": "nein", "grund": "no_time"}, {"placed": False, "reason": "no_time"}),
    ({"tun": "zurueck"}, {"placed": False}),
])  # fmt: skip
@pytest.mark.parametrize("side", ["meine", "antwort"])
def test_either_side_tells_what_became_of_it(
    browser: FlaskClient, services: FakeServices, side: str, typed: dict[str, str], told: dict[str, Any]
) -> None:
    services.answer("PUT /v1/contact-request/outcome", own(state="closed", outcome="placed"))
    page = send(browser, f"/anfrage/{side}/{TOKEN}", **typed)

    assert page.status_code == 200
    assert services.words_of("PUT /v1/contact-request/outcome") == told


def test_a_no_wants_a_reason(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/contact-request", {**own(), "state": "answered", "can": ["place", "fail"]})
    page = send(browser, f"/anfrage/meine/{TOKEN}", tun="nein")

    assert page.status_code == 422
    assert "Bitte wähle einen Grund." in page.text


@pytest.mark.parametrize("status", [401, 404, 410])
@pytest.mark.parametrize("path", ["bestaetigen", "meine", "antwort"])
def test_a_link_that_is_over_says_so_calmly(
    browser: FlaskClient, services: FakeServices, path: str, status: int
) -> None:
    for line in ("/confirmation", "", "/answer"):
        services.answer(f"GET /v1/contact-request{line}", {"type": "x"}, status)

    answer = browser.get(f"/anfrage/{path}/{TOKEN}")
    assert (answer.status_code, "Du hast nichts falsch gemacht" in answer.text) == (404, True)


@pytest.mark.parametrize("state", ["forwarded", "held"])
def test_a_name_that_ends_with_a_full_stop_gets_no_second_one(
    browser: FlaskClient, services: FakeServices, state: str
) -> None:
    known = own(state=state, organisation_name="Gießkannenbund e. V.")
    services.answer("PUT /v1/contact-request/confirmation", known)
    assert "e. V.." not in send(browser, f"/anfrage/bestaetigen/{TOKEN}").text


def test_who_waits_reads_when_the_editors_have_taken_over(browser: FlaskClient, services: FakeServices) -> None:
    sentence = "Die Redaktion kümmert sich jetzt darum"
    assert sentence not in browser.get(f"/anfrage/meine/{TOKEN}").text

    services.answer("GET /v1/contact-request", own(escalated_at="2026-12-14T10:00:00+00:00"))

    assert sentence in browser.get(f"/anfrage/meine/{TOKEN}").text
