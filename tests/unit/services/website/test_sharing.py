"""What is passed on: linked data, link previews, posters."""

import io
import json
import re
from typing import Any

import pytest
import resvg_py
from flask.testing import FlaskClient
from PIL import Image

from services.website import linked_data
from services.website.pictures import colours, qr_code, share_picture
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
    assert said["@type"] == "VolunteerAction"
    assert said["name"] == offer["title"], "and no word of it ends the script"
    assert said["url"].endswith("/mitmachen/baeume-giessen")
    assert said["agent"]["url"].endswith("/gruppen/giesskannenbund")
    assert said["location"]["address"]["postalCode"] == "06108"
    assert {"@type": "PropertyValue", "name": "minimum_age", "value": 6} in said["additionalProperty"]
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


def test_nothing_unknown_is_said() -> None:
    said = linked_data.organisation({"name": "Bund", "slug": "bund"}, "https://x.example/gruppen/bund")

    assert said == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://x.example/gruppen/bund",
        "url": "https://x.example/gruppen/bund",
        "name": "Bund",
    }


def test_a_preview_shows_the_pattern_of_the_page(browser: FlaskClient) -> None:
    answer = browser.get("/bild/nature/baeume-giessen.png")

    picture = Image.open(io.BytesIO(answer.data)).convert("RGB")
    found: Any = picture.getcolors(1200 * 630)
    drawn = {f"#{red:02X}{green:02X}{blue:02X}" for _, (red, green, blue) in found}
    assert picture.size == (1200, 630)
    assert drawn >= set(colours()["nature"].values())
    known = {"If-None-Match": answer.headers["ETag"]}
    assert browser.get("/bild/nature/baeume-giessen.png", headers=known).status_code == 304
    assert browser.get("/bild/nonsense/x.png").status_code == 404


def test_every_category_has_its_colours(browser: FlaskClient) -> None:
    assert len(colours()) == 8
    assert len({share_picture(key, "x") for key in colours()}) == 8


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
