"""The list of people, the page of one, and what editors do there."""

import json
import re
from gzip import compress
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, TOKENS, FakeServices, a_listing, a_whole_organisation, send
from tests.unit.services.website.test_find import HTML_BUDGET

CARD, PORTRAIT = "6f1c0b8e-0000-4000-8000-00000000000a", "6f1c0b8e-0000-4000-8000-00000000000b"
STEWARDSHIP = {"organisation_id": ORGANISATION["id"], "organisation_name": ORGANISATION["name"]}
FACETS: dict[str, dict[str, int]] = {
    "category": {"nature": 1}, "gives": {"rooms": 1}, "looks_for": {}, "district": {"altstadt": 1}, "language": {},
}  # fmt: skip


def a_person_in_a_list(**words: Any) -> dict[str, Any]:
    return {
        "id": CARD,
        "slug": "rosa-6f1c0b8e",
        "name": "Rosa",
        "pronoun": "sie",
        "portrait_id": None,
        "role": "Gartengruppe",
        "organisations": [STEWARDSHIP],
        "categories": ["nature", "energy"],
        "gives": ["rooms"],
        "looks_for": ["help"],
        "district": "altstadt",
        "languages": ["de"],
        **words,
    }


def a_whole_person(**words: Any) -> dict[str, Any]:
    more = {"about": "Ich gieße <b>gern</b>.", "gives_text": "Ein Vordach", "looks_for_text": None}
    ways = {"phone": "0345 000 1", "email": "rosa@example.org", "website": "https://rosa.example/"}
    state = {"is_listed": False, "is_own": False, "withdrawn_at": None}
    return a_person_in_a_list(**{**more, **ways, **state, **words})


@pytest.fixture(autouse=True)
def people(services: FakeServices) -> FakeServices:
    services.answer("GET /v1/people", a_listing(a_person_in_a_list(), **FACETS))
    services.answer("GET /v1/people/rosa-6f1c0b8e", a_whole_person())
    services.answer("GET /v1/withdrawn-cards", {"items": []})
    return services


def asked_of(services: FakeServices, path: str) -> Any:
    return next(request for request in services.asked if request.url.path == path)


def test_people_are_listed_with_what_they_show(browser: FlaskClient) -> None:
    page = browser.get("/menschen").text

    for words in ("1 Mensch passt", "Rosa", "(sie)", "Gartengruppe", "Bietet: Räume", "Sucht: Hilfe beim Anpacken"):
        assert words in page
    assert 'href="/menschen/rosa-6f1c0b8e"' in page
    assert "1 person fits" in browser.get("/en/menschen").text
    assert len(compress(page.encode())) < HTML_BUDGET


def test_the_list_is_narrowed_by_its_address(browser: FlaskClient, people: FakeServices) -> None:
    page = browser.get("/menschen?thema=nature&gibt=raeume&sucht=hilfe&stadtteil=altstadt&sprache=de&q=Rad&x=1").text

    asked = asked_of(people, "/v1/people").url.params
    given = {name: asked.get_list(name) for name in ("category", "gives", "looks_for", "district", "language", "q")}
    assert given == {
        "category": ["nature"], "gives": ["rooms"], "looks_for": ["help"], "district": ["altstadt"],
        "language": ["de"], "q": ["Rad"],
    }  # fmt: skip
    assert page.count('class="chip x"') == 6


def test_visitors_are_asked_for_without_a_token_and_others_with_theirs(
    browser: FlaskClient, steward: FlaskClient, people: FakeServices
) -> None:
    browser.get("/menschen")
    assert "Authorization" not in asked_of(people, "/v1/people").headers

    people.asked.clear()
    steward.get("/menschen")
    assert asked_of(people, "/v1/people").headers["Authorization"] == f"Bearer {TOKENS['profiles-service']}"


def test_nobody_found_is_said_calmly(browser: FlaskClient, people: FakeServices) -> None:
    people.answer("GET /v1/people", a_listing(**{name: {} for name in FACETS}))

    assert "Dazu gibt es gerade niemanden." in browser.get("/menschen?thema=energy").text


def test_a_person_shows_what_she_shows(browser: FlaskClient) -> None:
    page = browser.get("/menschen/rosa-6f1c0b8e").text

    for words in ("Ich gieße &lt;b&gt;gern&lt;/b&gt;.", "Räume: Ein Vordach", "mailto:rosa@example.org", "tel:+49345"):
        assert words in page
    assert f'href="/gruppen/{ORGANISATION["id"]}"' in page
    assert len(compress(page.encode())) < HTML_BUDGET


def test_who_shows_no_address_is_asked_for_at_her_group(browser: FlaskClient, people: FakeServices) -> None:
    hidden = {"phone": None, "email": None, "website": None}
    people.answer("GET /v1/people/rosa-6f1c0b8e", a_whole_person(**hidden))
    page = browser.get("/menschen/rosa-6f1c0b8e").text

    assert "Rosa zeigt hier keine Adresse." in page
    assert "mailto:rosa" not in page


def test_a_group_shows_who_shows_herself_as_somebody_of_it(browser: FlaskClient, people: FakeServices) -> None:
    people.answer("GET /v1/organisations/giesskannenbund", a_whole_organisation())
    page = browser.get("/gruppen/giesskannenbund").text

    assert "Wen du bei uns triffst" in page
    assert 'href="/menschen/rosa-6f1c0b8e"' in page
    assert asked_of(people, "/v1/people").url.params["organisation"] == ORGANISATION["id"]
    people.answer("GET /v1/people", None, 503)
    assert "Wen du bei uns triffst" not in browser.get("/gruppen/giesskannenbund").text


