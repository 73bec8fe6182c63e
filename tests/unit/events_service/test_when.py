from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events_service.rules.when import RANGES, days_of_month

days = st.dates(date(2000, 1, 1), date(2099, 1, 1))


@given(days)
def test_the_weekend_is_what_is_left_of_saturday_and_sunday(today: date) -> None:
    first, last = RANGES["weekend"](today)
    assert last.weekday() == 6
    assert first.weekday() in ({5} if today.weekday() < 6 else {6})
    assert today <= first <= last <= today + timedelta(days=6)


@given(days)
def test_a_month_has_all_its_days_and_the_first_of_the_next(today: date) -> None:
    found = days_of_month(today.replace(day=1))
    assert today in found
    assert [each.month for each in found[:-1]] == [today.month] * (len(found) - 1)
    assert (found[0].day, found[-1].day) == (1, 1)
    assert found[-1].month != today.month
