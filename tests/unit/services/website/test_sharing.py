"""What is passed on: linked data, link previews, posters."""

import html
import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import resvg_py
from flask.testing import FlaskClient
from PIL import Image

from services.kit import clock
from services.website import linked_data
from services.website.drawing.pictures import Shared, colours, qr_code, share_picture
from tests.support.website import ORGANISATION, FakeServices

OFFER: dict[str, Any] = {
    "id": "6f1c0b8e-0000-4000-8000-000000000002",
    "slug": "baeume-giessen",
    "title": "Bäume gießen </script><b>",
    "summary": "Junge Bäume gießen.",
    "categories": ["nature"],
    "commitment": "short_term",
    "effort": "2 Stunden",
    "organisation": ORGANISATION,
    "street": "Am Brunnen 1",
    "town": "Halle",
    "post_code": "06108",
    "lat": 51.48,
    "lon": 11.97,
    "minimum_age": 6,
    "state": "published",
    "languages": [],
    "description": "",
}
EVENT: dict[str, Any] = {
    "slug": "pflanzfest",
    "title": "Pflanzfest",
    "description": "Wir pflanzen.",
    "categories": ["nature"],
    "organisation": ORGANISATION,
    "status": "rescheduled",
    "previous_start": "2026-11-01T10:00:00+01:00",
    "mode": "hybrid",
    "venue": "Stadtgarten",
    "dates": [{"date_id": "d1", "starts_at": "2027-03-01T10:00:00+01:00", "ends_at": "2027-03-01T12:00:00+01:00"}],
    "all_day": False,
    "languages": ["de"],
}


def linked(page: str) -> list[Any]:
    return [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)]


@pytest.fixture
def offer(services: FakeServices) -> dict[str, Any]:
    services.answer("GET /v1/offers/baeume-giessen", OFFER)
    return OFFER


def test_an_offer_says_to_machines_what_it_says_to_people(browser: FlaskClient, offer: dict[str, Any]) -> None:
    page = browser.get("/mitmachen/baeume-giessen").text

    (said,) = linked(page)
    assert (said["@type"], said["employmentType"]) == ("JobPosting", "VOLUNTEER")
    assert said["title"] == offer["title"], "and no word of it ends the script"
    assert said["url"].endswith("/mitmachen/baeume-giessen")
    assert said["hiringOrganization"]["url"].endswith("/gruppen/giesskannenbund")
    assert said["jobLocation"]["address"]["postalCode"] == "06108"
    assert said["workHours"] == "2 Stunden"
    assert '<meta property="og:image" content="http://' in page
    assert f'<link rel="canonical" href="{said["url"]}">' in page


def test_english_pages_name_themselves(browser: FlaskClient, offer: dict[str, Any]) -> None:
    (said,) = linked(browser.get("/en/mitmachen/baeume-giessen?from=mail").text)

    assert said["url"].endswith("/en/mitmachen/baeume-giessen")


def test_each_date_of_an_event_has_its_state_and_its_way() -> None:
    (said,) = linked_data.event(EVENT, "https://x.example/termine/pflanzfest", "https://x.example")

    assert said["eventStatus"] == "https://schema.org/EventRescheduled"
    assert said["previousStartDate"] == EVENT["previous_start"]
    assert said["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [each["@type"] for each in said["location"]] == ["Place", "VirtualLocation"]


def test_who_looks_for_things_offers_no_work() -> None:
    said = linked_data.offer({**OFFER, "gives": "things"}, "https://x.example/mitmachen/x", "https://x.example")

    assert (said["@type"], said["name"]) == ("Demand", OFFER["title"])
    assert said["@reverse"]["seeks"]["name"] == ORGANISATION["name"]


def test_times_are_those_of_the_city() -> None:
    date = {"starts_at": "2027-07-01T08:00:00+00:00", "ends_at": "2027-07-01T10:00:00+00:00"}
    (said,) = linked_data.event({**EVENT, "dates": [date], "is_free": True}, "https://x.example/t", "https://x.example")

    assert (said["startDate"], said["endDate"]) == ("2027-07-01T10:00:00+02:00", "2027-07-01T12:00:00+02:00")
    assert said["isAccessibleForFree"] is True


def test_a_whole_day_has_no_hours() -> None:
    date = {"starts_at": "2027-06-30T22:00:00+00:00", "ends_at": "2027-07-02T22:00:00+00:00"}
    found = {**EVENT, "dates": [date], "all_day": True, "is_free": None}
    (said,) = linked_data.event(found, "https://x.example/t", "https://x.example")

    assert (said["startDate"], said["endDate"]) == ("2027-07-01", "2027-07-02")
    assert "isAccessibleForFree" not in said


def test_nothing_unknown_is_said() -> None:
    said = linked_data.organisation({"name": "Bund", "slug": "bund"}, "https://x.example/gruppen/bund")

    assert said == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://x.example/gruppen/bund",
        "url": "https://x.example/gruppen/bund",
        "name": "Bund",
    }


