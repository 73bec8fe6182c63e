"""The city's figures: charts that can be read without seeing them, and the same numbers as page, table and report."""

import csv
import re
from datetime import UTC, datetime
from html import escape
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

import directory_service.queries.daily_figures as directory
import events_service.queries.daily_figures as events
import notifier.queries.daily_figures as notifier
import profiles_service.queries.daily_figures as profiles
from services.kit import clock
from services.website import reports
from services.website.clients.daily_figures import COUNTING
from services.website.drawing import charts
from tests.support.website import FakeServices


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 9, tzinfo=UTC))


def number(key: str, value: float | None, shown: str = "exact") -> dict[str, Any]:
    return {"key": key, "value": value, "shown": shown}


def a_figure(key: str, **words: Any) -> dict[str, Any]:
    usual = {
        "name": "Angebote",
        "meaning": "Angebote, die am Ende des Tages öffentlich waren.",
        "sort": "stock",
        "people": False,
        "periods": [number("2026-01", 12), number("2026-02", 1234)],
        "total": number("", 1234),
        "categories": [number("nature", 700), number("unknown", 3)],
        "districts": [number("altstadt", 9), number("suedstadt", 0)],
        "part_names": {},
    }
    return {"key": key, **usual, **words}


PLACEMENTS = a_figure(
    "placements",
    name="Vermittlungen",
    meaning="Anfragen, aus denen etwas wurde.",
    sort="flow",
    people=True,
    periods=[number("2026-01", None, "under_5"), number("2026-02", None, "hidden"), number("2026-03", 0)],
    total=number("", 15, "rounded"),
    categories=[],
    districts=[],
)
HOURS = a_figure(
    "answer_hours",
    name="Zeit bis zur Antwort",
    sort="median",
    total=number("", 3.5),
    periods=[],
    categories=[],
    districts=[],
)


@pytest.fixture
def counted(services: FakeServices) -> FakeServices:
    figures = [a_figure("offers"), PLACEMENTS, HOURS]
    report = {"from": "2026-01-01", "to": "2026-11-29", "by": "month", "counted_upto": "2026-11-29", "figures": figures}
    services.answer("GET /v1/daily-figures", report)
    return services


@pytest.fixture
def editor(website: Flask, counted: FakeServices) -> FlaskClient:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Edda", "roles": ["editor"]}
    tokens = {
        name: f"jwt for {name}" for name in ("directory-service", "events-service", "profiles-service", "notifier")
    }
    counted.answer("POST /v1/tokens", {"tokens": tokens, "expires_in": 300, "person": person})
    client = website.test_client()
    client.set_cookie("session", "secret")
    return client


@pytest.mark.usefixtures("counted")
def test_everybody_finds_figures_with_what_they_mean(browser: FlaskClient) -> None:
    page = browser.get("/zahlen").text

    assert "Angebote, die am Ende des Tages öffentlich waren." in page
    assert '<b class="sum">1.234</b>' in page
    assert "Gezählt bis Sonntag, 29. November." in page
    assert 'href="/zahlen"' in browser.get("/impressum").text


@pytest.mark.usefixtures("counted")
def test_small_numbers_are_said_to_be_small(browser: FlaskClient) -> None:
    page = browser.get("/zahlen").text
    table = page.partition("Anfragen, aus denen etwas wurde.")[2].partition("</figure>")[0]

    assert re.findall(r'<td class="num">([^<]+)</td>', table) == ["unter 5", "nicht gezeigt", "0"]
    assert '<b class="sum">15</b>' in page
    assert '<b class="sum">3,5 Stunden</b>' in page


@pytest.mark.usefixtures("counted")
def test_charts_say_in_words_what_they_show(browser: FlaskClient) -> None:
    page = browser.get("/zahlen").text

    for name in re.findall(r'<svg class="plot [a-z]+"[^>]* aria-labelledby="([^"]+)"', page):
        title, described = name.split()
        assert re.search(rf'<title id="{title}">[^<]+</title>', page)
        assert re.search(rf'<desc id="{described}">[^<]*2026: [^<]+</desc>', page)
    assert '<desc id="offers-big-d">Januar 2026: 12, Februar 2026: 1.234</desc>' in page
    assert page.count("<details") >= page.count('<svg class="plot big"') == 2
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    assert 'style="' not in page


@pytest.mark.usefixtures("counted")
def test_what_is_not_shown_is_hatched_not_coloured(website: Flask) -> None:
    with website.test_request_context("/"):
        drawn = str(charts.chart(PLACEMENTS))

    assert drawn.count('fill="url(#h-placements-600)"') == 2
    assert ">&lt;5</text>" in drawn
    assert 'id="h-placements-600"' in drawn


