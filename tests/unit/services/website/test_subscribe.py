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
    assert {line.split()[0] for line in services.lines()} <= {"GET"}


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
        ("was=offer&fuehrungszeugnis=nein&alter=16", "Ohne Führungszeugnis, 16 Jahre"),
        ("was=offer&kinder=ja&kinder=unbekannt", "Mit Kindern möglich, Mit Kindern: nicht angegeben"),
        ("was=offer&sprache=de&sprache=en", "Deutsch, Englisch"),
        ("was=offer&stadtteil=altstadt&stadtteil=unbekannt", "Stadtteil: nicht angegeben"),
        ("was=event&rollstuhl=ja&kostenlos=ja&wie=online&wann=wochenende", "Kostenlos, Online, Dieses Wochenende"),
        ("was=project&stand=ongoing", "Läuft gerade"),
        ("was=organisation&art=association", "Verein"),
        ("was=offer&was=event&thema=nature", ""),
    ],
)
def test_what_messages_cannot_look_at_is_said_before(browser: FlaskClient, chosen: str, missed: str) -> None:
    said = told(browser.get(f"/nachrichten?{chosen}").text)
    assert ("Darauf können Nachrichten nicht achten" in said) == bool(missed)
    assert f"nicht achten: {missed}." in said or not missed


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
    address = "/nachrichten?was=offer&fuehrungszeugnis=nein"
    page = send(browser, address, to=address, **{**TYPED, "email": "kim"})
    assert page.status_code == 422
    assert "Ohne Führungszeugnis" in told(page.text)


@pytest.mark.usefixtures("patience")
def test_nothing_typed_is_lost_when_nobody_can_take_it(browser: FlaskClient, services: FakeServices) -> None:
    token = sealed(browser, "/nachrichten")
    services.is_away = True
    page = browser.post("/nachrichten", data={"zeichen": token, **TYPED})
    assert page.status_code == 503
    assert 'value="kim@example.org"' in page.text
    assert "macht kurz Pause" in page.text
