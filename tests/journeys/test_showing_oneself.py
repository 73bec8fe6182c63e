"""A contact person shows herself field by field, others find her by what she shows, and she is gone when she wants."""

import re
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.test_through_the_website import sign_in
from tests.support.city import TestCity
from tests.support.pictures import a_picture
from tests.support.website import send

CARD = "/konto/karte"
TYPED: dict[str, Any] = {
    "name": "Rosa Regentonne", "text": "Ich gieße seit 20 Jahren.", "thema": ["nature", "energy"], "gibt": ["tools"],
    "gibt_text": "Zwölf Kannen", "stadtteil": "altstadt", "telefon": "0345 000 77", "email": "rosa.privat@example.net",
    "sicht_name": "public", "sicht_about": "public", "sicht_organisations": "public", "sicht_categories": "signed_in",
    "sicht_gives": "public", "sicht_picture": "public", "sicht_phone": "signed_in", "sicht_email": "hidden",
}  # fmt: skip


def kept(browser: FlaskClient, **typed: Any) -> None:
    version = re.search(r'name="version" value="(\d+)"', browser.get(CARD).text)
    assert version
    answer = send(browser, CARD, version=version[1], **TYPED | typed)
    assert answer.status_code == 303, answer.text


def test_a_contact_person_shows_what_she_wants_to_whom_she_wants(
    city: TestCity, website: Flask, group: dict[str, Any], rosa: FlaskClient
) -> None:
    visitor, neighbour = website.test_client(), website.test_client()
    sign_in(city, neighbour, "nadja@example.net")
    assert "Neue Gruppe" in rosa.get(CARD).text, "she may name the group that she looks after"
    assert "0 Menschen passen" in visitor.get("/menschen").text

    looked = send(rosa, CARD, **TYPED, version="0", gruppe=[group["id"]], ansehen="ja")
    assert "Ich gieße seit 20 Jahren." in looked.text
    assert "0 Menschen passen" in visitor.get("/menschen").text, "looking first keeps nothing"
    kept(rosa, gruppe=[group["id"]], bild=(BytesIO(a_picture()), "ich.jpg"))

    listed = visitor.get("/menschen?gibt=werkzeug").text
    for words in ("1 Mensch passt", "Rosa Regentonne", "Neue Gruppe", "Bietet: Werkzeug"):
        assert words in listed
    assert "0 Menschen passen" in visitor.get("/menschen?thema=energy").text
    assert "1 Mensch passt" in neighbour.get("/menschen?thema=energy").text
    assert "0 Menschen passen" in neighbour.get("/menschen?stadtteil=altstadt").text, "hidden from everybody"

    address = re.search(r'href="(/menschen/rosa-regentonne-[0-9a-f]{8})"', listed)
    assert address
    seen = {who: browser.get(address[1]).text for who, browser in (("all", visitor), ("signed in", neighbour))}
    assert ["0345 000 77" in each for each in seen.values()] == [False, True]
    assert not any("rosa.privat@example.net" in each for each in seen.values())
    picture = re.search(r'src="(/menschen/bild/[^"]+)"', seen["all"])
    assert picture
    assert visitor.get(picture[1]).mimetype == "image/webp"

    send(rosa, CARD, to=f"{CARD}/loeschen")
    assert visitor.get(address[1]).status_code == neighbour.get(address[1]).status_code == 404
    assert visitor.get(picture[1]).status_code == 404


def test_people_who_fit_are_told_why(city: TestCity, website: Flask, rosa: FlaskClient) -> None:
    kept(rosa)
    neighbour = website.test_client()
    sign_in(city, neighbour, "nadja@example.net")
    hidden = {name: "hidden" for name in TYPED if name.startswith("sicht_")}
    kept(neighbour, name="Nadja", thema=["energy"], gibt=[], sucht=["tools"], **hidden)
    page = neighbour.get("/konto/passend").text

    assert "Bietet an, was du suchst: Werkzeug" in page
    assert "Ihr interessiert euch beide für: Energie" in page
    assert "Nadja" not in rosa.get("/konto/passend").text, "who hides herself is found by nobody"


def test_an_editor_takes_a_card_off_the_list_and_its_owner_reads_why(
    city: TestCity, website: Flask, rosa: FlaskClient, edda: FlaskClient
) -> None:
    kept(rosa)
    edda.set_cookie("session", f"{_secret(edda)}.editor")
    address = re.search(r"/menschen/rosa-regentonne-[0-9a-f]{8}", edda.get("/menschen").text)
    assert address
    send(edda, address[0], to=f"{address[0]}/zurueckziehen", grund="Bitte nimm ein eigenes Bild.")
    city.settle()

    mail = city.letterbox.mails("rosa@example.net")[0]
    assert "wird nicht mehr gezeigt" in mail["subject"]
    assert "Bitte nimm ein eigenes Bild." in mail["text"]
    assert "Bitte nimm ein eigenes Bild." in rosa.get(CARD).text
    assert website.test_client().get(address[0]).status_code == 404


def _secret(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("session")
    assert cookie
    return cookie.value.partition(".")[0]