def test_numbers_in_charts_are_said_as_the_page_speaks(website: Flask) -> None:
    hours = a_figure("answer_hours", sort="median", periods=[number("2026-01", 3.5), number("2026-02", 39.3)])
    with website.test_request_context("/"):
        drawn = str(charts.chart(hours))

    assert re.findall(r'class="lbl"[^>]*>([^<]+)<', drawn) == ["3,5", "39"] * 2
    assert not re.search(r">\d+\.\d+<", drawn)


def test_a_year_without_any_has_no_chart(website: Flask) -> None:
    with website.test_request_context("/"):
        assert charts.chart(a_figure("offers", periods=[number("2026-01", 0)])) == ""
        assert charts.chart(a_figure("offers", periods=[])) == ""


def test_editors_see_all_and_nobody_else(editor: FlaskClient, steward: FlaskClient, counted: FakeServices) -> None:
    assert editor.get("/eintragen/zahlen").status_code == 200
    asked = [each for each in counted.asked if each.url.path == "/v1/daily-figures"]
    assert sorted(each.headers["Authorization"] for each in asked) == sorted(
        f"Bearer jwt for {name}" for name in COUNTING
    )


def test_a_group_s_steward_does_not_see_them(steward: FlaskClient, counted: FakeServices) -> None:
    for path in ("/eintragen/zahlen", "/eintragen/zahlen/tabelle.csv", "/eintragen/zahlen/2026.pdf"):
        assert steward.get(path).status_code == 403
    assert [each for each in counted.asked if each.url.path == "/v1/daily-figures"] == []


def test_topic_and_district_are_asked_for(editor: FlaskClient, counted: FakeServices) -> None:
    page = editor.get("/eintragen/zahlen?jahr=2025&thema=nature&stadtteil=altstadt").text
    asked = next(each for each in counted.asked if each.url.path == "/v1/daily-figures")
    assert dict(asked.url.params) == {
        "from": "2025-01-01", "to": "2025-12-31", "category": "nature", "district": "altstadt",
    }  # fmt: skip
    assert "/eintragen/zahlen/2025.pdf?thema=nature&amp;stadtteil=altstadt" in page
    editor.get("/eintragen/zahlen?jahr=1789&thema=nothing")
    asked = [each for each in counted.asked if each.url.path == "/v1/daily-figures"][-1]
    assert dict(asked.url.params) == {"from": "2026-01-01", "to": "2026-12-31"}


def test_page_table_and_report_hold_the_same_numbers(website: Flask, editor: FlaskClient) -> None:
    page = editor.get("/eintragen/zahlen").text
    table = editor.get("/eintragen/zahlen/tabelle.csv")
    paper = editor.get("/eintragen/zahlen/2026.pdf")

    lines = [tuple(line) for line in csv.reader(StringIO(table.text.removeprefix("\ufeff")), delimiter=";")][1:]
    printed = " ".join(" ".join(each.extract_text() for each in PdfReader(BytesIO(paper.data)).pages).split())
    assert ("Angebote", "Februar 2026", "1.234") in lines
    assert ("Vermittlungen", "Januar 2026", "unter 5") in lines
    for name, of, value in lines:
        if of == "Insgesamt":
            assert f"{name}: {value}" in printed
            assert f'<b class="sum">{value}</b>' in page
        else:
            assert f'<th scope="row">{escape(of)}</th><td class="num">{escape(value)}</td>' in page or value == "0"
            # The whole report is of one year.
            assert f"{of.removesuffix(' 2026')}: {value}" in printed or value == "0"
    assert (paper.content_type, paper.headers["Cache-Control"]) == ("application/pdf", "private, no-store")


def test_only_years_that_were_counted_are_printed(editor: FlaskClient) -> None:
    assert editor.get("/eintragen/zahlen/1999.pdf").status_code == 404


def test_who_is_away_leaves_a_gap_and_no_error(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/daily-figures", {}, 503)
    page = browser.get("/zahlen")
    assert page.status_code == 200
    assert "Einige Zahlen lassen sich gerade nicht abfragen." in page.text


def test_before_the_first_day_is_over_there_is_a_sentence(browser: FlaskClient, services: FakeServices) -> None:
    empty: dict[str, Any] = {
        "from": "2026-01-01",
        "to": "2026-11-29",
        "by": "month",
        "counted_upto": None,
        "figures": [],
    }
    services.answer("GET /v1/daily-figures", empty)
    assert "noch nichts gezählt" in browser.get("/zahlen").text


def test_every_figure_of_every_service_has_its_place() -> None:
    placed = [key for _section, _title, keys in reports.SECTIONS for key in keys]
    assert sorted(placed) == sorted(
        each.key for each in (*directory.FIGURES, *events.FIGURES, *profiles.FIGURES, *notifier.FIGURES)
    )


@pytest.mark.usefixtures("counted")
def test_in_english_too(browser: FlaskClient) -> None:
    page = browser.get("/en/zahlen").text
    assert "Our figures" in page
    assert "under 5" in page
