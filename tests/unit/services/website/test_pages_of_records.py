"""The pages of single records: what citizens read of a group, a project and an offer."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices, a_date, a_listing, a_whole_offer, an_offer

PAGE_OF_A_GROUP = f"/gruppen/{ORGANISATION['slug']}"


def a_group(services: FakeServices, **beside: Any) -> None:
    """Let there be a group with one date of its own."""
    lists: dict[str, Any] = {
        name: [] for name in ("languages", "addresses", "keywords", "pictures", "offers", "projects")
    }
    about = {"categories": ["nature"], "kind": "association", "summary": "Wir gießen.", "confirmed_on": None}
    words = {**ORGANISATION, "state": "published", **lists, **about, "events": [a_date(title="Eigenes Fest")], **beside}
    services.answer(f"GET /v1/organisations/{ORGANISATION['slug']}", words)


def test_a_group_shows_its_dates_and_those_of_others_that_it_may_show(
    browser: FlaskClient, services: FakeServices
) -> None:
    a_group(services)
    services.answer("GET /v1/events", a_listing(a_date(title="Nachbarfest", slug="nachbarfest")))
    assert "Nachbarfest" in browser.get(PAGE_OF_A_GROUP).text
    (asked,) = (request.url.params for request in services.asked if request.url.path == "/v1/events")
    assert asked["organisation"] == ORGANISATION["id"]


@pytest.mark.parametrize("status", [404, 503])
def test_a_group_shows_its_own_dates_while_the_calendar_tells_nothing(
    browser: FlaskClient, services: FakeServices, status: int
) -> None:
    a_group(services)
    services.answer("GET /v1/events", {}, status)
    assert "Eigenes Fest" in browser.get(PAGE_OF_A_GROUP).text


def test_a_group_shows_the_next_date_of_each_event(browser: FlaskClient, services: FakeServices) -> None:
    a_group(services)
    weekly = [a_date(starts_at=f"2027-04-{day}T09:00:00+00:00", is_series=True) for day in ("03", "10", "17")]
    services.answer(
        "GET /v1/events", a_listing(*weekly, a_date(slug="fest", title="Fest", starts_at="2027-04-05T09:00:00+00:00"))
    )

    page = browser.get(PAGE_OF_A_GROUP).text

    assert page.count('<li class="ev') == 2
    assert page.index("Gießrunde") < page.index("mehrere Termine") < page.index(">Fest<")


def test_a_group_shows_what_is_far_off_beside_a_long_series(browser: FlaskClient, services: FakeServices) -> None:
    a_group(services, events=[a_date(title="Jahresfest", slug="jahresfest", starts_at="2028-03-13T09:00:00+00:00")])
    services.answer("GET /v1/events", a_listing(a_date(is_series=True)))

    page = browser.get(PAGE_OF_A_GROUP).text

    assert page.index("Gießrunde") < page.index("Jahresfest")


def test_a_group_shows_each_of_its_places_with_hours_and_barriers(browser: FlaskClient, services: FakeServices) -> None:
    store = {"label": "Lager", "street": "Hofweg 902", "post_code": "06112", "town": "Halle", "district": None}
    a_group(services, addresses=[{**store, "opening_hours": "Sa 10:00-12:00", "accessibility": "Zwei Stufen."}])
    services.answer("GET /v1/events", a_listing())

    page = browser.get(PAGE_OF_A_GROUP).text

    assert "Lager" in page
    assert "Hofweg 902" in page
    assert "Sa 10 bis 12 Uhr" in page
    assert "Zwei Stufen." in page


@pytest.mark.parametrize(
    ("status", "joinable", "said"),
    [
        ("ongoing", True, "Du kannst mitmachen."),
        ("ongoing", False, "Gerade wird niemand gesucht."),
        ("ongoing", None, ""),
        ("completed", False, ""),
    ],
)
def test_a_project_says_whether_people_can_join(
    browser: FlaskClient, services: FakeServices, status: str, joinable: bool | None, said: str
) -> None:
    lists: dict[str, Any] = {name: [] for name in ("keywords", "pictures", "partners", "offers", "events")}
    place = {"street": "Hofweg 902", "post_code": "06112", "town": "Halle", "district": "altstadt"}
    about = {"slug": "hochbeete", "title": "Hochbeete", "categories": ["nature"], "organisation": ORGANISATION}
    project = {**lists, **place, **about, "status": status, "joinable": joinable}
    services.answer("GET /v1/projects/hochbeete", project)

    page = browser.get("/projekte/hochbeete").text

    assert "Hofweg 902, 06112 Halle" in page
    said_of_both = [each for each in ("Du kannst mitmachen.", "Gerade wird niemand gesucht.") if each in page]
    assert said_of_both == ([said] if said else [])


PLACES = [
    ({"post_code": "06112", "town": "Landsberg"}, "<dd>06112 Landsberg</dd>"),
    ({"post_code": "06112", "district": "altstadt"}, "<dd>Altstadt<small>06112</small></dd>"),
    ({"street": "Hofweg 902", "town": "Halle"}, "<dd>Hofweg 902<small>Halle</small></dd>"),
    ({}, ""),
]


@pytest.mark.parametrize(("place", "said"), PLACES)
@pytest.mark.parametrize("kind", ["offer", "project", "organisation"])
def test_a_page_says_of_a_place_whatever_is_known(
    browser: FlaskClient, services: FakeServices, kind: str, place: dict[str, str], said: str
) -> None:
    nowhere: dict[str, Any] = dict.fromkeys(("street", "post_code", "town", "district"))
    if kind == "organisation":
        a_group(services, **nowhere | place)
        page = browser.get(PAGE_OF_A_GROUP).text
    elif kind == "project":
        services.answer("GET /v1/projects/hochbeete", a_completed_project(**nowhere | place))
        page = browser.get("/projekte/hochbeete").text
    else:
        services.answer("GET /v1/offers/beete-giessen", a_whole_offer(**nowhere | place, remote=False))
        page = browser.get("/mitmachen/beete-giessen").text

    assert (said in page) if said else ("</svg>Ort</dt>" not in page)


PICTURE = {
    "id": "6f1c0b8e-0000-4000-8000-000000000007",
    "alt": "Zwölf Beete auf einem Hof",
    "width": 1600,
    "height": 1067,
}


def a_completed_project(**beside: Any) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("keywords", "pictures", "partners", "offers", "events")}
    about = {"slug": "hochbeete", "title": "Hochbeete", "categories": ["nature"], "status": "completed"}
    return {**lists, **about, "joinable": None, "organisation": ORGANISATION, **beside}


def test_a_completed_project_shows_what_came_of_it_in_words_and_pictures(
    browser: FlaskClient, services: FakeServices
) -> None:
    words = {"results": "- 12 Beete stehen\n18 Bäume leben; einer davon blüht", "easy_read": "Wir haben Beete gebaut."}
    partner = {"organisation_id": "o2", "slug": "bund", "name": "Beetbund", "role": "Messungen"}
    picture = {**PICTURE, "credit": "Kim", "licence": "CC0"}
    project = a_completed_project(**words, pictures=[picture], partners=[partner])
    services.answer("GET /v1/projects/hochbeete", project)

    page = browser.get("/projekte/hochbeete").text

    for said in (
        "12 Beete stehen",
        "18 Bäume leben; einer davon blüht",
        "Wir haben Beete gebaut.",
        "In Leichter Sprache",
        "Messungen",
    ):
        assert said in page
    assert "- 12 Beete" not in page
    for size, pixels in (("small", 400), ("medium", 800), ("large", 1600)):
        assert f"/bilder/{PICTURE['id']}/{size}.webp {pixels}w" in page
    assert 'alt="Zwölf Beete auf einem Hof"' in page
    assert "Bild: Kim (CC0)" in page
    assert 'href="/gruppen/bund"' in page


def test_a_photo_takes_the_place_of_the_pattern(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/projects/hochbeete", a_completed_project())
    without = browser.get("/projekte/hochbeete").text
    services.answer("GET /v1/projects/hochbeete", a_completed_project(pictures=[PICTURE]))

    page = browser.get("/projekte/hochbeete").text

    assert '<div class="corner"><svg' in without
    assert f'<div class="corner"><img src="/bilder/{PICTURE["id"]}/medium.webp" alt=""' in page


def test_a_project_of_which_nothing_more_is_known_has_no_empty_frame(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/projects/hochbeete", a_completed_project())
    assert "Gut zu wissen" not in browser.get("/projekte/hochbeete").text
    services.answer("GET /v1/projects/hochbeete", a_completed_project(funding="Die Stadt"))
    assert "Gut zu wissen" in browser.get("/projekte/hochbeete").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"effort": "2 Stunden pro Woche"}, "2 Stunden pro Woche"),
        ({"starts_on": "2190-03-13", "ends_on": "2190-03-13"}, "<small>Samstag, 13. März 2190</small>"),
        ({"starts_on": "2190-03-13", "ends_on": "2190-03-14", "effort": None}, "bis Sonntag, 14. März 2190"),
        ({"ends_on": "2190-03-13"}, "<small>bis Samstag, 13. März 2190</small>"),
        ({"minimum_age": 16}, "ab 16 Jahren"),
        ({"previous_knowledge": "Geduld"}, "Vorwissen: Geduld"),
        ({"previous_knowledge": "keine"}, "Du brauchst kein Vorwissen."),
        ({"certificate_of_conduct": True, "certificate_note": "Wir zahlen es."}, "Wir zahlen es."),
        ({"certificate_of_conduct": False}, "Du brauchst kein Führungszeugnis."),
        ({"training": "zwei Treffen"}, "Einführung: zwei Treffen"),
        ({"insurance": "nein"}, "Versicherung: nein"),
        ({"expense_allowance": "Fahrtkosten"}, "Auslagen: Fahrtkosten"),
        ({"languages": ["vi"]}, "Vietnamesisch"),
        ({"wheelchair": "partly", "accessibility": "Eine Stufe"}, "Eine Stufe"),
        ({"public_transport": "Linie 7"}, "Linie 7"),
        ({"alone_or_group": ["zu zweit", "Firmenteam"]}, "zu zweit, Firmenteam"),
        ({"remote": True, "district": None}, "Von zu Hause"),
        ({"gives": "things"}, "Sachen"),
        ({"gives": "know_how"}, "Wissen"),
        ({"places": 6}, "Plätze"),
        ({"confirmed_on": "2027-01-05"}, "Zuletzt bestätigt: Dienstag, 5. Januar"),
        ({"easy_read": "Wir gießen."}, "In Leichter Sprache"),
        ({"project": {"id": "p", "slug": "kannen", "title": "Kannen"}}, 'href="/projekte/kannen"'),
        ({"similar": [an_offer(title="Ein anderes", slug="anderes")]}, 'href="/mitmachen/anderes"'),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, dict) else "",
)
def test_a_page_says_each_fact_that_volunteers_want_to_know(
    browser: FlaskClient, services: FakeServices, words: dict[str, Any], said: str
) -> None:
    services.answer("GET /v1/offers/beete-giessen", a_whole_offer(**words))
    assert said in browser.get("/mitmachen/beete-giessen").text


def test_a_card_says_on_which_day_somebody_is_needed(browser: FlaskClient, services: FakeServices) -> None:
    one_day = an_offer(title="Säen", starts_on="2190-03-13", ends_on="2190-03-13")
    services.answer("GET /v1/offers", a_listing(one_day, an_offer(title="Ernten", starts_on="2190-03-20")))

    page = browser.get("/mitmachen").text

    assert page.index("Säen") < page.index("Samstag, 13. März 2190") < page.index("Ernten")
    assert "20. März" not in page


PHOTO = {"id": "6f1c0b8e-0000-4000-8000-000000000009", "alt": "Eine „Kanne“", "width": 1600, "height": 900}


@pytest.mark.parametrize(
    ("path", "kind"), [("/mitmachen", "offers"), ("/projekte", "projects"), ("/gruppen", "organisations")]
)
def test_a_card_shows_the_photo_of_its_entry_in_the_place_of_the_pattern(
    browser: FlaskClient, services: FakeServices, path: str, kind: str
) -> None:
    of_all_kinds = {"name": "Beete", "status": "ongoing", "kind": "association"}
    with_photo, without = an_offer(**of_all_kinds, picture=PHOTO), an_offer(**of_all_kinds, picture=None)
    services.answer(f"GET /v1/{kind}", a_listing(with_photo, without))
    page = browser.get(path).text
    (shown,) = re.findall(r'<img class="photo"[^>]*>', page)
    assert f"/bilder/{PHOTO['id']}/small.webp" in shown
    assert 'alt="Eine „Kanne“" width="1600" height="900" loading="lazy"' in shown
    assert page.count('<svg class="muster"') == 1
