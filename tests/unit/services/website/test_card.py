"""One's own card at the website: nothing typed is lost, and what others see stands beside it."""

from gzip import compress
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.website.forms.cards import FIELDS
from tests.support.website import FakeServices, a_listing, an_offer, send
from tests.unit.services.website.test_account import a_problem
from tests.unit.services.website.test_find import HTML_BUDGET
from tests.unit.services.website.test_people import CARD, PORTRAIT, STEWARDSHIP, a_person_in_a_list, a_whole_person

TYPED: dict[str, Any] = {
    "version": "3", "name": "Rosa", "pronomen": "sie", "text": "Ich gieße.", "gruppe": [STEWARDSHIP["organisation_id"]],
    "rolle": "Gartengruppe", "thema": ["nature"], "gibt": ["rooms"], "gibt_text": "Ein Vordach", "sucht": ["help"],
    "stadtteil": "altstadt", "sprache": ["de", "vi"], "telefon": "0345 000 1", "email": "rosa@example.org",
    "web": "rosa.example", "sicht_name": "public", "sicht_email": "signed_in", "sicht_phone": "nonsense",
}  # fmt: skip


def an_own_card(**words: Any) -> dict[str, Any]:
    empty = {"pronoun": None, "about": None, "role": None, "gives_text": None, "looks_for_text": None, "district": None}
    lists: dict[str, Any] = {
        "organisation_ids": [], "categories": [], "gives": [], "looks_for": [], "languages": [], "stewardships": [],
    }  # fmt: skip
    ways = {"phone": None, "email": None, "website": None, "portrait_id": None}
    state = {"id": CARD, "slug": "rosa-6f1c0b8e", "version": 3, "name": "Rosa", "shown": {}, "is_listed": False}
    return {**empty, **lists, **ways, **state, "withdrawn_at": None, "withdrawn_because": None, **words}


@pytest.fixture(autouse=True)
def card(services: FakeServices) -> FakeServices:
    services.answer("GET /v1/me/card", an_own_card(stewardships=[STEWARDSHIP]))
    services.answer("PUT /v1/me/card", an_own_card())
    services.answer("DELETE /v1/me/card", None, 204)
    services.answer("PUT /v1/me/card/picture", an_own_card())
    services.answer("DELETE /v1/me/card/picture", None, 204)
    services.answer("POST /v1/me/card/preview", {"signed_in": a_whole_person()})
    services.answer("GET /v1/me/fitting-people", {"items": []})
    return services


def test_the_card_asks_of_every_field_who_sees_it_and_says_nobody_at_first(steward: FlaskClient) -> None:
    page = steward.get("/konto/karte").text

    for field in FIELDS:
        assert f'name="sicht_{field}" value="hidden" checked' in page, field
    assert page.count("Wer sieht das?") == len(FIELDS)
    assert "Gießkannenbund" in page
    assert len(compress(page.encode())) < HTML_BUDGET


def test_what_others_see_stands_beside_the_form(steward: FlaskClient, card: FakeServices) -> None:
    page = steward.get("/konto/karte").text

    assert "So sehen dich alle" in page
    assert "Nichts: Du stehst in keiner Liste" in page
    assert "So sehen dich Angemeldete" in page
    assert "rosa@example.org" in page
    assert card.words_of("POST /v1/me/card/preview")["shown"] == {}


def test_a_card_is_kept_as_it_was_typed(steward: FlaskClient, card: FakeServices) -> None:
    done = send(steward, "/konto/karte", **TYPED)
    kept = card.words_of("PUT /v1/me/card")

    assert done.headers["Location"] == "/konto/karte?erledigt=gespeichert"
    assert card.headers_of("PUT /v1/me/card")["If-Match"] == '"3"'
    assert {name: kept[name] for name in ("name", "about", "gives", "languages", "website", "looks_for_text")} == {
        "name": "Rosa", "about": "Ich gieße.", "gives": ["rooms"], "languages": ["de", "vi"],
        "website": "https://rosa.example", "looks_for_text": None,
    }  # fmt: skip
    assert kept["shown"] == dict.fromkeys(FIELDS, "hidden") | {"name": "public", "email": "signed_in"}
    assert kept["is_listed"] is False
    assert "Deine Karte ist gespeichert." in steward.get("/konto/karte?erledigt=gespeichert").text


