"""The main job as people do it: through the pages of the website, before all four services."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.website import security, times
from tests.support.city import TestCity
from tests.support.website import send, the_website_of

DIRECTORY, PROFILES = "directory-service", "profiles-service"
NEXT_YEAR = times.today().year + 1
GREEN = {"was": "offer", "thema": "nature", "zeit": "kurz", "takt": "at_once", "zustimmung": "ja", "briefsprache": "de"}
OFFER = {
    "title": "Beete gießen am Steintor",
    "summary": "Du gießt mit uns die neuen Beete.",
    "categories": "nature",
    "commitment": "short_term",
    "district": "altstadt",
    "gives": "time",
    "description": "Kannen sind da.",
}


@pytest.fixture
def website(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> Flask:
    # Nobody types here, so nobody is too fast; a form's age is rounded, and may come out below nothing.
    monkeypatch.setattr(security, "_TOO_FAST_SECONDS", -1)
    return the_website_of(city)


def an_organisation(city: TestCity) -> dict[str, Any]:
    words: dict[str, Any] = {"name": "Gießkannenbund", "kind": "association", "summary": "Wir gießen."}
    words |= {"categories": ["nature"], "trusted": True}
    editor = city.tokens.editor(DIRECTORY)
    made: dict[str, Any] = city.ask(DIRECTORY, "POST /v1/organisations", words, who=editor)
    city.ask(DIRECTORY, f"PUT /v1/organisations/{made['id']}/publication", who=editor)
    return made


def subscribe(browser: FlaskClient, email: str) -> None:
    wording = re.search(r'name="wortlaut" value="([^"]+)"', browser.get("/nachrichten").text)
    assert wording
    page = send(browser, "/nachrichten", **GREEN, email=email, wortlaut=wording[1])
    assert page.status_code == 200, page.text


def link_in_mail(city: TestCity, email: str, path: str) -> str:
    city.settle()
    found = re.search(rf"(/{path}/[\w.~-]+)", city.letterbox.mails(email)[0]["text"])
    assert found
    return found[1]


def header_address(city: TestCity, email: str) -> str:
    """Return where a mail program would ask to leave (RFC 8058)."""
    headers = dict(city.letterbox.mails(email)[0]["headers"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(urlsplit(headers["List-Unsubscribe"].strip("<>")).path)


def sign_in(city: TestCity, browser: FlaskClient, email: str) -> str:
    page = send(browser, "/anmelden?weiter=/eintragen", email=email, weiter="/eintragen")
    began = re.search(r'name="vorgang" value="([^"]+)"', page.text)
    city.settle()
    code = re.search(r"\b(\d{3} ?\d{3})\b", city.letterbox.mails(email)[0]["text"])
    assert began
    assert code
    signed_in = send(browser, "/anmelden", to="/anmelden/zahl", vorgang=began[1], code=code[1], email=email)
    assert signed_in.headers["Location"] == "/eintragen"
    cookie = browser.get_cookie("session")
    assert cookie
    who = {"Authorization": f"Session {cookie.value}"}
    return str(city.ask(PROFILES, "POST /v1/tokens", who=who)["person"]["id"])


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_citizen_subscribes_a_steward_publishes_and_one_mail_arrives(city: TestCity, website: Flask) -> None:
    citizen, steward = website.test_client(), website.test_client()
    subscribe(citizen, "kim@example.org")
    send(citizen, link_in_mail(city, "kim@example.org", "nachrichten/bestaetigen"))
    organisation = an_organisation(city)
    person_id = sign_in(city, steward, "rosa@example.net")
    stewards = f"/v1/organisations/{organisation['id']}/stewards/{person_id}"
    city.ask(DIRECTORY, f"PUT {stewards}", who=city.tokens.editor(DIRECTORY))
    city.letterbox.empty()

    begun = send(steward, "/eintragen/entwurf", to="/eintragen/entwurf/neu", art="offer", gruppe=organisation["id"])
    draft = urlsplit(begun.headers["Location"]).path
    assert citizen.get("/mitmachen/beete-giessen-am-steintor").status_code == 404
    sent = send(steward, draft, version=version_on(steward.get(draft).text), **OFFER, tun="einreichen")
    assert sent.headers["Location"].endswith("erledigt=veroeffentlicht"), sent.text
    city.settle()

    assert "Beete gießen am Steintor" in citizen.get("/mitmachen?thema=nature&zeit=kurz&stadtteil=altstadt").text
    assert citizen.get("/mitmachen/beete-giessen-am-steintor").status_code == 200
    assert city.letterbox.addresses() == ["kim@example.org"]

    manage = link_in_mail(city, "kim@example.org", "nachrichten/verwalten")
    assert "Stadtgrün" in citizen.get(manage).text
    leave = header_address(city, "kim@example.org")
    assert "Keine Nachrichten zu Stadtgrün" in citizen.get(leave).text
    assert citizen.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    city.settle()
    assert city.letterbox.addresses() == ["kim@example.org"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mitmachen?q=Bäume&thema=nature&zeit=kurz&kinder=ja&rollstuhl=ja&zuhause=ja&ohne-fuehrungszeugnis=ja"
        "&sprache=de&sprache=dgs&stadtteil=altstadt&sortierung=titel&genau=ja",
        "/gruppen?q=Bäume&thema=nature&art=association&stadtteil=altstadt&sortierung=neu",
        "/projekte?q=Bäume&thema=nature&stand=ongoing&stadtteil=altstadt",
        f"/termine?q=Bäume&thema=nature&kostenlos=ja&rollstuhl=ja&kinder=ja&wie=online&stadtteil=altstadt&monat={NEXT_YEAR}-02",
        "/termine?art=workshop&zugang=induction_loop&zugang=changing_table&alter=12&sprache=uk&plz=06114&wann=wochenende",
        "/termine?ohne-thema=nature&ohne-stadtteil=altstadt&ohne-art=course&gruppe=giesskannenbund&von=2026-12-01",
        f"/termine?ansicht=monat&monat={NEXT_YEAR}-02&kinder=nein&thema=nature&gruppe=giesskannenbund",
        f"/termine?jahr={NEXT_YEAR - 2}&kostenlos=nein",
        "/en/termine",
        "/termine.ics?thema=nature&rollstuhl=nein&wann=woche&gruppe=giesskannenbund&plz=06114",
        f"/termine.ics?jahr={NEXT_YEAR - 2}",
        f"/termine.csv?ansicht=monat&monat={NEXT_YEAR}-02&thema=nature",
        f"/en/termine.xlsx?jahr={NEXT_YEAR - 2}&q=Bäume",
        "/termine.json?plz=06114&wann=woche",
        "/en/termine.atom?kostenlos=ja",
        "/gruppen/giesskannenbund",
    ],
)
def test_every_choice_on_a_list_is_understood_by_its_service(city: TestCity, website: Flask, path: str) -> None:
    an_organisation(city)
    assert website.test_client().get(path).status_code == 200


def test_a_group_gives_its_calendar_and_reads_why_nothing_comes_in(city: TestCity, website: Flask) -> None:
    organisation, steward = an_organisation(city), website.test_client()
    person_id = sign_in(city, steward, "rosa@example.net")
    stewards = f"/v1/organisations/{organisation['id']}/stewards/{person_id}"
    city.ask(DIRECTORY, f"PUT {stewards}", who=city.tokens.editor(DIRECTORY))
    city.settle()

    form = "/eintragen/kalender/neu/giesskannenbund"
    given = send(steward, form, adresse="http://127.0.0.1/termine.ics", thema="nature", voraus="90", quelle="ja")
    page = urlsplit(given.headers["Location"]).path
    assert given.status_code == 303
    city.settle()

    assert "Diese Adresse liegt in einem Netz, das nicht öffentlich ist." in steward.get(page).text
    assert "127.0.0.1" in steward.get("/eintragen/kalender").text
    edit = f"{page}/aendern"
    send(steward, edit, version=version_on(steward.get(edit).text), adresse="nonsense", thema="nature", voraus="90")
    city.settle()
    assert "Das ist keine Adresse eines Kalenders." in steward.get(page).text
    left = send(steward, page, to=f"{page}/verlassen", termine="gehen")
    assert left.status_code == 303
    assert steward.get(page).status_code == 404
