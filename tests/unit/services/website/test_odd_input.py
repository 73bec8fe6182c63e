"""Whatever somebody writes into an address, a header or a form: an answer in words, and no fault of ours."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import FakeServices, send
from tests.unit.services.website.test_drafts import API, DRAFT_ID, a_draft

_MALFORMED = {"type": "urn:mosaik:problem:malformed", "title": "x"}
_MANY = "9" * 5000


@pytest.mark.parametrize(
    "path",
    [
        f"/termine?jahr={_MANY}",
        "/termine?jahr=%D9%A2%D9%A0%D9%A2%D9%A6",
        f"/termine?seite={_MANY}",
        "/termine?monat=9999-12",
        "/termine?tag=0001-01-01",
        "/termine?von=9999-12-31&bis=0001-01-01",
        "/termine?gruppe=%ff",
        "/suche?q=%ed%a0%80",
        "/mitmachen?q=%00",
        "/melden?seite=%0a",
        "/vorschlag?art=%00",
    ],
)
def test_no_address_is_too_odd(browser: FlaskClient, services: FakeServices, path: str) -> None:
    services.answer("GET /v1/years", {"items": []})
    assert browser.get(path).status_code in {200, 404}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("GET /v1/changes", "/aenderungen.json?size=x"),
        ("GET /v1/events", "/termine?von=0001-01-01"),
        ("GET /v1/events.ics", "/termine.ics?von=0001-01-01"),
    ],
)
def test_what_a_service_calls_impossible_is_not_there(
    browser: FlaskClient, services: FakeServices, line: str, path: str
) -> None:
    services.answer(line, _MALFORMED, 422)
    assert browser.get(path).status_code == 404


def test_an_origin_that_is_no_address_is_from_elsewhere(browser: FlaskClient) -> None:
    assert browser.post("/anmelden", data={}, headers={"Origin": "http://["}).status_code == 403


def test_a_number_of_people_that_is_none_changes_nothing(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/registration", {"type": "urn:mosaik:problem:no-such-link"}, 404)
    answer = send(browser, "/anmelden", to=f"/anmeldung/{'A' * 64}", tun="weniger", personen=_MANY)
    assert answer.status_code == 404
    assert services.lines()[-1] == "GET /v1/registration"


@pytest.mark.parametrize(
    ("field", "written", "categories"),
    [
        ("title", "x", ["nix"]),
        ("starts_at", "0001-01-01T00:00", ["nature"]),
        ("starts_at", "9999-12-31T23:59-12:00", ["nature"]),
        ("starts_at", {"a": 1}, ["nature"]),
        ("project_id", {"a": 1}, ["nature"]),
        ("project_id", "../x", ["nature"]),
        ("organisation_id", ["a"], ["nature"]),
        ("languages", [["a"]], ["nature"]),
        ("changed_dates", [[1]], ["nature"]),
        ("changed_dates", [{"original_start": {}, "ends_at": 1, "lat": "x", "lon": []}], ["nature"]),
        ("left_out", ["0001-01-01T00:00", "9999-12-31T23:59-12:00", {"a": 1}], ["nature"]),
        ("further_starts", {"a": 1}, ["nature"]),
        ("co_organiser_ids", [["a"], 1, "../x"], ["nature"]),
        ("offer_id", ["a"], ["nature"]),
        ("rule", ["a"], ["nature"]),
        ("ends_at", 1, ["nature"]),
    ],
)
@pytest.mark.parametrize("kind", ["event", "offer", "project"])
def test_editors_can_open_whatever_was_suggested(
    steward: FlaskClient, services: FakeServices, kind: str, field: str, written: Any, categories: list[str]
) -> None:
    change = {"field": field, "before": None, "after": written, "now": None, "is_conflict": False}
    waiting = a_draft(kind=kind, state="waiting", categories=categories, words={field: written}, changes=[change])
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/colleagues", {"items": []})
    services.answer(f"GET {API}", waiting | {"sampled": False, "notes": [], "submitted_at": None, "problems": {}})
    page = steward.get(f"/eintragen/pruefen/{DRAFT_ID}")
    assert page.status_code == 200
    assert "/ablehnen" in page.text
