"""Messages: asked for, confirmed, changed, and left with one click."""

import re

import pytest
from flask.testing import FlaskClient

from tests.support.website import FakeServices, a_subscription, sealed, send

TYPED = {
    "was": "offer",
    "thema": "nature",
    "zeit": "kurz",
    "takt": "at_once",
    "email": "kim@example.org",
    "zustimmung": "ja",
    "wortlaut": "7",
}


def test_what_a_list_had_chosen_is_chosen_in_the_form(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten?thema=nature&zeit=kurz&was=offer").text
    assert 'name="thema" value="nature" checked' in page
    assert 'name="zeit" value="kurz" checked' in page
    assert 'name="zustimmung" value="ja" checked' not in page


def test_the_words_of_consent_are_shown_with_their_version(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten").text
    assert "Ja, ich möchte." in page
    assert 'name="wortlaut" value="7"' in page


@pytest.mark.usefixtures("patience")
def test_a_subscription_is_asked_for_by_the_website_itself(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/nachrichten", **TYPED)
    assert page.status_code == 200
    assert "kim@example.org" in page.text
    told = services.words_of("POST /v1/subscriptions")
    assert told["wording_version"] == "7"
    assert told["interests"][0]["commitment"] == "short_term"
    headers = services.headers_of("POST /v1/subscriptions")
    assert headers["Authorization"].startswith("Bearer ey")
    assert headers["X-Client-Address"] == "127.0.0.1"


@pytest.mark.usefixtures("patience")
def test_too_much_at_once_is_said_beside_the_address(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/subscriptions", {"type": "urn:mosaik:problem:too-often"}, 429)
    page = send(browser, "/nachrichten", **TYPED)
    assert page.status_code == 429
    assert "etwas viel auf einmal" in page.text
    assert 'value="kim@example.org"' in page.text


@pytest.mark.usefixtures("patience")
def test_a_wording_that_changed_is_shown_anew(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/subscriptions", {"errors": {"wording_version": ["old"]}}, 422)
    page = send(browser, "/nachrichten", **{**TYPED, "wortlaut": "6"})
    assert "Der Wortlaut hat sich inzwischen geändert." in page.text
    assert 'name="wortlaut" value="7"' in page.text


def test_reading_a_link_from_a_mail_changes_nothing(browser: FlaskClient, services: FakeServices) -> None:
    for path in ("/nachrichten/bestaetigen/t", "/nachrichten/verwalten/t", "/u/t", "/anmelden/t"):
        assert browser.get(path).status_code == 200
    # A forecast is a question, too.
    assert {line for line in services.lines() if not line.startswith("GET ")} == {"POST /v1/forecasts"}


def test_pages_of_links_from_mails_are_in_no_index(browser: FlaskClient) -> None:
    for path in ("/nachrichten/bestaetigen/t", "/nachrichten/verwalten/t", "/u/t", "/anmelden/t"):
        page = browser.get(path).text
        assert 'name="robots" content="noindex"' in page
        assert 'rel="alternate"' not in page


def test_a_click_confirms(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/nachrichten/bestaetigen/t")
    assert "Es geht los" in page.text
    assert services.headers_of("PUT /v1/subscription/confirmation")["Authorization"] == "Link t"


def test_who_confirms_reads_all_that_comes(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("PUT /v1/subscription/confirmation", a_subscription() | {"newsletter": True})
    assert "Rundbrief vom Team der Stadt" in send(browser, "/nachrichten/bestaetigen/t").text


@pytest.mark.parametrize(("way", "quoted"), [("", "„Lastenrad“"), ("/en", "“Lastenrad”")])
def test_words_are_quoted_as_the_page_s_language_does(
    browser: FlaskClient, services: FakeServices, way: str, quoted: str
) -> None:
    known = a_subscription()
    interests = [{**each, "text": "Lastenrad"} for each in known["interests"]]
    services.answer("GET /v1/subscription", known | {"interests": interests})
    assert quoted in browser.get(f"{way}/nachrichten/verwalten/t").text


def test_an_interest_is_removed_and_the_others_stay(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/nachrichten/verwalten/t", tun="entfernen", abo="i1")
    assert page.status_code == 303
    assert services.words_of("PUT /v1/subscription") == {
        "language": "de",
        "newsletter": False,
        "reminders": True,
        "interests": [],
    }


def test_an_interest_is_added_beside_the_others(browser: FlaskClient, services: FakeServices) -> None:
    send(browser, "/nachrichten/verwalten/t?aendern=neu", tun="sichern", abo="neu", was="event", takt="weekly")
    told = services.words_of("PUT /v1/subscription")["interests"]
    assert [each["what"] for each in told] == [["offer"], ["event"]]
    assert all("id" not in each for each in told)


def test_an_interest_without_anything_in_it_is_not_saved(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/nachrichten/verwalten/t?aendern=neu", tun="sichern", abo="neu", takt="weekly")
    assert page.status_code == 422
    assert "PUT /v1/subscription" not in services.lines()


def test_letters_change_apart_from_interests(browser: FlaskClient, services: FakeServices) -> None:
    send(browser, "/nachrichten/verwalten/t", tun="briefe", briefsprache="en", newsletter="ja")
    told = services.words_of("PUT /v1/subscription")
    assert (told["language"], told["newsletter"], len(told["interests"])) == ("en", True, 1)
    assert told["reminders"] is False


def test_a_pause_begins_and_ends(browser: FlaskClient, services: FakeServices) -> None:
    begun = send(browser, "/nachrichten/verwalten/t", to="/nachrichten/verwalten/t/pause", bis="2027-05-01")
    ended = send(browser, "/nachrichten/verwalten/t", to="/nachrichten/verwalten/t/pause", tun="weiter")
    assert (begun.status_code, ended.status_code) == (303, 303)
    assert services.words_of("PUT /v1/subscription/pause") == {"until": "2027-05-01"}
    assert "DELETE /v1/subscription/pause" in services.lines()


def test_a_pause_without_a_day_is_asked_for_again(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/nachrichten/verwalten/t", to="/nachrichten/verwalten/t/pause", bis="bald")
    assert page.status_code == 422
    assert "Bitte wähle einen Tag ab morgen" in page.text


def test_who_is_not_reached_learns_it_where_she_looks(browser: FlaskClient, services: FakeServices) -> None:
    failing = {"failing_since": "2026-03-14T09:00:00+00:00", "failing_reason": "no_such_address"}
    services.answer("GET /v1/subscription", a_subscription(**failing))
    assert "Der Mail-Server kennt diese Adresse nicht" in browser.get("/nachrichten/verwalten/t").text


def test_who_has_left_is_not_asked_to_leave_again(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/subscription", a_subscription(state="left", interests=[]))
    page = browser.get("/nachrichten/verwalten/t").text
    assert "Alle Nachrichten abbestellen" not in page
    assert 'href="/nachrichten"' in page


def test_a_link_that_is_over_offers_a_new_one(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/subscription", {}, 401)
    page = browser.get("/nachrichten/verwalten/t")
    assert page.status_code == 404
    assert "Schickt mir meinen Link" in page.text


@pytest.mark.parametrize("token", ["%0A", "%C3%A4", "a b"])
def test_a_link_that_was_never_ours_is_over(browser: FlaskClient, services: FakeServices, token: str) -> None:
    assert browser.get(f"/u/{token}").status_code == 404
    assert services.asked == []


def told(page: str) -> str:
    """Return what is said before the form of messages asks anything."""
    return page.partition("<form method")[2].partition('<div class="step">')[0]


@pytest.mark.parametrize(
    ("chosen", "missed"),
    [
        ("was=offer&thema=nature&zeit=kurz&kinder=ja&q=Baum&stadtteil=altstadt&sprache=de&genau=ja", ""),
        ("was=offer&fuehrungszeugnis=nein&alter=16", "16 Jahre"),
        ("was=offer&ab=2037-03-10", "Ich habe Zeit ab Dienstag, 10. März 2037"),
        ("was=event&rollstuhl=ja&kostenlos=ja&wie=online&wann=wochenende", "Dieses Wochenende"),
        ("was=project&stand=ongoing", ""),
        ("was=offer&was=event&thema=nature", ""),
    ],
)
def test_what_messages_cannot_look_at_is_said_before(browser: FlaskClient, chosen: str, missed: str) -> None:
    said = told(browser.get(f"/nachrichten?{chosen}").text)
    assert ("Darauf können Nachrichten nicht achten" in said) == bool(missed)
    assert f"nicht achten: {missed}." in said or not missed


@pytest.mark.parametrize(
    ("chosen", "wanted", "unwanted"),
    [
        ("was=offer&fuehrungszeugnis=nein&aufwand=kurz", ["certificate_of_conduct:false", "effort:short"], []),
        ("was=offer&kinder=ja&kinder=unbekannt", ["with_children:true", "with_children:unknown"], []),
        ("was=offer&sprache=de&sprache=en", ["language:de", "language:en"], []),
        ("was=offer&ohne-sprache=en&nicht-mit=allein", [], ["group:allein", "language:en"]),
        ("was=offer&stadtteil=altstadt&stadtteil=unbekannt", ["district:altstadt", "district:unknown"], []),
        (
            "was=event&kostenlos=ja&wie=online&zugang=quiet_room",
            ["access_quiet_room:true", "free:true", "mode:online"],
            [],
        ),
        ("was=event&art=workshop&ohne-thema=energy", ["event_kind:workshop"], ["category:energy"]),
        ("was=project&stand=ongoing", ["status:ongoing"], []),
        ("was=organisation&art=association", ["organisation_kind:association"], []),
    ],
)
def test_a_saved_search_holds_all_its_filters(
    browser: FlaskClient, chosen: str, wanted: list[str], unwanted: list[str]
) -> None:
    page = browser.get(f"/nachrichten?{chosen}").text
    assert sorted(re.findall(r'name="nur" value="([^"]+)" checked', page)) == wanted
    assert sorted(re.findall(r'name="ohne" value="([^"]+)" checked', page)) == unwanted
    assert "nicht achten" not in told(page)


def test_filters_are_said_as_the_list_says_them(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten?was=offer&fuehrungszeugnis=nein&ohne-sprache=en").text
    assert "Auch aus deiner Suche" in page
    assert "<span>Ohne Führungszeugnis</span>" in page
    assert "<span>Nicht: Englisch</span>" in page


def test_a_saved_search_for_one_group_names_it(browser: FlaskClient, services: FakeServices) -> None:
    group = {"id": "6f1c0b8e-0000-4000-8000-000000000001", "slug": "giesskannenbund", "name": "Gießkannenbund"}
    services.answer("GET /v1/organisations/giesskannenbund", group)
    services.answer(f"GET /v1/organisations/{group['id']}", group)
    page = browser.get("/nachrichten?was=event&gruppe=giesskannenbund").text
    assert f'name="nur" value="organisation:{group["id"]}" checked' in page
    assert "<span>Gießkannenbund</span>" in page


@pytest.mark.usefixtures("patience")
def test_what_a_search_asked_for_is_told(browser: FlaskClient, services: FakeServices) -> None:
    send(browser, "/nachrichten", **TYPED, nur="effort:short", ohne="language:en")
    (told,) = services.words_of("POST /v1/subscriptions")["interests"]
    assert (told["wanted"], told["unwanted"]) == (["effort:short"], ["language:en"])


def test_it_is_said_how_many_mails_that_makes(browser: FlaskClient, services: FakeServices) -> None:
    words = browser.get("/nachrichten/vorschau?was=offer&thema=nature&takt=weekly&nur=effort:short").text
    assert "Etwa 3 Mails im Monat." in words
    assert "In den letzten 30 Tagen hätten 5 Neuigkeiten gepasst." in words
    (asked,) = services.words_of("POST /v1/forecasts")["interests"]
    assert (asked["cadence"], asked["wanted"], asked["categories"]) == ("weekly", ["effort:short"], ["nature"])


def test_without_scripts_a_button_says_it_and_nothing_typed_is_lost(
    browser: FlaskClient, services: FakeServices
) -> None:
    page = send(browser, "/nachrichten", **{**TYPED, "tun": "zaehlen", "zustimmung": ""})
    assert "Etwa 3 Mails im Monat." in page.text
    assert 'value="kim@example.org"' in page.text
    assert "POST /v1/subscriptions" not in services.lines()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"items": [{"things": 0, "mails": 0}]}), "Kaum eine Mail."),
        ((503, {}), "lässt sich gerade nicht sagen"),
        ((429, {}), "lässt sich gerade nicht sagen"),
    ],
)
def test_nothing_and_not_known_are_two_things(
    browser: FlaskClient, services: FakeServices, answer: tuple[int, dict[str, object]], said: str
) -> None:
    services.answer("POST /v1/forecasts", answer[1], answer[0])
    assert said in browser.get("/nachrichten/vorschau?was=offer&takt=weekly").text
    assert "Wähle, was" in browser.get("/nachrichten/vorschau?thema=nature").text


def test_one_interest_pauses_and_goes_on(browser: FlaskClient, services: FakeServices) -> None:
    to = "/nachrichten/verwalten/t/pause"
    begun = send(browser, "/nachrichten/verwalten/t", to=to, abo="i1", tun="pause", bis="2027-05-01")
    ended = send(browser, "/nachrichten/verwalten/t", to=to, abo="i1", tun="weiter")
    wrong = send(browser, "/nachrichten/verwalten/t", to=to, abo="i1", tun="pause", bis="bald")
    assert (begun.status_code, ended.status_code, wrong.status_code) == (303, 303, 422)
    assert services.words_of("PUT /v1/subscription/interests/i1/pause") == {"until": "2027-05-01"}
    assert "DELETE /v1/subscription/interests/i1/pause" in services.lines()
    assert 'id="bis-1-e"' in wrong.text
    assert 'id="bis-e"' not in wrong.text


def test_a_pause_that_is_over_is_not_shown(browser: FlaskClient, services: FakeServices) -> None:
    for moment, is_shown in (("2020-01-01T00:00:00+01:00", False), ("2090-01-01T00:00:00+01:00", True)):
        paused = a_subscription()
        paused["interests"][0]["paused_until"] = moment
        services.answer("GET /v1/subscription", paused)
        page = browser.get("/nachrichten/verwalten/t").text
        assert ("Pausiert. Weiter geht es am" in page) == is_shown
        assert ("Etwa 3 Mails im Monat." in page) != is_shown


def test_who_has_signed_in_need_not_type_her_address(steward: FlaskClient) -> None:
    assert 'name="email" type="email" value="rosa@example.net"' in steward.get("/nachrichten").text


def test_a_visitor_is_asked_for_her_address(browser: FlaskClient) -> None:
    assert 'name="email" type="email" value=""' in browser.get("/nachrichten").text


def test_who_has_signed_in_has_the_same_page_without_a_link(steward: FlaskClient, services: FakeServices) -> None:
    page = steward.get("/konto/nachrichten").text
    assert 'action="/konto/nachrichten/pause"' in page
    assert "Etwa 3 Mails im Monat." in page
    assert services.headers_of("GET /v1/subscription")["Authorization"] == "Bearer jwt for profiles-service"
    assert send(steward, "/konto/nachrichten", tun="entfernen", abo="i1").headers["Location"].startswith("/konto/")
    assert send(steward, "/konto/nachrichten", to="/konto/nachrichten/ende").status_code == 303
    assert services.lines().count("DELETE /v1/subscription") == 1


def test_who_has_signed_in_and_gets_nothing_is_told_where_to_begin(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/subscription", {}, 404)
    page = steward.get("/konto/nachrichten")
    assert page.status_code == 200
    assert "bekommst du keine Nachrichten von uns" in page.text


def test_one_s_own_messages_want_signing_in(browser: FlaskClient) -> None:
    assert browser.get("/konto/nachrichten").status_code in (302, 303)


def test_half_a_choice_is_not_made(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten?was=offer&kinder=ja&kinder=unbekannt&sprache=de&sprache=en").text
    assert 'name="kinder" value="ja" checked' not in page
    assert (
        '<option value="de" selected>Deutsch</option>'
        not in page.partition('name="sprache"')[2].partition("</select>")[0]
    )


def test_instead_of_a_distance_messages_look_at_the_districts_around(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten?was=offer&plz=06114&umkreis=1").text
    assert "Statt auf die Entfernung zu 06114 achten wir auf die Stadtteile ringsum:" in told(page)
    assert "Paulusviertel" in told(page)
    assert 'value="paulusviertel" checked' in page
    assert 'value="silberhoehe" checked' not in page
    assert "nicht achten" not in told(page)


def test_of_the_districts_around_only_those_chosen_are_watched(browser: FlaskClient) -> None:
    page = browser.get("/nachrichten?was=offer&plz=06114&umkreis=50&stadtteil=altstadt").text
    assert re.findall(r'name="stadtteil" value="([^"]+)" checked', page) == ["altstadt"]
    nowhere = browser.get("/nachrichten?was=offer&plz=06114&umkreis=1&stadtteil=silberhoehe").text
    assert "nicht achten: 06114, 1 km." in told(nowhere)
    assert re.findall(r'name="stadtteil" value="([^"]+)" checked', nowhere) == ["silberhoehe"]


@pytest.mark.usefixtures("patience")
def test_what_messages_cannot_look_at_is_still_said_when_something_is_wrong(browser: FlaskClient) -> None:
    address = "/nachrichten?was=offer&alter=16"
    page = send(browser, address, to=address, **{**TYPED, "email": "kim"})
    assert page.status_code == 422
    assert "16 Jahre" in told(page.text)


@pytest.mark.usefixtures("patience")
def test_nothing_typed_is_lost_when_nobody_can_take_it(browser: FlaskClient, services: FakeServices) -> None:
    token = sealed(browser, "/nachrichten")
    services.is_away = True
    page = browser.post("/nachrichten", data={"zeichen": token, **TYPED})
    assert page.status_code == 503
    assert 'value="kim@example.org"' in page.text
    assert "macht kurz Pause" in page.text
