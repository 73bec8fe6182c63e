"""Naming another group as a partner of a project: it is asked by mail, and shown once it has said yes."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.website import security
from tests.journeys.test_through_the_website import DIRECTORY, sign_in
from tests.journeys.test_writing_and_review import begun, version_on
from tests.support.city import TestCity
from tests.support.website import send, the_website_of

ROSA, KIM = "rosa@example.net", "kim@example.net"
PROJECT = {
    "title": "Grüner Schulhof",
    "summary": "Ein Schulhof wird entsiegelt und bepflanzt.",
    "categories": "nature",
    "status": "ongoing",
}


@pytest.fixture
def website(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(security, "_TOO_FAST_SECONDS", -1)
    return the_website_of(city)


@pytest.fixture
def groups(city: TestCity) -> dict[str, dict[str, Any]]:
    """Two groups that the editors trust."""
    editor, found = city.tokens.editor(DIRECTORY), {}
    for name in ("Schulhofgruppe", "Radküche"):
        words = {"name": name, "categories": ["nature"], "trusted": True}
        found[name] = city.ask(DIRECTORY, "POST /v1/organisations", words, who=editor)
        city.ask(DIRECTORY, f"PUT /v1/organisations/{found[name]['id']}/publication", who=editor)
    return found


def a_steward(city: TestCity, website: Flask, group: dict[str, Any], email: str) -> FlaskClient:
    browser = website.test_client()
    person_id = sign_in(city, browser, email)
    editor = city.tokens.editor(DIRECTORY)
    city.ask(DIRECTORY, f"PUT /v1/organisations/{group['id']}/stewards/{person_id}", who=editor)
    city.settle()
    return browser


def a_project_with(rosa: FlaskClient, groups: dict[str, dict[str, Any]]) -> str:
    """Publish a project that names the other group, as its steward does; return its page."""
    draft = begun(rosa, groups["Schulhofgruppe"], kind="project")
    partner = {"partners-0-name": "Radküche", "partners-0-role": "gibt Räder"}
    words = PROJECT | partner | {"version": version_on(rosa.get(draft).text), "tun": "einreichen"}
    sent = send(rosa, draft, **words)
    assert "erledigt=veroeffentlicht" in sent.headers["Location"], sent.text
    return "/projekte/gruener-schulhof"


def as_anybody(website: Flask, page: str) -> str:
    """Return a page as somebody sees it for whom nothing was kept."""
    website.extensions["site"].directory._kept.__init__()
    return website.test_client().get(page).text


def answered(kim: FlaskClient, page: str, word: str) -> str:
    action = kim.get(page).text.partition('action="/eintragen/partnerschaft/')[2].partition('"')[0]
    assert action
    done = send(kim, page, to=f"/eintragen/partnerschaft/{action}", antwort=word)
    return kim.get(done.headers["Location"]).text


def test_a_partner_is_asked_by_mail_and_shown_once_it_says_yes(
    city: TestCity, website: Flask, groups: dict[str, dict[str, Any]]
) -> None:
    rosa = a_steward(city, website, groups["Schulhofgruppe"], ROSA)
    kim = a_steward(city, website, groups["Radküche"], KIM)
    city.letterbox.empty()
    project = a_project_with(rosa, groups)
    assert "Radküche" not in as_anybody(website, project)
    assert "Grüner Schulhof" not in as_anybody(website, "/gruppen/radkueche")
    assert "hat noch nicht geantwortet" in rosa.get("/eintragen/meine").text

    city.settle()
    mail, desk = city.letterbox.mails(KIM)[0], "/eintragen/meine"
    assert f"{desk}\r\n" in mail["text"]
    assert mail["subject"] == "Macht ihr mit? Grüner Schulhof"
    assert "„Schulhofgruppe“ nennt eure Gruppe „Radküche“" in mail["text"].replace("\n", " ")
    assert "Antworten" in mail["html"]
    assert "Radküche" not in as_anybody(website, project), "opening the mail answers nothing"

    assert "Deine Gruppe steht jetzt beim Projekt." in answered(kim, desk, "ja")
    assert "Ja, wir machen mit" not in kim.get(desk).text
    shown = as_anybody(website, project)
    assert "Radküche" in shown
    assert "gibt Räder" in shown
    assert '"member"' in shown, "also for search engines"
    assert "Grüner Schulhof" in as_anybody(website, "/gruppen/radkueche")
    assert "hat noch nicht geantwortet" not in rosa.get("/eintragen/meine").text


def test_a_partner_that_says_no_is_not_shown_and_the_writer_hears_it(
    city: TestCity, website: Flask, groups: dict[str, dict[str, Any]]
) -> None:
    rosa = a_steward(city, website, groups["Schulhofgruppe"], ROSA)
    kim = a_steward(city, website, groups["Radküche"], KIM)
    project = a_project_with(rosa, groups)
    city.settle()
    city.letterbox.empty()
    assert "Wer das Projekt leitet, erfährt es." in answered(kim, "/eintragen/meine", "nein")
    assert "Radküche" not in as_anybody(website, project)
    assert "hat Nein gesagt" in rosa.get("/eintragen/meine").text
    city.settle()
    assert city.letterbox.mails(ROSA)[0]["subject"] == "„Radküche“ macht nicht mit: Grüner Schulhof"

    draft = begun(rosa, groups["Schulhofgruppe"], kind="project", zu=_id_of(city))
    assert "hat Nein gesagt" in rosa.get(draft).text
    again = PROJECT | {"partners-0-name": "Radküche", "version": version_on(rosa.get(draft).text), "tun": "einreichen"}
    refused = send(rosa, draft, **again)
    assert refused.status_code == 422
    assert "möchte bei diesem Projekt nicht genannt werden" in refused.text
    assert 'value="Radküche"' in refused.text, "nothing typed is lost"


def _id_of(city: TestCity) -> str:
    return str(city.rows(DIRECTORY, "SELECT id FROM projects")[0])
