"""An idea's whole way through the pages: sent, confirmed, approved, on the board, kept there, a project in the end."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from directory_service.actions import ageing_ideas
from directory_service.actions.idea_letters import Board
from services.kit import clock
from tests.journeys.conftest import DIRECTORY
from tests.journeys.test_a_scanner_opens_every_link import everything
from tests.support.city import TestCity
from tests.support.website import sealed, send, typed_on

ADA, KIM = "ada@example.org", "kim@example.org"
CHECKS = ["real", "no-advertising", "complete", "pictures"]
IDEA = {
    "kind": "companions",
    "title": "Ein Lastenrad für unsere Straße",
    "summary": "Ich suche Nachbarn, die sich ein Lastenrad teilen.",
    "description": "Fünf Haushalte reichen.",
    "categories": "mobility",
    "district": "altstadt",
    "contact_name": "Ada",
    "contact": "Dienstags im Hof",
}
SLUG = "ein-lastenrad-fuer-unsere-strasse"


def sent(browser: FlaskClient, **words: Any) -> Any:
    return send(browser, "/ideen/neu", **{**IDEA, "an": ADA, **words})


def links_in_mails(city: TestCity, *, newest: int = 0) -> list[str]:
    """Return the paths on our site that mails to Ada lead to."""
    mails = city.letterbox.mails(ADA)
    found = re.findall(r"https?://[^\s<>\"]+", " ".join(mail["text"] for mail in mails[: newest or len(mails)]))
    return [path for path in map(lambda url: urlsplit(url).path, found) if path.startswith("/ideen/")]


def the_link(city: TestCity, beginning: str, ending: str = "") -> str:
    links = links_in_mails(city, newest=1)
    return next(link for link in links if link.startswith(f"/ideen/{beginning}") and link.endswith(ending))


def in_mail(city: TestCity, to: str, beginning: str) -> str:
    """Return the path of a link in the newest mail to somebody."""
    found = re.findall(r"https?://[^\s<>\"?]+", str(city.letterbox.mails(to)[0]["text"]))
    paths = [urlsplit(url).path for url in map(str, found)]
    return next(path for path in paths if path.startswith(beginning))


def own_page(city: TestCity) -> str:
    """Return the page on which Ada looks after her idea, from any of her mails."""
    links = (link for link in links_in_mails(city) if link.startswith("/ideen/verwalten/"))
    return "/".join(next(links).split("/")[:4])


def confirmed(city: TestCity, browser: FlaskClient) -> None:
    city.settle()
    page = send(browser, the_link(city, "bestaetigen"))
    assert "Die Redaktion liest deine Idee jetzt." in page.text
    city.settle()


def reviewed(edda: FlaskClient) -> str:
    found = re.search(r'href="(/eintragen/pruefen/[0-9a-f-]{36})"', edda.get("/eintragen/pruefen").text)
    assert found
    return found[1]


def approved(city: TestCity, edda: FlaskClient) -> None:
    review = reviewed(edda)
    version = re.search(r'name="version" value="(\d+)"', edda.get(review).text)
    assert version
    done = send(edda, review, to=f"{review}/freigeben", version=version[1], geprueft=CHECKS)
    assert done.headers["Location"].endswith("erledigt=freigegeben")
    city.settle()


def near_the_end(city: TestCity) -> None:
    """Let what stands on the board be near its end, and the board be looked after."""
    app = city.apps[DIRECTORY]
    board = Board(city=app.extensions["city"], site_url=app.extensions["settings"].site_url, now=clock.now())
    with app.database.transaction() as session:
        session.execute(text("UPDATE ideas SET ends_on = :day WHERE state = 'published'"), {"day": board.today})
    with app.database.transaction() as session:
        ageing_ideas.ask_authors(session, board=board)
        ageing_ideas.end_ideas(session, board=board)
    city.settle()


def test_an_idea_goes_from_the_form_to_the_board_and_becomes_a_project(
    city: TestCity, website: Flask, edda: FlaskClient, rosa: FlaskClient, group: dict[str, Any]
) -> None:
    ada = website.test_client()
    assert "Wir haben an ada@example.org geschrieben." in sent(ada).text
    assert "Lastenrad" not in ada.get("/ideen?thema=mobility").text
    confirmed(city, ada)
    assert city.letterbox.mails(ADA)[0]["subject"] == "Wir lesen deine Idee: Ein Lastenrad für unsere Straße"

    page = edda.get(reviewed(edda)).text
    assert "Fünf Haushalte reichen." in page
    assert ADA in page
    approved(city, edda)
    board = ada.get("/ideen").text
    assert f'href="/ideen/{SLUG}"' in board
    shown = ada.get(f"/ideen/{SLUG}").text
    assert "Dienstags im Hof" in shown
    assert ADA not in board + shown

    city.letterbox.empty()
    near_the_end(city)
    renewing = the_link(city, "verwalten", "/verlaengern")
    assert "Weitere 90 Tage zeigen" in ada.get(renewing).text
    renewed = send(ada, renewing)
    assert "Sie bleibt bis zum" in ada.get(renewed.headers["Location"]).text

    own = renewing.removesuffix("/verlaengern")
    begun = send(rosa, own, to=f"{own}/projekt", gruppe=group["id"])
    draft = urlsplit(begun.headers["Location"]).path
    written = typed_on(rosa.get(draft).text)
    assert written["title"] == ["Ein Lastenrad für unsere Straße"]
    rosa.post(draft, data={**written, "tun": "einreichen"})
    approved(city, edda)
    page = ada.get(f"/ideen/{SLUG}").text
    assert "Aus dieser Idee ist ein Projekt geworden." in page
    assert f'href="/projekte/{SLUG}"' in page
    assert f'href="/ideen/{SLUG}"' in ada.get(f"/projekte/{SLUG}").text
    assert f'href="/ideen/{SLUG}"' not in ada.get("/ideen?art=mitmachende").text
    assert (
        city.letterbox.mails(ADA)[0]["subject"] == "Deine Idee ist jetzt ein Projekt: Ein Lastenrad für unsere Straße"
    )


def test_somebody_joins_an_idea_and_its_author_says_yes(city: TestCity, website: Flask, edda: FlaskClient) -> None:
    ada, kim = website.test_client(), website.test_client()
    sent(ada)
    confirmed(city, ada)
    approved(city, edda)
    form = f"/anfrage/idee/{SLUG}"
    assert f'href="{form}"' in kim.get(f"/ideen/{SLUG}?von=kim").text
    page = kim.get(form).text
    assert "Ich bin dabei" in page
    wording = re.search(r'name="fassung" value="([^"]+)"', page)
    assert wording
    wish = {"name": "Kim", "email": KIM, "nachricht": "Ich mache mit.", "adresse": "ja", "zustimmung": "ja"}
    send(kim, form, fassung=wording[1], **wish)
    city.settle()
    send(kim, in_mail(city, KIM, "/anfrage/bestaetigen/"))
    city.settle()

    mail = city.letterbox.mails(ADA)[0]
    assert ("Ich mache mit." in mail["text"], KIM in mail["text"]) == (True, False)
    send(ada, in_mail(city, ADA, "/anfrage/antwort/"), antwort="meet", text="Komm Dienstag.", adresse="ja")
    city.settle()
    said = city.letterbox.mails(KIM)[0]["text"]
    assert ("Komm Dienstag." in said, ADA in said) == (True, True)

    send(ada, f"{own_page(city)}/zurueckziehen")
    city.settle()
    assert kim.get(form).status_code == 404


def test_what_editors_send_back_is_mended_with_the_link_of_the_mail(
    city: TestCity, website: Flask, edda: FlaskClient
) -> None:
    ada = website.test_client()
    sent(ada, summary="Nur heute mit Rabatt.")
    confirmed(city, ada)
    review = reviewed(edda)
    page = edda.get(review).text
    assert "Ist es Werbung?" in page
    assert "Im Text steht „rabatt“." in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    send(edda, review, to=f"{review}/ablehnen", version=version[1], grund="Bitte ohne Werbung.")
    city.settle()
    own = the_link(city, "verwalten")
    page = ada.get(own).text
    assert "Bitte ohne Werbung." in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    wrong = send(ada, own, **{**IDEA, "title": "", "version": version[1]})
    assert (wrong.status_code, "Fünf Haushalte reichen." in wrong.text) == (422, True)
    changed = send(ada, own, **{**IDEA, "version": version[1]})
    assert "Die Redaktion liest zuerst." in ada.get(changed.headers["Location"]).text
    approved(city, edda)
    assert "Ich suche Nachbarn" in ada.get("/ideen?stadtteil=altstadt").text


def test_an_author_takes_her_idea_back_and_an_editor_another(city: TestCity, website: Flask, edda: FlaskClient) -> None:
    ada = website.test_client()
    sent(ada)
    confirmed(city, ada)
    approved(city, edda)
    asking = the_link(city, "verwalten") + "/zurueckziehen"
    assert "Meine Idee zurücknehmen" in ada.get(asking).text
    back = send(ada, asking)
    assert "Nach einer Weile löschen wir sie." in ada.get(back.headers["Location"]).text
    assert ada.get(f"/ideen/{SLUG}?x=1").status_code == 404

    sent(ada, title="Kauft mehr")
    confirmed(city, ada)
    approved(city, edda)
    silent = send(edda, "/ideen/neu", to="/eintragen/ideen/kauft-mehr/abnehmen", grund=" ")
    assert (silent.status_code, "Bitte schreib, warum." in silent.text) == (422, True)
    gone = send(edda, "/ideen/neu", to="/eintragen/ideen/kauft-mehr/abnehmen", grund="Das ist Werbung.")
    assert "von der Pinnwand genommen" in edda.get(gone.headers["Location"]).text
    city.settle()
    assert "Das ist Werbung." in city.letterbox.mails(ADA)[0]["text"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_opens_every_link_of_an_idea_and_nothing_happens(
    city: TestCity, website: Flask, edda: FlaskClient, method: str
) -> None:
    ada = website.test_client()
    sent(ada)
    confirmed(city, ada)
    approved(city, edda)
    near_the_end(city)
    sent(ada, title="Unbestätigt")
    city.settle()
    links, before = links_in_mails(city), everything(city)
    scanner = website.test_client()
    statuses = {link: scanner.open(link, method=method).status_code for link in links}
    city.settle()

    wanted = ("/ideen/bestaetigen/", "/ideen/verwalten/", f"/ideen/{SLUG}", "/verlaengern", "/zurueckziehen")
    assert [part for part in wanted if not any(part in link for link in links)] == []
    assert set(statuses.values()) == {200}
    assert everything(city) == before


def test_a_form_from_elsewhere_does_nothing(city: TestCity, website: Flask, edda: FlaskClient) -> None:
    ada = website.test_client()
    sent(ada)
    confirmed(city, ada)
    approved(city, edda)
    own, before = the_link(city, "verwalten"), everything(city)
    paths = (own, f"{own}/verlaengern", f"{own}/zurueckziehen", "/ideen/neu")
    elsewhere = {"Origin": "https://elsewhere.example"}
    for path in paths:
        assert website.test_client().post(path, data={**IDEA, "version": "1"}).status_code == 403
        seal = sealed(ada, "/ideen/neu")
        assert ada.post(path, data={**IDEA, "zeichen": seal, "version": "1"}, headers=elsewhere).status_code == 403
    assert everything(city) == before
