"""Finding: pages that stand even when a service is away."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.website import times
from tests.support.website import FakeServices, a_date, a_listing, a_whole_offer, a_whole_organisation, an_offer

HTML_BUDGET, CSS_BUDGET, SCRIPT_BUDGET = 15_000, 14_000, 20_000


def test_the_home_page_stands_without_any_service(browser: FlaskClient, services: FakeServices) -> None:
    services.is_away = True
    page = browser.get("/")
    assert page.status_code == 200
    assert "Wir können die Angebote gerade nicht zeigen." in page.text
    assert "Stadtgrün" in page.text


def test_a_list_without_its_service_says_so_calmly(browser: FlaskClient, services: FakeServices) -> None:
    services.is_away = True
    page = browser.get("/mitmachen")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "Gleich wieder da." in page.text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nix", 404, "Hier fehlt ein Stein."),
        ("/mitmachen/gibt-es-nicht", 404, "Hier fehlt ein Stein."),
        ("/en/nix", 404, "A stone is missing here."),
    ],
)
def test_what_is_not_there_has_a_page_of_its_own(browser: FlaskClient, path: str, status: int, sentence: str) -> None:
    page = browser.get(path)
    assert page.status_code == status
    assert sentence in page.text


def test_a_wrong_way_of_asking_has_one_too(browser: FlaskClient) -> None:
    page = browser.put("/mitmachen", headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 405
    assert "Das passt hier nicht." in page.text


def test_a_mistake_of_ours_shows_no_trace(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", {"items": "nonsense"})
    page = browser.get("/mitmachen")
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert "Das war unser Fehler" in page.text


def test_filters_are_passed_on_and_kept(browser: FlaskClient, services: FakeServices) -> None:
    page = browser.get("/mitmachen?thema=nature&zeit=kurz&fuehrungszeugnis=nein").text
    asked = services.asked[-1].url.params
    assert (asked["category"], asked["commitment"], asked["certificate_of_conduct"]) == (
        "nature",
        "short_term",
        "false",
    )
    assert 'value="nature" checked' in page
    # In a narrow column the short name of a topic has room, and what was chosen is called the same.
    assert "<span>Politik &amp; Öffentlichkeit</span>" in page
    assert 'href="/nachrichten?thema=nature&amp;zeit=kurz&amp;fuehrungszeugnis=nein&amp;was=offer"' in page


def test_what_people_write_is_shown_as_text(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers/beete-giessen", a_whole_offer(title="<script>x</script>"))
    assert "<script>x" not in browser.get("/mitmachen/beete-giessen").text
    assert "<b>q</b>" not in browser.get("/mitmachen?q=<b>q</b>").text


def test_services_hear_the_language_and_the_id_of_the_request(browser: FlaskClient, services: FakeServices) -> None:
    browser.get("/en/mitmachen", headers={"X-Request-ID": "request-12345"})
    assert services.asked[-1].headers["Accept-Language"] == "en"
    assert services.asked[-1].headers["X-Request-ID"] == "request-12345"
    assert "Authorization" not in services.asked[-1].headers


def test_dates_stand_under_their_days(browser: FlaskClient, services: FakeServices) -> None:
    year = times.today().year + 1
    day = f"{year}-03-13"
    one = a_date(starts_at=f"{day}T09:00:00+00:00", ends_at=f"{day}T11:00:00+00:00")
    services.answer("GET /v1/events", a_listing(one))
    page = browser.get("/termine").text
    assert f"13. März {year}</h3>" in page
    assert "10 bis 12 Uhr" in page


def test_what_goes_on_for_days_stands_under_today(browser: FlaskClient, services: FakeServices) -> None:
    year = times.today().year
    long = a_date(starts_at=f"{year - 1}-03-13T09:00:00+00:00", ends_at=f"{year + 1}-03-13T11:00:00+00:00")
    services.answer("GET /v1/events", a_listing(long))
    page = browser.get("/termine").text
    assert '<h3 class="dayhead" id="t' + times.today().isoformat() in page
    assert f"13. März {year - 1}</h3>" not in page


@pytest.mark.parametrize(
    ("ends_at", "all_day", "said"),
    [
        ("2027-03-15T23:00:00+00:00", True, ">Sa., 13. März bis Mo., 15. März<"),
        ("2027-03-13T23:00:00+00:00", True, "13. März 2027, den ganzen Tag<"),
        ("2027-03-13T11:00:00+00:00", False, "13. März 2027, 0 bis 12 Uhr<"),
    ],
)
def test_an_event_says_once_when_it_is(
    browser: FlaskClient, services: FakeServices, ends_at: str, all_day: bool, said: str
) -> None:
    when = {"starts_at": "2027-03-12T23:00:00+00:00", "ends_at": ends_at}
    event = {**a_date(all_day=all_day, **when), "description": "", "registration": "none", "dates": [when]}
    services.answer("GET /v1/events/giessrunde", event)
    page = browser.get("/termine/giessrunde")
    assert page.status_code == 200
    assert said.replace(" 2027", "") in page.text.replace(" 2027", "")


def test_a_list_without_hits_leads_on(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing())
    page = browser.get("/mitmachen?q=quantenphysik").text
    assert '<a class="btn line" href="/mitmachen">' in page
    assert "Sprache</legend>" not in page


def test_a_month_asks_for_its_days(browser: FlaskClient, services: FakeServices) -> None:
    year = times.today().year + 1
    browser.get(f"/termine?monat={year}-02")
    assert services.asked[-1].url.params["from"] == f"{year}-02-01"
    assert services.asked[-1].url.params["to"].startswith(f"{year}-02-2")


@pytest.mark.parametrize("month", ["1999-01", "9999-12", "nonsense", "2026-13", ""])
def test_a_month_that_cannot_be_shown_means_from_today_on(
    browser: FlaskClient, services: FakeServices, month: str
) -> None:
    assert browser.get(f"/termine?monat={month}").status_code == 200
    assert "from" not in services.asked[-1].url.params


@pytest.mark.parametrize("path", ["/mitmachen/%2E%2E", "/mitmachen/a%3Fb", "/termine/%0A", "/gruppen/Ä"])
def test_a_strange_name_in_an_address_is_asked_of_nobody(
    browser: FlaskClient, services: FakeServices, path: str
) -> None:
    assert browser.get(path).status_code == 404
    assert services.asked == []


def test_a_question_with_hidden_signs_is_no_question(browser: FlaskClient, services: FakeServices) -> None:
    assert browser.get("/mitmachen?q=%00x").status_code == 200
    assert "q" not in services.asked[-1].url.params


def test_pages_and_styles_stay_small(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing(*(an_offer(slug=f"angebot-{number}") for number in range(12))))
    for path, most in (
        ("/", HTML_BUDGET),
        ("/mitmachen", HTML_BUDGET),
        ("/mitmachen?ansicht=karte&kinder=nein", HTML_BUDGET),
        ("/static/site.css", CSS_BUDGET),
        ("/static/site.js", SCRIPT_BUDGET),
    ):
        assert len(gzip.compress(browser.get(path).data)) < most, path


def test_static_files_are_kept_for_a_year_when_asked_for_by_their_content(website: Flask) -> None:
    client = website.test_client()
    url = website.extensions["site"].shelf.url("site.css")
    first = client.get(url)
    assert "immutable" in first.headers["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "immutable" not in client.get("/static/site.css").headers["Cache-Control"]
    assert client.get("/static/../app.py").status_code == 404


def test_the_stylesheet_ends_with_the_colours_of_the_city(browser: FlaskClient) -> None:
    assert browser.get("/static/site.css").text.rstrip().endswith("--ink:#12302A;}")


def test_a_page_asks_nobody_else(browser: FlaskClient) -> None:
    for path in ("/", "/mitmachen", "/mitmachen/beete-giessen", "/nachrichten", "/anmelden"):
        page = browser.get(path).text
        assert 'src="http' not in page
        assert '<link rel="stylesheet" href="/static/' in page


def test_offers_stand_on_a_map_beside_their_list(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing(an_offer(lat=51.48, lon=11.97), an_offer(slug="von-zu-hause")))

    page = browser.get("/mitmachen?ansicht=karte&thema=nature").text

    assert "ansicht" not in services.asked[-1].url.params
    assert page.count('class="pin') == 1
    assert 'href="/mitmachen/von-zu-hause"' in page
    assert 'href="/mitmachen?thema=nature"' in page


def test_offers_are_narrowed_by_what_is_not_wanted_and_by_nearness(
    browser: FlaskClient, services: FakeServices
) -> None:
    browser.get("/mitmachen?ohne-thema=energy&plz=06114&umkreis=2&sortierung=naehe&mit-wem=zu-zweit&gibt=know_how")

    asked = services.asked[-1].url.params
    assert (asked["not_category"], asked["near"], asked["within"], asked["sort"]) == (
        "energy",
        "06114",
        "2",
        "distance",
    )
    assert (asked["group"], asked["gives"]) == ("zu zweit", "know_how")


def test_the_calendar_asks_for_the_districts_around_a_post_code(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", {**a_listing(), "total": 7, "facets": {"district": {"paulusviertel": 5}}})
    page = browser.get("/termine?plz=06114&umkreis=1&ansicht=karte").text

    asked = services.asked[-1].url.params
    assert "near" not in asked
    assert "paulusviertel" in asked.get_list("district")
    assert "silberhoehe" not in asked.get_list("district")
    assert "5 von 7 Treffern sind auf der Karte." in page


def test_the_calendar_shows_nothing_where_no_district_is_near_and_chosen(
    browser: FlaskClient, services: FakeServices
) -> None:
    page = browser.get("/termine?plz=06114&umkreis=1&stadtteil=silberhoehe")

    assert page.status_code == 200
    assert services.asked == []


@pytest.mark.parametrize("path", ["mitmachen", "gruppen", "projekte"])
def test_the_map_of_a_list_leads_to_the_entry_and_says_what_has_no_place(
    browser: FlaskClient, services: FakeServices, path: str
) -> None:
    ours = {"mitmachen": "offers", "gruppen": "organisations", "projekte": "projects"}[path]
    placed = {**an_offer(), "lat": 51.48, "lon": 11.97, "name": "X", "kind": "association", "status": "ongoing"}
    elsewhere = {**placed, "slug": "nirgends", "lat": None, "lon": None}
    services.answer(f"GET /v1/{ours}", a_listing(placed, elsewhere))
    page = browser.get(f"/{path}?ansicht=karte").text

    assert f'<a href="/{path}/beete-giessen" class="pin' in page
    assert "1 von 2 Treffern sind auf der Karte. 1 Treffer hat dort keinen Ort." in page


@pytest.mark.parametrize(("path", "was"), [("gruppen", "organisation"), ("projekte", "project")])
def test_nothing_found_leads_on_with_the_search_kept(
    browser: FlaskClient, services: FakeServices, path: str, was: str
) -> None:
    services.answer(f"GET /v1/{was}s", a_listing())
    page = browser.get(f"/{path}?q=Einhorn&thema=nature").text

    assert 'href="/suche?q=Einhorn"' in page
    assert f'href="/nachrichten?q=Einhorn&amp;thema=nature&amp;was={was}"' in page


@pytest.mark.parametrize(
    ("page", "service", "last"),
    [
        ("mitmachen", "offers", 3),
        ("gruppen", "organisations", 3),
        ("projekte", "projects", 3),
        ("termine", "events", 2),
    ],
)
def test_behind_the_last_page_of_a_list_is_the_last_page(
    browser: FlaskClient, services: FakeServices, page: str, service: str, last: int
) -> None:
    services.answer(f"GET /v1/{service}", {**a_listing(), "total": 31})
    answer = browser.get(f"/{page}?thema=nature&seite=999")

    assert (answer.status_code, answer.location) == (302, f"/{page}?thema=nature&seite={last}")


@pytest.mark.parametrize("page", ["mitmachen", "gruppen", "projekte"])
def test_a_list_says_which_words_it_mended_and_takes_that_back(
    browser: FlaskClient, services: FakeServices, page: str
) -> None:
    ours = {"mitmachen": "offers", "gruppen": "organisations", "projekte": "projects"}[page]
    mended = [{"asked": "bahm", "found": "Baum"}]
    services.answer(f"GET /v1/{ours}", {**a_listing(), "mended": mended})
    told = browser.get(f"/{page}?q=bahm").text

    assert "Wir haben nach „Baum“ gesucht." in told
    assert f'href="/{page}?q=bahm&amp;genau=ja"' in told
    exactly = browser.get(f"/{page}?q=bahm&genau=ja").text
    assert services.asked[-1].url.params["as_written"] == "true"
    assert '<input type="hidden" name="genau" value="ja">' in exactly


def test_who_wants_to_help_finds_the_button_at_once_and_right_below_the_facts(
    browser: FlaskClient, services: FakeServices
) -> None:
    offer = a_whole_offer(contact_email="kim@example.org")
    services.answer("GET /v1/offers/beete-giessen", offer)
    services.answer(f"GET /v1/contact-subjects/offer/{offer['id']}", {"is_open": True})
    page = browser.get("/mitmachen/beete-giessen").text
    button = 'href="/anfrage/angebot/beete-giessen"><svg'

    assert "kim@example.org" not in page
    assert page.index(button) < page.index("<main")
    assert page.index("</dl>") < page.rindex(button) < page.index("/nachrichten?was=offer&amp;")


def test_where_nobody_can_be_asked_through_the_form_a_mail_is_written(
    browser: FlaskClient, services: FakeServices
) -> None:
    offer = a_whole_offer()
    services.answer("GET /v1/offers/beete-giessen", offer)
    services.answer(f"GET /v1/offers/{offer['id']}", {**offer, "contact_email": "kim@example.org"})
    services.answer(f"GET /v1/contact-subjects/offer/{offer['id']}", {"is_open": False})

    assert 'href="mailto:kim@example.org?subject=Beete' in browser.get("/mitmachen/beete-giessen").text
    assert browser.get("/anfrage/angebot/beete-giessen").status_code == 404


def test_a_group_that_no_form_reaches_yet_is_written_a_mail(browser: FlaskClient, services: FakeServices) -> None:
    group = a_whole_organisation()
    services.answer("GET /v1/organisations/giesskannenbund", group)
    services.answer(f"GET /v1/organisations/{group['id']}", {**group, "email": "gruppe@example.org"})
    services.answer(f"GET /v1/contact-subjects/organisation/{group['id']}", {"is_open": False})

    assert 'href="mailto:gruppe@example.org"' in browser.get("/gruppen/giesskannenbund").text
    asked = services.headers_of(f"GET /v1/organisations/{group['id']}")
    assert asked["Authorization"].startswith("Bearer ")


def test_where_a_form_leads_to_somebody_the_address_is_not_even_asked_for(
    browser: FlaskClient, services: FakeServices
) -> None:
    group = a_whole_organisation()
    services.answer("GET /v1/organisations/giesskannenbund", group)
    services.answer(f"GET /v1/contact-subjects/organisation/{group['id']}", {"is_open": True})

    assert 'href="/anfrage/gruppe/giesskannenbund"' in browser.get("/gruppen/giesskannenbund").text
    assert f"GET /v1/organisations/{group['id']}" not in services.lines()