@pytest.mark.parametrize(("is_listed", "tags"), [(True, 0), (False, 1)])
def test_search_engines_list_a_person_only_if_she_wants(
    browser: FlaskClient, people: FakeServices, is_listed: bool, tags: int
) -> None:
    people.answer("GET /v1/people/rosa-6f1c0b8e", a_whole_person(is_listed=is_listed))

    assert browser.get("/menschen/rosa-6f1c0b8e").text.count('content="noindex"') == tags


def test_search_engines_keep_off_the_list_and_off_pictures(browser: FlaskClient, people: FakeServices) -> None:
    people.answer(f"GET /v1/portraits/{CARD}/small.webp", {})

    assert '<meta name="robots" content="noindex">' in browser.get("/menschen?thema=natur").text
    assert browser.get(f"/menschen/bild/{CARD}/small.webp").headers["X-Robots-Tag"] == "noindex"


def test_machines_read_what_everybody_sees_and_nothing_of_a_page_for_who_signed_in(
    browser: FlaskClient, steward: FlaskClient
) -> None:
    found = re.search(r'ld\+json">(.+?)</script>', browser.get("/menschen/rosa-6f1c0b8e").text)
    assert found
    told = json.loads(found[1])

    assert (told["@type"], told["name"], told["email"]) == ("Person", "Rosa", "rosa@example.org")
    assert told["memberOf"] == [{"@type": "Organization", "name": "Gießkannenbund"}]
    assert "ld+json" not in steward.get("/menschen/rosa-6f1c0b8e").text


def test_an_id_leads_to_the_address_of_the_page(browser: FlaskClient, people: FakeServices) -> None:
    people.answer(f"GET /v1/people/{CARD}", a_whole_person())

    assert browser.get(f"/menschen/{CARD}").headers["Location"] == "/menschen/rosa-6f1c0b8e"
    assert browser.get("/menschen/niemand").status_code == 404


def test_a_picture_is_asked_for_in_everybodys_name_first(
    browser: FlaskClient, steward: FlaskClient, people: FakeServices
) -> None:
    path = f"/menschen/bild/{PORTRAIT}/small.webp"
    assert browser.get(path).status_code == 404
    people.answer(f"GET /v1/portraits/{PORTRAIT}/small.webp", {})
    public = browser.get(path)

    assert (public.status_code, public.mimetype) == (200, "image/webp")
    assert public.headers["Cache-Control"] == "public, max-age=60"
    people.asked.clear()
    people.answer(f"GET /v1/portraits/{PORTRAIT}/small.webp", {}, 404)
    steward.get(path)
    assert [each.headers.get("Authorization", "") for each in people.asked if "portraits" in each.url.path] == [
        "", f"Bearer {TOKENS['profiles-service']}",
    ]  # fmt: skip


@pytest.fixture
def editor(steward: FlaskClient, people: FakeServices) -> FlaskClient:
    steward.set_cookie("session", "secret.editor")
    person = {"id": "e1", "email": "edda@example.org", "name": "Edda", "roles": ["editor"]}
    people.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    people.answer(f"PUT /v1/people/{CARD}/withdrawal", None, 204)
    people.answer(f"DELETE /v1/people/{CARD}/withdrawal", None, 204)
    return steward


def test_an_editor_takes_a_card_off_the_list_with_a_reason(editor: FlaskClient, people: FakeServices) -> None:
    page = "/menschen/rosa-6f1c0b8e"
    silent = send(editor, page, to=f"{page}/zurueckziehen", grund=" ")
    assert (silent.status_code, "Bitte sag, warum." in silent.text) == (422, True)
    done = send(editor, page, to=f"{page}/zurueckziehen", grund="Das Bild zeigt jemand anderen.")

    assert done.headers["Location"] == page
    assert people.words_of(f"PUT /v1/people/{CARD}/withdrawal") == {"because": "Das Bild zeigt jemand anderen."}


def test_an_editor_finds_what_was_taken_off_and_shows_it_again(editor: FlaskClient, people: FakeServices) -> None:
    moment = "2026-03-14T09:00:00+00:00"
    gone = {"id": CARD, "slug": "rosa-6f1c0b8e", "name": "Rosa", "withdrawn_at": moment, "withdrawn_because": "Darum."}
    people.answer("GET /v1/withdrawn-cards", {"items": [gone]})
    people.answer("GET /v1/people/rosa-6f1c0b8e", a_whole_person(withdrawn_at=moment, is_listed=True))
    page = "/menschen/rosa-6f1c0b8e"

    assert "Darum." in editor.get("/menschen").text
    assert "sonst niemandem" in editor.get(page).text
    assert 'content="noindex"' in editor.get(page).text
    assert send(editor, page, to=f"{page}/wieder-zeigen").headers["Location"] == page
    assert f"DELETE /v1/people/{CARD}/withdrawal" in people.lines()


def test_nobody_else_takes_cards_off(steward: FlaskClient, browser: FlaskClient, people: FakeServices) -> None:
    page = "/menschen/rosa-6f1c0b8e"

    assert "Für die Redaktion" not in steward.get(page).text
    for path in ("zurueckziehen", "wieder-zeigen"):
        assert send(steward, "/eintragen/meine", to=f"{page}/{path}", grund="x").status_code == 403
        assert browser.get(f"{page}/{path}").status_code == 405
    assert not [line for line in people.lines() if "withdrawal" in line]
