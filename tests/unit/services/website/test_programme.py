"""The printed programme: the days of the calendar on paper, with all that was chosen."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from services.kit import clock
from services.website.pages import calendar_files
from tests.support.website import FakeServices, a_date, a_listing


@pytest.fixture(autouse=True)
def at_the_end_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 9, tzinfo=UTC))


def read(browser: FlaskClient, address: str = "/termine/programm.pdf?monat=2027-03") -> PdfReader:
    answer = browser.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.data))


def text(paper: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in paper.pages)


def answered(services: FakeServices, *dates: dict[str, Any]) -> None:
    """Answer both questions with these: for dates, and for what lasts long."""
    services.answer("GET /v1/events", a_listing(*dates))


def test_it_says_what_is_on_day_by_day(browser: FlaskClient, services: FakeServices) -> None:
    answered(
        services,
        a_date(),
        a_date(
            title="Café im Łódź-Park", status="cancelled", status_note="Sturm", starts_at="2027-03-14T13:30:00+00:00"
        ),
    )
    paper = read(browser)
    written = text(paper)
    assert "Stand: Montag, 30. November 2026" in written
    for words in (
        "Klima-Mosaik",
        "Samstag, 13. März",
        "10 bis 12 Uhr",
        "Gießrunde",
        "Am Markt",
        "kostenlos",
        "Stand: ",
    ):
        assert words in written
    # What the type has no letter for is written without its mark.
    assert written.index("Sonntag, 14. März") < written.index("Fällt aus") < written.index("Café im Lódz-Park")
    assert "Sturm" in written
    assert written.rindex("Länger zu sehen") < written.rindex("Gießrunde")
    assert paper.metadata is not None
    assert "März 2027" in str(paper.metadata.title)
    assert str(paper.root_object["/Lang"]) == "de"


def test_what_has_moved_online_has_no_place_and_nothing_is_said_twice(
    browser: FlaskClient, services: FakeServices
) -> None:
    by = {"id": "o", "slug": "werkstatt", "name": "Werkstatt"}
    answered(services, a_date(status="moved_online", mode="online"), a_date(venue="Werkstatt", organisation=by))
    written = text(read(browser))
    assert "Am Markt" not in written
    assert "Online · Gießkannenbund · kostenlos" in written
    assert "\nWerkstatt · kostenlos" in written


def test_it_is_of_this_month_unless_days_are_chosen(browser: FlaskClient, services: FakeServices) -> None:
    for query, days in [
        ("", ("2026-11-30", "2026-11-30", None)),
        ("?monat=2026-12", ("2026-12-01", "2026-12-31", None)),
        ("?wann=wochenende", (None, None, "weekend")),
        ("?monat=2026-13", ("2026-11-30", "2026-11-30", None)),
    ]:
        services.answer("GET /v1/events", a_listing())
        services.asked.clear()
        read(browser, f"/termine/programm.pdf{query}")
        params = services.asked[0].url.params
        assert (params.get("from"), params.get("to"), params.get("when")) == days


def test_it_keeps_what_was_chosen_and_says_so(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing())
    written = text(read(browser, "/en/termine/programm.pdf?monat=2027-03&thema=nature&kinder=ja"))
    assert services.asked[0].url.params["category"] == "nature"
    assert "nothing in the calendar for these days yet" in written
    assert "With children" in written


def test_a_long_programme_goes_over_pages_and_keeps_dates_whole(browser: FlaskClient, services: FakeServices) -> None:
    answered(services, *[a_date(title=f"Treffen Nummer {n} " + "mit vielen Worten " * 8) for n in range(60)])
    paper = read(browser)
    assert len(paper.pages) > 3
    for number, page in enumerate(paper.pages, 1):
        assert f"{number}/{len(paper.pages)}" in page.extract_text()
    assert all(f"Treffen Nummer {n} " in text(paper) for n in range(60))
    assert paper.pages[1].extract_text().startswith("Samstag, 13. März 2027 (Fortsetzung)")


def test_what_has_no_room_is_counted(
    browser: FlaskClient, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_files, "_MOST", 100)
    services.answer("GET /v1/events", {**a_listing(a_date()), "total": 112})
    assert "Und 222 weitere auf unserer Seite." in text(read(browser))


def test_the_calendar_leads_to_it_with_its_filters(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events", a_listing())
    page = browser.get("/termine?thema=nature&monat=2027-03").text
    assert 'href="/termine/programm.pdf?thema=nature&amp;monat=2027-03"' in page