def test_a_version_that_is_no_number_is_an_old_one(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("PUT /v1/me/card", an_own_card())
    send(steward, "/konto/karte", **{**TYPED, "version": "ü"})

    assert card.headers_of("PUT /v1/me/card")["If-Match"] == '"0"'


def test_looking_first_keeps_nothing(steward: FlaskClient, card: FakeServices) -> None:
    page = send(steward, "/konto/karte", **TYPED, ansehen="ja")

    assert page.status_code == 200
    assert "PUT /v1/me/card" not in card.lines()
    assert card.words_of("POST /v1/me/card/preview")["about"] == "Ich gieße."
    assert "Ich gieße.</textarea>" in page.text
    assert 'value="signed_in" checked' in page.text


def test_the_script_is_told_what_others_would_see(steward: FlaskClient, card: FakeServices) -> None:
    page = send(steward, "/konto/karte", to="/konto/karte/vorschau", **TYPED)

    assert "So sehen dich alle" in page.text
    assert "<html" not in page.text
    assert send(steward, "/konto/karte", to="/konto/karte/vorschau", name="").status_code == 422
    assert "PUT /v1/me/card" not in card.lines()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Bitte sag uns deinen Namen."),
        ({"email": "rosa"}, "vollständige Adresse"),
        ({"web": "javascript:alert(1)"}, "Adresse einer Seite"),
        ({"rolle": "x" * 121}, "zu lang"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    steward: FlaskClient, card: FakeServices, typed: dict[str, str], sentence: str
) -> None:
    page = send(steward, "/konto/karte", **{**TYPED, **typed})

    assert page.status_code == 422
    assert sentence in page.text
    assert "Ein Vordach" in page.text
    assert 'name="sicht_email" value="signed_in" checked' in page.text
    assert "PUT /v1/me/card" not in card.lines()


def test_what_the_service_refuses_is_said_at_its_field(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("PUT /v1/me/card", a_problem("malformed") | {"errors": {"phone": ["x"]}}, 422)
    page = send(steward, "/konto/karte", **TYPED)

    assert page.status_code == 422
    assert 'id="telefon-e"' in page.text
    assert "Ein Vordach" in page.text


@pytest.mark.parametrize(
    ("status", "sentence"), [(412, "in einem anderen Fenster"), (429, "etwas viel"), (503, "macht kurz Pause")]
)
def test_whatever_stands_in_the_way_the_words_stay(
    steward: FlaskClient, card: FakeServices, status: int, sentence: str
) -> None:
    card.answer("PUT /v1/me/card", a_problem("x"), status)
    card.answer("GET /v1/me/card", an_own_card(version=7))
    page = send(steward, "/konto/karte", **TYPED)

    assert page.status_code == status
    assert sentence in page.text
    assert "Ich gieße.</textarea>" in page.text
    assert ('name="version" value="7"' in page.text) == (status == 412), "sent once more, it counts"


def test_a_picture_is_put_on_the_card_and_taken_off(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("GET /v1/me/card", an_own_card(portrait_id=PORTRAIT))
    file = (BytesIO(b"\xff\xd8"), "ich.jpg")
    done = send(steward, "/konto/karte", **TYPED, bild=file)

    assert done.headers["Location"] == "/konto/karte?erledigt=gespeichert"
    assert card.words_of("PUT /v1/me/card")["about"] == "Ich gieße.", "what was typed beside it is kept too"
    assert next(each for each in card.asked if each.url.path.endswith("picture")).content == b"\xff\xd8"
    assert f"/menschen/bild/{PORTRAIT}/medium.webp" in steward.get("/konto/karte").text
    assert "DELETE /v1/me/card/picture" not in card.lines()
    send(steward, "/konto/karte", **TYPED, bild_weg="ja")
    assert "DELETE /v1/me/card/picture" in card.lines()


def test_a_card_that_nobody_sees_says_so_when_it_is_saved(steward: FlaskClient, card: FakeServices) -> None:
    told = "Wähle bei deinem Namen"
    assert told not in steward.get("/konto/karte?erledigt=gespeichert").text
    card.answer("POST /v1/me/card/preview", {})
    assert told in steward.get("/konto/karte?erledigt=gespeichert").text


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("no-picture", 422, "Bitte schick ein Bild als JPEG"),
        ("picture-too-large", 422, "zu groß"),
        ("too-often", 429, "etwas viel"),
    ],
)
def test_a_picture_that_is_not_taken_is_said_at_its_field(
    steward: FlaskClient, card: FakeServices, kind: str, status: int, sentence: str
) -> None:
    card.answer("PUT /v1/me/card/picture", a_problem(kind), status)
    page = send(steward, "/konto/karte", **TYPED, bild=(BytesIO(b"x"), "x.jpg"))

    assert (page.status_code, 'id="bild-e"' in page.text, sentence in page.text) == (422, True, True)
    assert "PUT /v1/me/card" in card.lines(), "its words are kept all the same"


def test_a_card_is_deleted_with_a_click_that_says_so(steward: FlaskClient, card: FakeServices) -> None:
    assert send(steward, "/konto/karte", to="/konto/karte/loeschen").headers["Location"].endswith("erledigt=geloescht")
    assert "DELETE /v1/me/card" in card.lines()


def test_opening_any_page_changes_nothing(steward: FlaskClient, card: FakeServices) -> None:
    for path in ("", "/vorschau", "/bild", "/bild/entfernen", "/loeschen"):
        steward.get(f"/konto/karte{path}")
    steward.get("/konto/passend")

    assert {line for line in card.lines() if not line.startswith("GET")} <= {
        "POST /v1/tokens", "POST /v1/me/card/preview",
    }  # fmt: skip


def test_what_editors_took_off_is_told_to_its_owner(steward: FlaskClient, card: FakeServices) -> None:
    withdrawn = {"withdrawn_at": "2026-03-14T09:00:00+00:00", "withdrawn_because": "Das Bild zeigt jemand anderen."}
    card.answer("GET /v1/me/card", an_own_card(**withdrawn))

    assert "Das Bild zeigt jemand anderen." in steward.get("/konto/karte").text


def test_the_card_is_for_those_who_signed_in(browser: FlaskClient) -> None:
    for path in ("/konto/karte", "/konto/passend"):
        assert browser.get(path).headers["Location"] == f"/anmelden?weiter={path}"


def test_people_fit_for_reasons_that_are_said(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("GET /v1/me/card", an_own_card(categories=["energy"], looks_for=["rooms"]))
    reasons = [
        {"kind": "gives", "keys": ["rooms"]},
        {"kind": "looks_for", "keys": ["help"]},
        {"kind": "categories", "keys": ["energy"]},
        {"kind": "district", "keys": ["altstadt"]},
    ]
    card.answer("GET /v1/me/fitting-people", {"items": [a_person_in_a_list(reasons=reasons)]})
    page = steward.get("/konto/passend").text

    for words in (
        "Bietet an, was du suchst: Räume",
        "Sucht, was du anbietest: Hilfe beim Anpacken",
        "Ihr interessiert euch beide für: Energie",
        "Ihr seid im selben Stadtteil: Altstadt",
        "Wir vergeben keine Punkte",
    ):
        assert words in page
    assert len(compress(page.encode())) < HTML_BUDGET


def test_offers_fit_for_reasons_that_are_said(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("GET /v1/me/card", an_own_card(categories=["nature"], district="altstadt", gives=["tools", "help"]))
    card.answer("GET /v1/offers", a_listing(an_offer()))
    page = steward.get("/konto/passend").text

    for words in (
        "Beete gießen",
        "Dein Thema: Stadtgrün",
        "In deinem Stadtteil: Altstadt",
        "Braucht Wissen oder Dinge",
    ):
        assert words in page
    asked = [dict(each.url.params) for each in card.asked if each.url.path == "/v1/offers"]
    assert [next(iter(each)) for each in asked] == ["gives", "category", "district"]
    assert asked[0]["gives"] == "things", "a helping hand is wanted nearly everywhere"


def test_who_says_nothing_of_herself_is_asked_for_it(steward: FlaskClient, card: FakeServices) -> None:
    page = steward.get("/konto/passend").text

    assert "Schreib auf deine Karte" in page
    assert "GET /v1/offers" not in card.lines()


def test_offers_that_cannot_be_asked_for_are_said_to_be_missing(steward: FlaskClient, card: FakeServices) -> None:
    card.answer("GET /v1/me/card", an_own_card(categories=["nature"]))
    card.answer("GET /v1/offers", None, 503)

    assert "gerade nicht" in steward.get("/konto/passend").text
