import time
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.rules.recurrence import NoSuchRule, occurrences, read_rule
from tests.support.events_makers import wall

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = wall("2026-03-11 17:30")


def first(rule: str, start: datetime = WEDNESDAY, *, most: int = 20) -> list[datetime]:
    return list(islice(occurrences(rule, start, BERLIN), most))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=WE;COUNT=26",
        "FREQ=MONTHLY;BYDAY=2TH,4TH",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "FREQ=DAILY;UNTIL=20260401",
        "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
    ],
)
def test_usual_rules_are_understood(rule: str) -> None:
    assert read_rule(rule) == rule


def test_a_rule_may_be_written_as_calendars_write_it() -> None:
    assert read_rule(" rrule:freq=weekly;byday=we; ") == "FREQ=WEEKLY;BYDAY=WE"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "jeden Mittwoch",
        "BYDAY=WE",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=99999",
        "FREQ=WEEKLY;INTERVAL=100000",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=2WE",
        "FREQ=WEEKLY;BYDAY=MI",
        "FREQ=DAILY;UNTIL=morgen",
        "FREQ=WEEKLY;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=13",
    ],
)
def test_what_is_no_rule_or_not_supported_is_refused(rule: str) -> None:
    with pytest.raises(NoSuchRule):
        read_rule(rule)


def test_a_day_that_is_none_is_refused_when_it_is_looked_for() -> None:
    with pytest.raises(NoSuchRule):
        first("FREQ=DAILY;UNTIL=20260231")


def test_count_counts_the_first_date() -> None:
    assert len(first("FREQ=WEEKLY;COUNT=3")) == 3


def test_the_first_date_counts_even_when_the_rule_does_not_name_it() -> None:
    assert first("FREQ=WEEKLY;BYDAY=FR;COUNT=3") == [
        WEDNESDAY,
        wall("2026-03-13 17:30"),
        wall("2026-03-20 17:30"),
    ]


def test_until_a_day_includes_that_day() -> None:
    assert first("FREQ=WEEKLY;UNTIL=20260325")[-1] == wall("2026-03-25 17:30")


def test_until_a_moment_in_utc_is_read_on_the_citys_clocks() -> None:
    # 16:30 UTC is 17:30 in Berlin in winter; in summer it is 18:30.
    assert first("FREQ=WEEKLY;UNTIL=20260325T163000Z")[-1] == wall("2026-03-25 17:30")
    assert first("FREQ=WEEKLY;UNTIL=20260325T162959Z")[-1] == wall("2026-03-18 17:30")


def test_the_29th_of_february_comes_every_four_years() -> None:
    leap_day = wall("2028-02-29 10:00")
    assert [each.year for each in first("FREQ=YEARLY", leap_day, most=3)] == [2028, 2032, 2036]


def test_the_31st_comes_in_seven_months_of_a_year() -> None:
    assert [each.month for each in first("FREQ=MONTHLY", wall("2026-01-31 10:00"), most=7)] == [1, 3, 5, 7, 8, 10, 12]


def test_a_rule_that_dateutil_stumbles_over_simply_ends() -> None:
    assert first("FREQ=WEEKLY;BYDAY=TH,SA,WE;BYMONTHDAY=-31;BYMONTH=2;WKST=SU") == [WEDNESDAY]


def test_a_date_that_never_comes_is_given_up_soon() -> None:
    began = time.process_time()
    assert first("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") == [WEDNESDAY]
    # dateutil alone takes four seconds.
    assert time.process_time() - began < 1.5


starts = st.datetimes(wall("2000-01-01"), wall("2100-12-31")).map(lambda moment: moment.replace(microsecond=0))
rules = st.builds(
    lambda frequency, interval, count: f"FREQ={frequency};INTERVAL={interval};COUNT={count}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 12),
    st.integers(1, 15),
)


@settings(deadline=None)
@given(rules, starts)
def test_dates_are_those_that_dateutil_finds(rule: str, start: datetime) -> None:
    assert first(rule, start) == list(rrulestr(rule, dtstart=start))


@settings(deadline=None)
@given(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), st.integers(1, 4), starts)
def test_the_nth_weekday_of_a_month_is_just_that(day: str, nth: int, start: datetime) -> None:
    for found in first(f"FREQ=MONTHLY;BYDAY={nth}{day}", start, most=14)[1:]:
        assert ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][found.weekday()] == day
        assert (found.day - 1) // 7 == nth - 1


@settings(deadline=None)
@given(rules, starts)
def test_dates_come_in_order_and_keep_their_hour(rule: str, start: datetime) -> None:
    found = first(rule, start)
    assert found == sorted(set(found))
    assert {each.time() for each in found} == {start.time()}
    assert found[0] == start
    assert all(each - start >= timedelta(0) for each in found)
