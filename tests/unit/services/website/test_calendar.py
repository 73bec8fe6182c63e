"""The calendar: days to choose, a month as a table, what lasts long, what has been."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from services.kit import clock
from tests.support.website import ORGANISATION, FakeServices, a_date, a_listing

PROJECT = "6f1c0b8e-0000-4000-8000-00000000000a"


@pytest.fixture(autouse=True)
def at_the_end_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 9, tzinfo=UTC))


def a_month(**days: Any) -> dict[str, Any]:
    """Return a month as the calendar tells it: `d7=[…]` is what its seventh day has."""
    listed = [{"total": len(items), "items": items[:4]} for items in (days.get(f"d{n}", []) for n in range(1, 32))]
    total = sum(each["total"] for each in listed)
    return {"total": total, "facets": {}, "days": listed, "long": [], "long_total": 0}


def in_a_month(**words: Any) -> dict[str, Any]:
    return {**a_date(starts_at="2026-12-07T09:00:00+00:00", ends_at=None), "category": "nature", **words}


def asked(services: FakeServices, path: str) -> list[Any]:
    return [request.url.params for request in services.asked if request.url.path == path]


def test_a_list_asks_twice_whatever_is_on(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing(*[a_date(slug=f"termin-{n}") for n in range(30)]))
    assert browser.get("/termine").status_code == 200
    assert [each["long"] for each in asked(services, "/v1/events")] == ["false", "true"]
    assert len(services.asked) == 2


def test_what_lasts_over_thirty_days_stands_apart(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing(a_date(title="Halle früher und heute")))
    page = browser.get("/termine").text
    assert page.index("Länger zu sehen") < page.rindex("Halle früher und heute")


@pytest.mark.parametrize(
    ("query", "range_"),
    [
        ("wann=heute", {"when": "today"}),
        ("wann=wochenende", {"when": "weekend"}),
        ("wann=woche", {"when": "week"}),
        ("monat=2026-12", {"from": "2026-12-01", "to": "2026-12-31"}),
        ("monat=2026-11", {"from": "2026-11-30", "to": "2026-11-30"}),
        ("tag=2026-12-24", {"from": "2026-12-24", "to": "2026-12-24"}),
        ("von=2026-12-01&bis=2026-12-05", {"from": "2026-12-01", "to": "2026-12-05"}),
        ("jahr=2026", {"from": "2026-01-01", "to": "2026-11-29", "sort": "latest"}),
        ("jahr=2024", {"from": "2024-01-01", "to": "2024-12-31", "sort": "latest"}),
        ("jahr=1066", {}),
        ("jahr=²", {}),
        ("tag=morgen", {}),
    ],
)
def test_an_address_names_the_days(
    browser: FlaskClient, services: FakeServices, query: str, range_: dict[str, str]
) -> None:
    services.answer("GET /v1/years", {"items": []})
    assert browser.get(f"/termine?{query}").status_code == 200
    given = asked(services, "/v1/events")[0]
    assert {name: given[name] for name in ("when", "from", "to", "sort") if name in given} == range_


def test_the_ways_to_other_days_keep_what_was_chosen(browser: FlaskClient) -> None:
    page = browser.get("/termine?thema=nature&wann=heute").text
    for address in ("thema=nature&amp;wann=wochenende", "thema=nature&amp;monat=2026-12", "thema=nature&amp;jahr=2026"):
        assert f'href="/termine?{address}"' in page
    assert 'href="/termine?thema=nature&amp;wann=heute" aria-current="true">Heute' in page


def test_a_day_of_a_month_is_kept_with_a_filter_that_is_taken_away(browser: FlaskClient) -> None:
    page = browser.get("/termine?thema=nature&kostenlos=ja&tag=2026-12-24").text
    assert 'href="/termine?kostenlos=ja&amp;tag=2026-12-24">Stadtgrün' in page


def test_past_years_are_listed_with_their_dates(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/years", {"items": [{"year": 2026, "dates": 40}, {"year": 2025, "dates": 7}]})
    page = browser.get("/termine?jahr=2025&thema=nature").text
    assert "Was 2025 los war" in page
    assert re.search(r'jahr=2025" aria-current="true">2025 <span class="n">.*?7</span>', page)
    assert 'href="/termine?thema=nature&amp;jahr=2026"' in page


@pytest.mark.parametrize(
    ("dates", "long", "words"),
    [
        (0, 0, "0 Termine"),
        (3, 0, "3 Termine"),
        (1, 2, "1 Termin, 2 länger andauernd"),
        (0, 1, "1 länger andauernd"),
    ],
)
def test_a_time_of_long_things_alone_does_not_say_that_nothing_was_on(
    website: Flask, dates: int, long: int, words: str
) -> None:
    given = {"found": {"total": dates}, "long": {"total": long}}
    counted = '{% import "parts/calendar.html" as calendar with context %}{{ calendar.counted(found, long) }}'
    with website.test_request_context("/"):
        assert render_template_string(counted, **given) == words


def test_the_archive_stands_without_its_counts(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/years", {"title": "not today"}, 503)
    assert browser.get("/termine?jahr=2025").status_code == 200


def test_what_is_near_is_offered_where_nothing_fits(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing())
    page = browser.get("/termine?q=quantenphysik&wann=heute").text
    assert "Das kommt dem am nächsten" not in page
    assert [dict(each).get("q") for each in asked(services, "/v1/events")] == ["quantenphysik"] * 3 + [None]
    assert [dict(each).get("when") for each in asked(services, "/v1/events")] == ["today", "today", None, None]
    assert 'href="/nachrichten?q=quantenphysik' in page


def test_a_group_and_a_project_narrow_the_calendar(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/organisations/giesskannenbund", ORGANISATION)
    services.answer("GET /v1/projects/stadtgarten", {"id": PROJECT, "slug": "stadtgarten", "title": "Stadtgarten"})
    page = browser.get("/termine?gruppe=giesskannenbund&projekt=stadtgarten").text
    given = asked(services, "/v1/events")[0]
    assert (given["organisation"], given["project"]) == ("giesskannenbund", PROJECT)
    assert 'href="/termine?gruppe=giesskannenbund">Stadtgarten' in page
    assert 'type="hidden" name="projekt" value="stadtgarten"' in page


@pytest.mark.parametrize("query", ["gruppe=gibt-es-nicht", "projekt=gibt-es-nicht", "gruppe=../x"])
def test_what_nobody_knows_narrows_nothing(browser: FlaskClient, services: FakeServices, query: str) -> None:
    page = browser.get(f"/termine?{query}")
    assert page.status_code == 200
    assert not {"organisation", "project"} & set(asked(services, "/v1/events")[0])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kostenlos=nein", ("free", "false")),
        ("rollstuhl=ja", ("wheelchair", "true")),
        ("kinder=nein", ("with_children", "false")),
        ("art=workshop", ("kind", "workshop")),
        ("zugang=induction_loop", ("access", "induction_loop")),
        ("alter=12", ("age", "12")),
        ("sprache=uk", ("language", "uk")),
        ("ohne-thema=nature", ("not_category", "nature")),
        ("ohne-stadtteil=altstadt", ("not_district", "altstadt")),
        ("ohne-art=course", ("not_kind", "course")),
    ],
)
def test_every_filter_is_asked_and_has_its_chip(
    browser: FlaskClient, services: FakeServices, query: str, words: tuple[str, str]
) -> None:
    page = browser.get(f"/termine?{query}&monat=2026-12").text
    assert asked(services, "/v1/events")[0][words[0]] == words[1]
    assert '<a class="chip x" href="/termine?monat=2026-12">' in page


def test_a_month_is_a_table_with_its_weekdays(browser: FlaskClient, services: FakeServices) -> None:
    many = [in_a_month(title=f"Termin {n}", title_note="mit Gast") for n in range(6)]
    services.answer("GET /v1/months/2026-12", a_month(d7=many, d24=[in_a_month(status="cancelled")]))
    page = browser.get("/termine?ansicht=monat&monat=2026-12&thema=nature").text
    assert '<caption class="vh">Termine im Dezember 2026</caption>' in page
    assert page.count('<th scope="col">') == 7
    assert 'href="/termine?thema=nature&amp;tag=2026-12-07"' in page
    assert "7. Dezember: 6 Termine" in page
    assert '<span class="vh">8. Dezember</span>' in page
    assert page.count("<span>Termin 0</span><span> – mit Gast</span>") == 1
    assert "2 weitere" in page
    assert "<b>Fällt aus:</b> <s>Gießrunde</s>" in page
    assert "Erster Weihnachtstag" in page
    assert len(services.asked) == 1


def test_the_months_around_keep_view_and_filters(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/months/2027-01", a_month())
    page = browser.get("/termine?ansicht=monat&monat=2027-01&thema=nature").text
    for month in ("2026-12", "2027-02"):
        assert f'href="/termine?thema=nature&amp;ansicht=monat&amp;monat={month}"' in page
    assert 'href="/termine?thema=nature&amp;monat=2027-01"' in page
    assert 'href="/termine.csv?thema=nature&amp;ansicht=monat&amp;monat=2027-01"' in page


def test_an_empty_month_leads_on(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/months/2027-01", a_month())
    services.answer("GET /v1/events", a_listing(a_date()))
    page = browser.get("/termine?ansicht=monat&monat=2027-01&q=quantenphysik").text
    assert "Das kommt dem am nächsten" in page
    assert "from" not in asked(services, "/v1/events")[0]


def test_a_month_near_no_district_asks_nobody(browser: FlaskClient, services: FakeServices) -> None:
    page = browser.get("/termine?ansicht=monat&plz=06114&umkreis=1&stadtteil=silberhoehe")
    assert page.status_code == 200
    assert services.asked == []


def test_today_is_marked_in_its_month(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/months/2026-11", a_month())
    page = browser.get("/termine?ansicht=monat").text
    assert re.search(
        r'<td class="today" id="heute"><span class="num"><span class="vh">Heute, </span><span aria-hidden="true">30',
        page,
    )


def test_a_date_that_moved_says_when_it_was_to_be(browser: FlaskClient, services: FakeServices) -> None:
    moved = a_date(original_start="2027-03-12T09:00:00+00:00", status_note="Wegen des Regens.", booked_up=True)
    services.answer("GET /v1/events", a_listing(moved))
    page = browser.get("/termine").text
    assert "vorher: <s>Freitag, 12. März 2027, 10 Uhr</s>" in page
    assert "Neue Zeit" in page
    assert "Wegen des Regens." in page
    assert "Ausgebucht" in page


def test_a_date_that_is_online_now_names_no_place_to_go_to(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing(a_date(status="moved_online", mode="online", venue="Park am Markt")))
    page = browser.get("/termine").text
    assert "Jetzt online" in page
    assert "Park am Markt" not in page


def test_days_are_counted_from_where_they_are_looked_at(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing(a_date(starts_at="2026-12-20T09:00:00+00:00", ends_at=None)))
    page = browser.get("/termine?tag=2026-12-24").text
    assert f'id="t{date(2026, 12, 24).isoformat()}"' in page


def test_messages_about_a_month_are_about_new_events_on_any_day_and_say_so(browser: FlaskClient) -> None:
    page = browser.get("/termine?thema=nature&monat=2026-12").text
    assert 'href="/nachrichten?thema=nature&amp;monat=2026-12&amp;was=event"' in page
    assert "nicht achten: Dezember 2026." in browser.get("/nachrichten?thema=nature&monat=2026-12&was=event").text
