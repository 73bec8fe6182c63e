"""Days and hours in words, in the city's own time."""

from collections.abc import Iterator

import pytest
from flask import Flask

from services.website import times
from services.website.language import speaking


@pytest.fixture
def german(website: Flask) -> Iterator[None]:
    with website.test_request_context("/"):
        yield


@pytest.fixture
def english(website: Flask) -> Iterator[None]:
    with website.test_request_context("/"), speaking("en"):
        yield


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        ("2026-03-14T09:00:00+00:00", "2026-03-14T11:00:00+00:00", "10 bis 12 Uhr"),
        ("2026-07-14T14:30:00+00:00", "2026-07-14T16:00:00+00:00", "16:30 bis 18 Uhr"),
        ("2026-03-14T09:00:00+00:00", None, "ab 10 Uhr"),
        ("2026-03-14T21:00:00+00:00", "2026-03-15T00:00:00+00:00", "22 bis 1 Uhr"),
        ("2030-05-17T13:00:00+00:00", "2030-05-19T14:00:00+00:00", "Fr., 17. Mai bis So., 19. Mai"),
    ],
)
def test_hours_are_said_in_the_citys_time(starts_at: str, ends_at: str | None, said: str) -> None:
    assert times.hours(starts_at, ends_at) == said


@pytest.mark.usefixtures("german")
def test_an_event_that_lasts_all_day_has_no_hours() -> None:
    assert times.hours("2026-03-13T23:00:00+00:00", "2026-03-14T23:00:00+00:00", all_day=True) == "den ganzen Tag"


@pytest.mark.usefixtures("german")
def test_days_name_the_year_only_when_it_is_another() -> None:
    assert times.day("2001-03-10") == "Samstag, 10. März 2001"
    assert times.day(times.today()).endswith(tuple("abcdefghijklmnopqrstuvwxyz"))


@pytest.mark.usefixtures("english")
def test_the_same_in_english() -> None:
    assert times.hours("2026-03-14T09:00:00+00:00", "2026-03-14T11:30:00+00:00") == "10 am to 12:30 pm"
    assert times.day("2001-03-10") == "Saturday 10 March 2001"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        ("2001-03-01", "2002-10-01", "März 2001 bis Oktober 2002"),
        ("2001-03-01", "2001-03-20", "März 2001"),
        ("2001-03-01", None, "seit März 2001"),
        ("2190-03-01", None, "ab März 2190"),
        (None, "2190-03-01", "bis März 2190"),
        (None, None, ""),
    ],
)
def test_a_span_names_months(starts_on: str | None, ends_on: str | None, said: str) -> None:
    assert times.span(starts_on, ends_on) == said


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        ("2190-03-13", "2190-03-13", "Samstag, 13. März 2190"),
        ("2190-03-13", "2190-04-01", "Samstag, 13. März 2190 bis Donnerstag, 1. April 2190"),
        ("2001-03-10", None, "seit Samstag, 10. März 2001"),
        ("2190-03-13", None, "ab Samstag, 13. März 2190"),
        (None, "2190-03-13", "bis Samstag, 13. März 2190"),
        (None, None, ""),
    ],
)
def test_who_is_needed_is_told_the_days(starts_on: str | None, ends_on: str | None, said: str) -> None:
    assert times.days(starts_on, ends_on) == said


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We 17:00-19:00", "Mi 17 bis 19 Uhr"),
        ("Mo,We 09:00-12:00; Tu 09:00-18:00", "Mo, Mi 9 bis 12 Uhr; Di 9 bis 18 Uhr"),
        ("Th[2,4] 17:00-20:30", "Do (2., 4. im Monat) 17 bis 20:30 Uhr"),
        ("nach Absprache", "nach Absprache"),
        ("Mo-Su 00:00-24:00", "Mo-So 0 bis 24 Uhr"),
        ("Mo 25:00-26:00", "Mo 25:00-26:00"),
        ("Fr 22:00-26:00", "Fr 22:00-26:00"),
        ("Sa 09:60-12:00, 10:00-24:30", "Sa 09:60-12:00, 10:00-24:30"),
        ("Sa 117:00-19:00", "Sa 117:00-19:00"),
    ],
)
def test_opening_hours_are_read_aloud(text: str, said: str) -> None:
    assert times.opening_hours(text) == said


@pytest.mark.usefixtures("english")
def test_a_place_that_never_closes_is_open_until_midnight() -> None:
    assert times.opening_hours("Mo-Su 00:00-24:00") == "Mon-Sun 12 am to midnight"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("span", "said"),
    [
        (("2036-04-12", "2036-04-12", "10:00", "13:30"), "Samstag, 12. April 2036, 10 bis 13:30 Uhr"),
        (("2036-04-12", None, "10:00", None), "Samstag, 12. April 2036, ab 10 Uhr"),
        (
            ("2036-04-12", "2036-04-13", "10:00", "12:00"),
            "Samstag, 12. April 2036, 10 Uhr bis Sonntag, 13. April 2036, 12 Uhr",
        ),
    ],
)
def test_days_with_hours_name_both(span: tuple[str | None, ...], said: str) -> None:
    assert times.days(*span) == said
