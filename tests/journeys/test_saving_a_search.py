"""A search saved from a list: its filters travel to the mails, and its owner sees how much that is and lets it rest."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from services.kit import clock
from tests.journeys.test_hearing_of_a_new_offer import a_steward, an_organisation, confirm, publish_an_offer
from tests.support.city import TestCity
from tests.support.website import sealed

LIST = "/nachrichten?was=offer&thema=nature&aufwand=kurz&ohne-sprache=en"


def save_the_search(browser: FlaskClient, email: str) -> str:
    """Order messages about a list as a visitor does, with its filters as the form has them filled in."""
    page = browser.get(LIST).text
    boxes = re.findall(r'name="(was|thema|nur|ohne)" value="([^"]+)"(?: id="[^"]*")? checked', page)
    wording = re.search(r'name="wortlaut" value="([^"]+)"', page)
    assert wording
    typed = {name: [value for each, value in boxes if each == name] for name, _ in boxes}
    rest = {"takt": "at_once", "email": email, "zustimmung": "ja", "wortlaut": wording[1]}
    answer = browser.post(LIST, data={"zeichen": sealed(browser, LIST), **typed, **rest})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_saved_search_hears_only_of_what_its_list_would_show(city: TestCity, website: Flask) -> None:
    browser, email = website.test_client(), "ada@example.org"
    organisation_id = an_organisation(city)
    steward = a_steward(city, organisation_id)
    save_the_search(browser, email)
    confirm(city, email)
    city.settle()
    city.letterbox.empty()

    publish_an_offer(city, organisation_id, steward, title="Lang", hours=8)
    publish_an_offer(city, organisation_id, steward, title="Auf Englisch", hours=1, languages=["en"])
    publish_an_offer(city, organisation_id, steward, title="Kurz", hours=1)
    city.settle()

    (mail,) = city.letterbox.mails(email)
    assert mail["subject"] == "Neu für dich: Kurz"
    manage = re.search(r"(/nachrichten/verwalten/[\w.-]+)", mail["text"])
    assert manage
    page = browser.get(manage[1]).text
    assert "Bis 2 Stunden" in page
    assert "Nicht: Englisch" in page
    assert "Etwa 1 Mail im Monat." in page

    interest = re.search(r'name="abo" value="([0-9a-f-]{36})"', page)
    assert interest
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    words = {"zeichen": sealed(browser, manage[1]), "abo": interest[1], "tun": "pause", "bis": day}
    assert browser.post(f"{manage[1]}/pause", data=words).status_code == 303
    city.settle()
    city.letterbox.empty()
    publish_an_offer(city, organisation_id, steward, title="Noch kürzer", hours=0.5)
    city.settle()

    assert city.letterbox.mails(email) == []
    assert "Pausiert. Weiter geht es am" in browser.get(manage[1]).text
