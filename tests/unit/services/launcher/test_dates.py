from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.launcher.dates import WEEKDAYS, moved, resolved

TUESDAY = date(2026, 3, 10)
DAYS = some.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("T+3 18:00", "2026-03-13 18:00"),
        ("T+3>SA 10:00", "2026-03-14 10:00"),
        ("T+0>TU", "2026-03-10"),
        ("T+0>2TH 17:00", "2026-03-12 17:00"),
        ("T+0>1SA", "2026-04-04"),
        ("T+0>-1SU", "2026-03-29"),
        ("T-5", "2026-03-05"),
    ],
)
def test_a_template_becomes_the_day_that_the_files_promise(template: str, expected: str) -> None:
    assert resolved(template, today=TUESDAY) == expected


def test_each_of_several_values_is_resolved() -> None:
    assert resolved("T+1 | T+2>SA 09:30", today=TUESDAY) == "2026-03-11 | 2026-03-14 09:30"


@pytest.mark.parametrize(
    "words", ["", "T", "Treffpunkt", "T+3 25:00", "T+3>XX", "Am T+3 gibt es Tee", "FREQ=WEEKLY;BYDAY=SA"]
)
def test_whatever_is_no_template_stays_as_it_is(words: str) -> None:
    assert resolved(words, today=TUESDAY) == words


@given(DAYS, some.integers(-800, 800))
def test_days_are_counted_from_today(today: date, days: int) -> None:
    assert resolved(f"T{days:+d}", today=today) == str(today + timedelta(days=days))


@given(DAYS, some.sampled_from(WEEKDAYS))
def test_the_next_weekday_is_less_than_a_week_away(today: date, weekday: str) -> None:
    found = date.fromisoformat(resolved(f"T+0>{weekday}", today=today))

    assert found.weekday() == WEEKDAYS.index(weekday)
    assert timedelta() <= found - today < timedelta(days=7)


@given(DAYS, some.integers(0, 6), some.sampled_from((1, 2, 3, 4, -1)))
def test_the_nth_weekday_is_the_first_such_day_from_then_on(today: date, weekday: int, nth: int) -> None:
    def fits(day: date) -> bool:
        same = [day.replace(day=number) for number in range(1, 32) if _exists(day, number)]
        of_month = [each for each in same if each.weekday() == weekday]
        return day.weekday() == weekday and of_month[nth if nth == -1 else nth - 1] == day

    found = moved(today, weekday, nth)

    assert fits(found)
    assert not any(fits(today + timedelta(days=number)) for number in range((found - today).days))


@given(DAYS, some.integers(0, 30), some.sampled_from(["", ">SA", ">2TH", ">-1SU"]))
def test_beginning_and_end_move_alike(today: date, days: int, move: str) -> None:
    begin, end = (resolved(f"T+{days}{move} {time}", today=today) for time in ("10:00", "12:00"))

    assert begin.split()[0] == end.split()[0]


def _exists(day: date, number: int) -> bool:
    try:
        day.replace(day=number)
    except ValueError:
        return False
    return True
