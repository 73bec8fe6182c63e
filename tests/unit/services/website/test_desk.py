"""Signing in, and the desk of a group: nothing typed is ever lost."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices, a_date, a_listing, a_whole_offer, an_offer, send

OFFER_ID = an_offer()["id"]
DESK = f"/eintragen/angebote/{OFFER_ID}"


@pytest.fixture(autouse=True)
def a_draft(services: FakeServices) -> None:
    services.answer(f"GET /v1/offers/{OFFER_ID}", a_whole_offer(state="draft"))
    services.answer(f"PUT /v1/offers/{OFFER_ID}/publication", {"id": OFFER_ID})


@pytest.mark.parametrize("path", ["/eintragen", "/eintragen/meine", DESK])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(browser: FlaskClient, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 303
    assert page.headers["Location"] == f"/anmelden?weiter={path}"


@pytest.mark.usefixtures("patience")
def test_six_digits_sign_in(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/anmelden?weiter=/eintragen", email="rosa@example.net", weiter="/eintragen")
    assert "rosa@example.net" in page.text
    assert services.words_of("POST /v1/sign-ins")["next"] == "/eintragen"
    began = send(browser, "/anmelden", to="/anmelden/zahl", code="402 817", vorgang="s1", email="rosa@example.net")
    assert began.status_code == 303
    assert began.headers["Location"] == "/eintragen"
    assert services.words_of("POST /v1/sessions")["code"] == "402817"
    cookie = next(each for each in began.headers.getlist("Set-Cookie") if each.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


@pytest.mark.parametrize(("roles", "way", "words"), [(["editor"], "pruefen", "Redaktion"), ([], "meine", "Meine Ang")])
def test_the_head_of_each_page_shows_the_way_to_ones_own_desk(
    browser: FlaskClient, services: FakeServices, roles: list[str], way: str, words: str
) -> None:
    person: dict[str, Any] = {"id": "p1", "email": "rosa@example.net", "name": None, "roles": roles}
    services.answer("POST /v1/sessions", {"session": "secret", "person": person, "next": None}, 201)
    assert send(browser, "/anmelden/t").headers["Location"] == f"/eintragen/{way}"

    head = browser.get("/impressum").text.partition("</header>")[0]
    assert f'href="/eintragen/{way}"' in head
    assert words in head
    browser.get("/eintragen/meine")
    assert services.headers_of("POST /v1/tokens")["Authorization"] == "Session secret"


def test_who_only_says_to_be_an_editor_is_none(browser: FlaskClient) -> None:
    browser.set_cookie("session", "secret.editor")
    assert browser.get("/eintragen/rundbriefe").status_code == 403


def test_digits_that_do_not_fit_can_be_typed_again(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/sessions", {}, 403)
    page = send(browser, "/anmelden", to="/anmelden/zahl", code="999999", vorgang="s1", email="rosa@example.net")
    assert page.status_code == 403
    assert "Dieser Code passt nicht." in page.text
    assert 'name="vorgang" value="s1"' in page.text


@pytest.mark.usefixtures("patience")
def test_who_got_no_letter_has_a_new_one_sent_without_typing_again(
    browser: FlaskClient, services: FakeServices
) -> None:
    page = send(browser, "/anmelden", email="rosa@example.net", weiter="/konto/karte").text
    again = page.partition("Keine E-Mail bekommen?")[2]
    assert 'action="/anmelden"' in again
    assert 'name="email" value="rosa@example.net"' in again
    assert 'name="weiter" value="/konto/karte"' in again
    assert "Neue E-Mail schicken" in again


def test_the_sign_in_page_is_for_people_without_a_group_too(browser: FlaskClient) -> None:
    page = browser.get("/anmelden").text
    assert "Für Gruppen, die" not in page
    assert "Sehen, wer und was zu dir passt" in page


def test_who_looks_after_no_group_is_led_to_what_is_hers(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/stewardships", {"items": []})
    page = steward.get("/eintragen/meine").text
    own = page.partition("Nur für dich")[2]
    for path in ("/konto/karte", "/konto/passend", "/konto/nachrichten"):
        assert f'href="{path}"' in own
    assert "?art=organisation" in page


def test_a_way_on_that_leads_elsewhere_is_not_followed(browser: FlaskClient, services: FakeServices) -> None:
    person: dict[str, Any] = {"id": "p1", "email": "rosa@example.net", "name": None, "roles": []}
    services.answer("POST /v1/sessions", {"session": "s", "person": person, "next": "https://evil.example"}, 201)
    assert send(browser, "/anmelden/t").headers["Location"] == "/eintragen/meine"


def test_a_draft_begins_with_a_button_and_not_with_an_address(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/revisions", {"id": OFFER_ID}, 201)
    page = steward.get("/eintragen")
    assert "POST /v1/revisions" not in services.lines()
    assert f'name="gruppe" value="{ORGANISATION["id"]}"' in page.text

    begun = send(steward, "/eintragen", to="/eintragen/entwurf/neu", art="offer", gruppe=ORGANISATION["id"])

    assert begun.headers["Location"] == f"/eintragen/entwurf/{OFFER_ID}"


def test_tokens_are_fetched_once_and_remembered(steward: FlaskClient, services: FakeServices) -> None:
    for _ in range(3):
        steward.get(DESK)
    assert services.lines().count("POST /v1/tokens") == 1
    assert services.headers_of("POST /v1/tokens")["Authorization"] == "Session secret"
    assert services.headers_of(f"GET /v1/offers/{OFFER_ID}")["Authorization"] == "Bearer jwt for directory-service"


def test_publishing_twice_tells_nobody_twice(steward: FlaskClient, services: FakeServices) -> None:
    assert send(steward, DESK, to=f"{DESK}/veroeffentlichen").headers["Location"].endswith("erledigt=veroeffentlicht")
    services.answer(f"PUT /v1/offers/{OFFER_ID}/publication", {"type": "urn:mosaik:problem:already-published"}, 409)
    assert send(steward, DESK, to=f"{DESK}/veroeffentlichen").headers["Location"].endswith("erledigt=war-schon-so")


def test_a_group_that_is_not_ones_own_is_not_there(steward: FlaskClient) -> None:
    assert steward.get("/eintragen/leute/andere").status_code == 404


def test_own_offers_stand_by_state(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing(an_offer()))
    page = steward.get("/eintragen/meine").text
    assert "Entwürfe" in page
    asked = [request.url.params["state"] for request in services.asked if request.url.path == "/v1/offers"]
    assert asked == ["draft", "published", "withdrawn"]


def test_signing_out_ends_the_session_everywhere(steward: FlaskClient, services: FakeServices) -> None:
    page = send(steward, "/eintragen/meine", to="/abmelden")
    assert page.status_code == 303
    assert services.headers_of("DELETE /v1/sessions/current")["Authorization"] == "Session secret"
    assert any(each.startswith("session=;") for each in page.headers.getlist("Set-Cookie"))


def test_pages_of_a_signed_in_person_are_kept_nowhere(steward: FlaskClient) -> None:
    assert steward.get("/eintragen/meine").headers["Cache-Control"] == "no-store"
    assert steward.get(DESK).headers["Cache-Control"] == "no-store"


def test_a_cookie_that_was_never_ours_signs_nobody_in(website: Flask, services: FakeServices) -> None:
    client = website.test_client()
    client.set_cookie("session", "ä ö")
    assert client.get("/eintragen/meine").status_code == 303
    assert services.asked == []


def test_who_invites_too_often_is_told_so_and_loses_nothing(steward: FlaskClient, services: FakeServices) -> None:
    people, group = f"/eintragen/leute/{ORGANISATION['slug']}", f"/v1/organisations/{ORGANISATION['id']}"
    services.answer(f"GET {group}/stewards", {"items": []})
    services.answer(f"GET {group}/invitations", {"items": []})
    services.answer(f"POST {group}/invitations", {"type": "urn:mosaik:problem:too-often"}, 429)

    page = send(steward, people, to=f"{people}/einladen", email="ada@example.net", rolle="owner")

    assert page.status_code == 429
    assert "Bitte warte ein paar Minuten" in page.text
    assert 'value="ada@example.net"' in page.text


def test_a_name_too_long_for_an_invitation_is_refused_where_it_stands_and_not_cut(
    steward: FlaskClient, services: FakeServices
) -> None:
    people, group = f"/eintragen/leute/{ORGANISATION['slug']}", f"/v1/organisations/{ORGANISATION['id']}"
    services.answer(f"GET {group}/stewards", {"items": []})
    services.answer(f"GET {group}/invitations", {"items": []})

    page = send(steward, people, to=f"{people}/einladen", email="ada@example.net", name="A" * 121)

    assert page.status_code == 422
    assert "Das ist zu lang: 121 Zeichen" in page.text
    assert "A" * 121 in page.text
    assert f"POST {group}/invitations" not in services.lines()


@pytest.mark.parametrize(("status", "ended_by_her"), [(200, ["p1", "p2"]), (403, ["p1"])])
def test_who_does_not_decide_over_a_page_can_only_leave_it(
    steward: FlaskClient, services: FakeServices, status: int, ended_by_her: list[str]
) -> None:
    people, group = f"/eintragen/leute/{ORGANISATION['slug']}", f"/v1/organisations/{ORGANISATION['id']}"
    both = [{"person_id": each, "name": None, "role": "editor"} for each in ("p1", "p2")]
    services.answer(f"GET {group}/stewards", {"items": both})
    services.answer(f"GET {group}/invitations", {"items": []}, status)

    page = steward.get(people).text

    assert re.findall(rf'action="{people}/(p\d)"', page) == ended_by_her
    assert page.count("(das bist du)") == 1


def test_who_was_invited_is_asked_for_the_address_that_the_invitation_went_to(browser: FlaskClient) -> None:
    assert "an die die Einladung ging" in browser.get("/anmelden?weiter=/einladung/x").text
    assert "mit der sie eingetragen ist" in browser.get("/anmelden").text


def test_what_a_group_leads_stands_beside_what_it_offers(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing())
    services.answer(
        "GET /v1/projects", a_listing({"id": "p1", "slug": "hof", "title": "Hof", "categories": ["nature"]})
    )
    page = steward.get("/eintragen/meine").text
    assert 'href="/projekte/hof">Hof</a>' in page
    assert 'href="/eintragen/entwurf/neu?art=project&amp;zu=p1">Hof</a>' in page, "drafts and hidden ones are changed"
    assert "Noch gibt es kein Angebot." not in page


@pytest.mark.parametrize("path", ["/mitmachen/x", "/projekte/x", "/gruppen/x"])
def test_the_page_of_a_record_leads_to_changing_it_who_looks_after_it(
    browser: FlaskClient, steward: FlaskClient, services: FakeServices, path: str
) -> None:
    kind = {"/mitmachen/x": "offer", "/projekte/x": "project", "/gruppen/x": "organisation"}[path]
    lists: dict[str, Any] = {name: [] for name in ("offers", "events", "projects", "partners")}
    words = a_whole_offer(id=ORGANISATION["id"], slug="x", name="Bund", **lists)
    services.answer(f"GET /v1/{kind}s/x", words)
    page, hides = steward.get(path).text, f'action="/eintragen/verbergen/{kind}/{words["id"]}"'
    assert f'name="art" value="{kind}"><input type="hidden" name="zu" value="{words["id"]}"' in page
    assert ('href="/eintragen/leute/x"' in page, hides in page) == (kind == "organisation", kind != "organisation")
    services.asked.clear()
    assert "Für alle, die es betreuen" not in browser.get(path).text
    assert "GET /v1/stewardships" not in services.lines(), "who has no session waits for nothing"


@pytest.mark.parametrize(("line", "status"), [("GET /v1/stewardships", 503), ("POST /v1/tokens", 503), ("", 200)])
@pytest.mark.parametrize("path", ["/mitmachen/x", "/projekte/x", "/gruppen/x"])
def test_who_looks_after_something_else_reads_the_page_of_a_record_as_everybody_does(
    steward: FlaskClient, services: FakeServices, path: str, line: str, status: int
) -> None:
    kind = {"/mitmachen/x": "offer", "/projekte/x": "project", "/gruppen/x": "organisation"}[path]
    lists: dict[str, Any] = {name: [] for name in ("offers", "events", "projects", "partners")}
    words = a_whole_offer(slug="x", name="Bund", **lists) | {"organisation": {**ORGANISATION, "id": OFFER_ID}}
    for ref in ("x", words["id"]):
        services.answer(f"GET /v1/{kind}s/{ref}", words)
    services.answer(line, {}, status)

    page = steward.get(path)

    assert page.status_code == 200
    assert "Für alle, die es" not in page.text
    assert 'action="/eintragen/' not in page.text


@pytest.mark.parametrize("path", ["/mitmachen/x", "/projekte/x", "/gruppen/x"])
def test_editors_look_after_all_records(browser: FlaskClient, services: FakeServices, path: str) -> None:
    kind = {"/mitmachen/x": "offer", "/projekte/x": "project", "/gruppen/x": "organisation"}[path]
    words = a_whole_offer(slug="x", name="Bund", offers=[], events=[], projects=[], partners=[])
    services.answer(f"GET /v1/{kind}s/x", words)
    services.answer("GET /v1/stewardships", {"items": []})
    browser.set_cookie("session", "secret.editor")
    assert f'action="/eintragen/verbergen/{kind}/{words["id"]}"' in browser.get(path).text


@pytest.mark.parametrize("path", ["/mitmachen/x", "/projekte/x", "/gruppen/x"])
def test_every_page_of_a_record_says_when_it_was_found_true_and_asks_what_is_wrong(
    browser: FlaskClient, services: FakeServices, path: str
) -> None:
    kind = {"/mitmachen/x": "offer", "/projekte/x": "project", "/gruppen/x": "organisation"}[path]
    words = a_whole_offer(slug="x", name="Bund", offers=[], events=[], projects=[], partners=[])
    for ref in ("x", words["id"]):
        services.answer(f"GET /v1/{kind}s/{ref}", {**words, "confirmed_on": "2036-03-14"})
    page = browser.get(path).text
    assert "Zuletzt bestätigt: Freitag, 14. März 2036." in page
    assert f'href="/melden?seite={path}"' in page


@pytest.mark.parametrize(
    ("status", "problem", "said"),
    [
        (200, "", "Es ist jetzt verborgen."),
        (409, "not-published", "Es war auch vorher nicht öffentlich."),
        (409, "became-another", "So, wie es jetzt ist, ging das nicht."),
    ],
)
@pytest.mark.parametrize("kind", ["project", "offer"])
def test_who_looks_after_a_record_hides_it_and_reads_what_came_of_it(
    steward: FlaskClient, services: FakeServices, kind: str, status: int, problem: str, said: str
) -> None:
    services.answer("GET /v1/offers", a_listing())
    services.answer(f"DELETE /v1/{kind}s/{OFFER_ID}/publication", {"type": f"urn:mosaik:problem:{problem}"}, status)
    sent = send(steward, "/eintragen/meine", to=f"/eintragen/verbergen/{kind}/{OFFER_ID}")
    page = steward.get(sent.headers["Location"]).text
    assert said in page
    assert ("Es ist jetzt verborgen." in page) is (status == 200)
    assert f"DELETE /v1/{kind}s/{OFFER_ID}/publication" in services.lines()


def test_only_records_of_the_directory_are_hidden_here(steward: FlaskClient) -> None:
    assert send(steward, "/eintragen/meine", to=f"/eintragen/verbergen/event/{OFFER_ID}").status_code == 404


def test_the_preview_of_a_public_offer_hides_it_as_its_page_does(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/offers/{OFFER_ID}", a_whole_offer(state="published"))
    assert f'action="/eintragen/verbergen/offer/{OFFER_ID}"' in steward.get(DESK).text


def test_the_desk_of_a_group_lists_its_events_once_and_leads_to_who_comes(
    steward: FlaskClient, services: FakeServices
) -> None:
    again = {"date_id": "d2", "starts_at": "2027-03-20T09:00:00+00:00", "is_series": True}
    course = a_date(event_id="6f1c0b8e-0000-4000-8000-000000000009", slug="kurs", title="Kurs", registration="platform")
    shown_too = a_date(event_id="e3", title="Fest der anderen", organisation={**ORGANISATION, "id": "another"})
    services.answer("GET /v1/events", a_listing(a_date(is_series=True), a_date(**again), course, shown_too))
    page = steward.get("/eintragen/meine").text
    assert page.count('href="/termine/giessrunde"') == 1
    assert page.count(f'href="/eintragen/anmeldungen/{course["event_id"]}"') == 1, "nobody signs up for the other"
    assert "Fest der anderen" not in page
    assert 'name="art" value="event"' in page
    coming, been = [request.url.params for request in services.asked if request.url.path == "/v1/events"]
    assert "from" not in coming
    assert been["sort"] == "latest", "who came is ticked when it is over"


def test_the_desk_says_that_events_are_missing_while_the_calendar_is_away(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/events", {}, 503)
    page = steward.get("/eintragen/meine")
    assert page.status_code == 200
    assert "Beete gießen" in page.text
    assert "Dieser Teil der Seite macht kurz Pause." in page.text
