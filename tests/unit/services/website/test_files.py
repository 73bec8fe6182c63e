"""Lists as files: with what was chosen on the page, and for editors with the contacts."""

import pytest
from flask.testing import FlaskClient

from services.website.app import create_app
from tests.support.website import TOKENS, FakeServices, a_website


@pytest.fixture(autouse=True)
def an_editor(services: FakeServices) -> None:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    for name in (
        "offers.csv",
        "offers.atom",
        "organisations.xlsx",
        "events.csv",
        "events.xlsx",
        "exports/aktion-mensch.csv",
        "changes",
    ):
        services.answer(f"GET /v1/{name}", ["made"])


def test_a_list_is_a_file_with_the_same_choices(browser: FlaskClient, services: FakeServices) -> None:
    answer = browser.get("/mitmachen.csv?thema=mobility&kinder=ja&seite=3")
    assert (answer.status_code, answer.content_type, answer.text) == (200, "text/csv; charset=utf-8", '["made"]')
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mitmachen.csv"'
    (request,) = (each for each in services.asked if each.url.path == "/v1/offers.csv")
    assert request.url.params["category"] == "mobility"
    assert not {"page", "size"} & set(request.url.params)
    # Not as an editor: the website says for whom it asks.
    assert TOKENS["directory-service"] not in request.headers["Authorization"]
    assert request.headers["X-Client-Address"] == "127.0.0.1"


def test_the_calendar_is_a_file_with_the_choices_and_days_of_its_page(
    browser: FlaskClient, services: FakeServices
) -> None:
    answer = browser.get("/en/termine.xlsx?thema=nature&monat=2027-03&seite=3&ansicht=karte")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="termine.xlsx"'
    (request,) = (each for each in services.asked if each.url.path == "/v1/events.xlsx")
    asked = dict(request.url.params)
    assert (asked["category"], asked["from"], asked["to"]) == ("nature", "2027-03-01", "2027-03-31")
    assert not {"page", "size"} & set(asked)
    assert (request.headers["Accept-Language"], request.headers["X-Client-Address"]) == ("en", "127.0.0.1")
    browser.get("/termine.csv?jahr=2026")
    assert services.asked[-1].url.params["sort"] == "latest"


def test_a_feed_says_where_on_the_site_it_is(browser: FlaskClient, services: FakeServices) -> None:
    browser.get("/mitmachen.atom?q=Bäume&thema=nature")
    browser.get("/en/mitmachen.atom")
    told = [request.headers["X-Shown-At"] for request in services.asked if request.url.path == "/v1/offers.atom"]
    assert told == ["/mitmachen.atom?q=B%C3%A4ume&thema=nature", "/en/mitmachen.atom"]


def test_a_feed_is_read_and_not_saved(browser: FlaskClient) -> None:
    answer = browser.get("/mitmachen.atom")
    assert answer.mimetype == "application/atom+xml"
    assert "Content-Disposition" not in answer.headers


def test_a_reader_that_has_a_feed_already_hears_that_nothing_is_new(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.headers = {"ETag": '"abc"'}
    known = {"If-None-Match": browser.get("/mitmachen.atom").headers["ETag"]}
    # The service knows by its version alone whether there is anything to make.
    services.answer("GET /v1/offers.atom", status=304)
    again = browser.get("/mitmachen.atom", headers=known)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", '"abc"')
    assert services.asked[-1].headers["If-None-Match"] == '"abc"'
    services.answer("GET /v1/offers.atom", ["made", "anew"])
    assert browser.get("/mitmachen.atom", headers=known).status_code == 200


def test_the_page_of_a_list_leads_to_its_files(browser: FlaskClient) -> None:
    page = browser.get("/mitmachen?thema=nature").text
    for form in ("csv", "xlsx", "json", "atom"):
        assert f'href="/mitmachen.{form}?thema=nature"' in page


@pytest.mark.parametrize("query", ["thema=nature", "thema=nature&monat=2027-03"])
def test_the_calendar_leads_to_its_files(browser: FlaskClient, query: str) -> None:
    page = browser.get(f"/termine?{query}").text
    for form in ("csv", "xlsx", "json", "atom"):
        assert f'href="/termine.{form}?{query.replace("&", "&amp;")}"' in page


def test_the_feed_of_changes_goes_on_from_a_place(browser: FlaskClient, services: FakeServices) -> None:
    assert browser.get("/aenderungen.json?after=abc&size=10").status_code == 200
    (request,) = (each for each in services.asked if each.url.path == "/v1/changes")
    assert dict(request.url.params) == {"after": "abc", "size": "10"}


def test_editors_get_contacts_and_tables_for_other_databases(
    steward: FlaskClient, browser: FlaskClient, services: FakeServices
) -> None:
    assert steward.get("/eintragen/tabellen/gruppen.xlsx").status_code == 200
    table = steward.get("/eintragen/tabellen/fuer/aktion-mensch.csv")
    assert (table.content_type, table.headers["Cache-Control"]) == ("text/csv; charset=windows-1252", "no-store")
    for name in ("organisations.xlsx", "exports/aktion-mensch.csv"):
        assert services.headers_of(f"GET /v1/{name}")["Authorization"] == f"Bearer {TOKENS['directory-service']}"
    assert browser.get("/eintragen/tabellen/gruppen.xlsx").status_code == 303


def test_who_has_too_many_lists_made_is_told_to_wait(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers.csv", {"type": "urn:mosaik:problem:others-are-served"}, 429)
    answer = browser.get("/mitmachen.csv")
    assert answer.status_code == 429
    assert "Bitte warte ein paar Minuten" in answer.text


def test_lists_are_waited_for_with_patience() -> None:
    app = a_website(FakeServices())
    real = create_app(app.extensions["site"].settings).extensions["site"]
    for tables in (real.tables, real.event_tables):
        assert tables._client._http.timeout.read >= 60