def about(page: str) -> dict[str, str]:
    return {name: html.unescape(said) for name, said in re.findall(r'<meta property="og:(\w+)" content="(.*?)">', page)}


@pytest.mark.parametrize(
    ("path", "address", "picture"),
    [
        ("/?utm_source=x", "/", "/bild/start.png"),
        (
            "/mitmachen?thema=nature&sortierung=titel&ansicht=karte&x=y",
            "/mitmachen?thema=nature",
            "/bild/mitmachen.png",
        ),
        ("/en/termine?tag=2027-01-02", "/en/termine?tag=2027-01-02", "/en/bild/termine.png"),
        ("/mitmachen/baeume-giessen?from=mail", "/mitmachen/baeume-giessen", "/bild/offer/baeume-giessen.png"),
        ("/nachrichten?thema=nature", "/nachrichten", "/bild/start.png"),
    ],
)
def test_every_page_has_one_address_and_a_preview(
    browser: FlaskClient, offer: dict[str, Any], monkeypatch: pytest.MonkeyPatch, path: str, address: str, picture: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 9, tzinfo=UTC))
    page = browser.get(path).text

    assert f'<link rel="canonical" href="http://localhost{html.escape(address)}">' in page
    assert not re.search("utm_source|sortierung|from=mail", page.partition("</head>")[0])
    said = about(page)
    assert (said["url"], said["image"]) == (f"http://localhost{address}", f"http://localhost{picture}")
    assert said["title"]
    assert said["description"]


def test_a_preview_says_what_the_page_says(browser: FlaskClient, offer: dict[str, Any]) -> None:
    said = about(browser.get("/mitmachen/baeume-giessen").text)

    assert (said["title"], said["description"]) == (offer["title"], offer["summary"])


def test_pages_that_nobody_shares_have_no_preview(browser: FlaskClient) -> None:
    for path in ("/nix", "/melden", "/merkliste"):
        page = browser.get(path).text
        assert '<meta name="robots" content="noindex">' in page
        assert 'rel="canonical"' not in page


def test_a_picture_shows_the_title_beside_the_pattern(browser: FlaskClient, offer: dict[str, Any]) -> None:
    answer = browser.get("/bild/offer/baeume-giessen.png")

    picture = Image.open(io.BytesIO(answer.data)).convert("RGB")
    found: Any = picture.getcolors(1200 * 630)
    drawn = {f"#{red:02X}{green:02X}{blue:02X}" for _, (red, green, blue) in found}
    assert picture.size == (1200, 630)
    assert drawn >= set(colours()["nature"].values())
    known = {"If-None-Match": answer.headers["ETag"]}
    assert browser.get("/bild/offer/baeume-giessen.png", headers=known).status_code == 304


def test_there_are_pictures_of_pages_alone(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers/alt", {"slug": "neu"})
    for path in ("nonsense", "offer/gibt-es-nicht", "offer/alt", "x/y"):
        assert browser.get(f"/bild/{path}.png").status_code == 404
    for path in ("start", "mitmachen", "termine", "gruppen", "projekte"):
        assert browser.get(f"/bild/{path}.png").status_code == 200


def shared(title: str, **words: str) -> bytes:
    return share_picture(Shared(**{"title": title, "name": "Klima-Mosaik", "seed": "x", "category": "nature", **words}))


def test_every_title_makes_a_picture_of_its_own() -> None:
    titles = ["Bäume gießen", "Wir reparieren " * 20, "Klimaschutzstammtischorganisationsteamtreffen", "", "x" * 300]
    assert len({shared(title) for title in titles}) == len(titles)


def test_a_title_in_other_letters_is_not_drawn_by_half() -> None:
    assert shared("Сад і місто") == shared("園芸") == shared("")


def test_every_category_has_its_colours(browser: FlaskClient) -> None:
    assert len(colours()) == 8
    assert len({shared("x", category=key) for key in colours()}) == 8


@pytest.mark.parametrize("size", ["a3", "a4", "a5", "a6"])
def test_an_offer_prints_as_a_poster_with_a_code(browser: FlaskClient, offer: dict[str, Any], size: str) -> None:
    page = browser.get(f"/mitmachen/baeume-giessen/aushang?format={size}").text

    assert f'class="is-poster {size}"' in page
    assert "Scan mich" in page
    assert "/mitmachen/baeume-giessen</dd>" in page
    assert "<b>" not in page.partition("gross-titel")[2].partition("</h2>")[0].replace("&lt;b&gt;", "")


def test_an_unknown_size_is_the_usual_one(browser: FlaskClient, offer: dict[str, Any]) -> None:
    assert 'class="is-poster a4"' in browser.get("/mitmachen/baeume-giessen/aushang?format=a0").text


def test_the_code_leads_to_the_page() -> None:
    drawn = qr_code("https://x.example/mitmachen/baeume-giessen", "Code")

    assert "<title>Code</title>" in drawn
    assert "style=" not in drawn, "the page allows none"
    assert resvg_py.svg_to_bytes(svg_string=drawn, width=290, height=290)
