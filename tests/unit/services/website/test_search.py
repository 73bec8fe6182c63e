"""The search page: what was found and why, every state under its own address, and what stays in the browser."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices


def a_hit(**words: Any) -> dict[str, Any]:
    return {
        "kind": "offer",
        "id": "6f1c0b8e-0000-4000-8000-000000000002",
        "external_id": "HAL-A-001",
        "slug": "baumpatin-werden",
        "title": "Baumpatin werden",
        "summary": "Einen Baum gießen.",
        "categories": ["nature"],
        "district": "altstadt",
        "lat": 51.4825,
        "lon": 11.9697,
        "starts_at": None,
        "status": None,
        "organisation": ORGANISATION,
        "fits": "all",
        "why": "„Baum“ steht im Text.",
        "matches": [{"asked": "baum", "found": "Baum", "where": "text", "how": "exact"}],
        **words,
    }


def found(*items: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {
        "items": list(items),
        "total": len(items),
        "at_least": False,
        "page": 1,
        "size": 12,
        "facets": {"kind": {"offer": len(items)}, "category": {"nature": len(items)}, "district": {"altstadt": 1}},
        "mended": [],
        "not_known": [],
        "nearest": None,
        **words,
    }


def test_without_a_question_only_the_field_is_shown(browser: FlaskClient, services: FakeServices) -> None:
    page = browser.get("/suche")

    assert page.status_code == 200
    assert 'name="q"' in page.text
    assert services.asked == []


def test_a_hit_says_what_it_is_and_why_it_was_found(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit()))

    page = browser.get("/suche?q=baum").text

    assert 'href="/mitmachen/baumpatin-werden"' in page
    assert "Einen <mark>Baum</mark> gießen." in page
    assert "„Baum“ steht im Text." in page
    assert "Passt genau" in page
    assert "1 Treffer" in page


@pytest.mark.parametrize(
    ("kind", "address"),
    [("offer", "/mitmachen/x"), ("event", "/termine/x"), ("organisation", "/gruppen/x"), ("project", "/projekte/x")],
)
def test_every_kind_leads_to_its_own_page(
    browser: FlaskClient, services: FakeServices, kind: str, address: str
) -> None:
    services.answer("GET /v1/search", found(a_hit(kind=kind, slug="x")))

    assert f'href="{address}"' in browser.get("/suche?q=baum").text


def test_what_is_chosen_is_asked_and_stands_in_the_address(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit()))

    page = browser.get("/suche?q=baum&art=angebote&thema=nature&plz=06108&umkreis=2&genau=ja&ansicht=karte").text

    asked = services.asked[-1].url.params
    assert (asked["kind"], asked["category"], asked["near"], asked["within"]) == ("offer", "nature", "06108", "2")
    assert asked["as_written"] == "true"
    assert "ansicht" not in asked
    assert "q=baum&amp;thema=nature&amp;plz=06108" in page


def test_a_post_code_of_another_city_is_not_asked_for(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit()))

    browser.get("/suche?q=baum&plz=99999")

    assert "near" not in services.asked[-1].url.params


def test_mended_words_are_said_and_can_be_taken_back(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit(), mended=[{"asked": "bahm", "found": "Baum"}]))

    page = browser.get("/suche?q=bahm").text

    assert "Wir haben nach „Baum“ gesucht." in page
    assert 'href="/suche?q=bahm&amp;genau=ja"' in page


def test_the_map_holds_nothing_that_is_not_in_the_list(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit(), a_hit(slug="ohne-ort", lat=None, lon=None)))

    page = browser.get("/suche?q=baum&ansicht=karte").text

    assert page.count('class="pin') == 1
    assert page.count('<li class="hit') == 2
    assert "<title>Baumpatin werden</title>" in page
    assert 'class="map' not in browser.get("/suche?q=baum").text


def test_where_nothing_is_found_there_is_a_way_on(browser: FlaskClient, services: FakeServices) -> None:
    nearest = {"words": ["Baum"], "items": [a_hit(title="Ganz neu", why="", matches=[])]}
    services.answer("GET /v1/search", found(total=0, nearest=nearest))

    page = browser.get("/suche?q=baobab").text

    assert 'href="/suche?q=Baum"' in page
    assert "Ganz neu" in page
    assert 'href="/nachrichten?q=baobab&amp;was=offer&amp;was=event&amp;was=project"' in page


def test_words_of_people_are_shown_as_text(browser: FlaskClient, services: FakeServices) -> None:
    match = {"asked": "<b>", "found": "<b>", "where": "title", "how": "exact"}
    services.answer("GET /v1/search", found(a_hit(title="<b> fett", matches=[match])))

    page = browser.get("/suche?q=<b>").text

    assert "<b> fett" not in page
    assert "<mark>&lt;b&gt;</mark> fett" in page


def test_suggestions_are_words_alone(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/suggestions", {"items": [{"text": "Baum", "kind": "word", "slug": None}]})

    assert browser.get("/suche/vorschlaege?q=ba").get_json() == {"items": ["Baum"]}
    assert browser.get("/suche/vorschlaege?q=b").get_json() == {"items": []}


def test_suggestions_are_missed_by_nobody_when_the_directory_is_away(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.is_away = True

    assert browser.get("/suche/vorschlaege?q=ba").get_json() == {"items": []}


def test_the_list_of_what_is_kept_asks_no_service(browser: FlaskClient, services: FakeServices) -> None:
    page = browser.get("/merkliste")

    assert page.status_code == 200
    assert "nur in deinem Browser" in page.text
    assert services.asked == []


def test_the_search_speaks_english_too(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit()))

    page = browser.get("/en/suche?q=baum").text

    assert "Fits exactly" in page
    assert services.asked[-1].headers["Accept-Language"] == "en"


def test_filters_stand_above_the_hits_where_the_page_is_narrow(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit()))

    page = browser.get("/suche?q=baum").text

    assert page.index('<details class="fold"') < page.index('class="hits')


def test_messages_about_a_search_are_about_what_was_searched(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(a_hit(), mended=[{"asked": "bahm", "found": "Baum"}]))

    page = browser.get("/suche?q=bahm&art=gruppen&plz=06108&umkreis=2").text

    assert 'href="/nachrichten?q=Baum&amp;art=gruppen&amp;plz=06108&amp;umkreis=2&amp;was=organisation"' in page


def test_behind_the_last_hit_is_the_last_page(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/search", found(total=13))

    assert browser.get("/suche?q=baum&seite=77").location == "/suche?q=baum&seite=2"
