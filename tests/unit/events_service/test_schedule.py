from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.rules.schedule import (
    AHEAD,
    MOST_DATES,
    EndsBeforeItStarts,
    NoDateLeft,
    Schedule,
    Span,
    TooLong,
)
from tests.support.events_makers import BERLIN, berlin, utc, wall

NOW = berlin("2026-03-01 12:00")


def a_schedule(**words: Any) -> Schedule:
    return Schedule.of({"starts_at": berlin("2026-03-11 17:30"), **words}, BERLIN)


def spans(schedule: Schedule, *, now: datetime = NOW) -> list[Span]:
    return schedule.dates(now=now)[0]


def clocks(schedule: Schedule, *, now: datetime = NOW) -> list[str]:
    return [f"{span.starts_at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for span in spans(schedule, now=now)]


def test_a_moment_without_a_zone_is_read_off_the_citys_clocks() -> None:
    assert a_schedule(starts_at=wall("2026-07-01 10:00")).starts_at == utc("2026-07-01 08:00")
    assert a_schedule(starts_at=wall("2026-01-01 10:00")).starts_at == utc("2026-01-01 09:00")


def test_a_single_event_has_one_date_however_far_away() -> None:
    schedule = a_schedule(starts_at=berlin("2029-05-01 10:00"), ends_at=berlin("2029-05-01 12:00"))
    assert schedule.laid_out(now=NOW) == ([Span(utc("2029-05-01 08:00"), utc("2029-05-01 10:00"))], False)


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    series = a_schedule(ends_at=berlin("2026-03-11 19:00"), rule="FREQ=WEEKLY;COUNT=4")
    assert spans(series) == [
        Span(utc("2026-03-11 16:30"), utc("2026-03-11 18:00")),
        Span(utc("2026-03-18 16:30"), utc("2026-03-18 18:00")),
        Span(utc("2026-03-25 16:30"), utc("2026-03-25 18:00")),
        Span(utc("2026-04-01 15:30"), utc("2026-04-01 17:00")),
    ]


def test_a_night_over_which_the_clocks_change_ends_when_the_clocks_say() -> None:
    nights = a_schedule(
        starts_at=berlin("2026-03-27 20:00"), ends_at=berlin("2026-03-28 06:00"), rule="FREQ=DAILY;COUNT=2"
    )
    assert spans(nights)[1] == Span(utc("2026-03-28 19:00"), utc("2026-03-29 04:00"))


def test_an_hour_that_the_clocks_skip_is_the_one_they_jump_to() -> None:
    nightly = a_schedule(
        starts_at=berlin("2026-03-28 02:30"), ends_at=berlin("2026-03-28 03:15"), rule="FREQ=DAILY;COUNT=3"
    )
    skipped = spans(nightly)[1]
    assert skipped.starts_at == utc("2026-03-29 01:30")
    assert skipped.ends_at == utc("2026-03-29 02:15")
    assert len(spans(nightly)) == 3


def test_an_hour_that_comes_twice_is_the_first() -> None:
    nightly = a_schedule(starts_at=berlin("2026-10-24 02:30"), rule="FREQ=DAILY;COUNT=2")
    assert spans(nightly, now=berlin("2026-10-01 00:00"))[1].starts_at == utc("2026-10-25 00:30")


def test_an_all_day_event_lasts_from_midnight_to_midnight() -> None:
    schedule = a_schedule(starts_at=berlin("2026-03-29 09:00"), all_day=True)
    assert (schedule.starts_at, schedule.ends_at) == (utc("2026-03-28 23:00"), utc("2026-03-29 22:00"))


def test_an_all_day_event_ends_with_the_day_its_end_lies_in() -> None:
    schedule = a_schedule(starts_at=wall("2026-05-01"), ends_at=wall("2026-05-03 18:00"), all_day=True)
    assert schedule.ends_at == berlin("2026-05-04 00:00")
    same = a_schedule(starts_at=wall("2026-05-01"), ends_at=wall("2026-05-04"), all_day=True)
    assert same.ends_at == berlin("2026-05-04 00:00")


def test_all_day_dates_of_a_series_begin_at_midnight_in_summer_and_winter() -> None:
    series = a_schedule(starts_at=wall("2026-03-01"), all_day=True, rule="FREQ=MONTHLY;COUNT=12")
    for span in spans(series):
        assert span.ends_at is not None
        assert span.starts_at.astimezone(BERLIN).hour == span.ends_at.astimezone(BERLIN).hour == 0
        assert span.starts_at.astimezone(BERLIN).date() + timedelta(days=1) == span.ends_at.astimezone(BERLIN).date()


def test_left_out_dates_are_counted_but_not_held() -> None:
    series = a_schedule(rule="FREQ=WEEKLY;COUNT=3", left_out=[berlin("2026-03-18 17:30")])
    assert clocks(series) == ["2026-03-11 17:30", "2026-03-25 17:30"]


def test_the_first_date_may_be_left_out() -> None:
    series = a_schedule(rule="FREQ=WEEKLY;COUNT=2", left_out=[berlin("2026-03-11 17:30")])
    assert clocks(series) == ["2026-03-18 17:30"]


def test_a_moment_at_which_nothing_takes_place_leaves_nothing_out() -> None:
    assert len(clocks(a_schedule(rule="FREQ=WEEKLY;COUNT=3", left_out=[berlin("2026-03-18 17:00")]))) == 3


def test_dates_may_be_added_without_any_rule() -> None:
    schedule = a_schedule(
        ends_at=berlin("2026-03-11 18:00"), further_starts=[berlin("2026-04-02 20:00"), berlin("2026-03-11 17:30")]
    )
    assert clocks(schedule) == ["2026-03-11 17:30", "2026-04-02 20:00"]
    assert spans(schedule)[1].ends_at == berlin("2026-04-02 20:30")


def test_an_endless_series_is_laid_out_400_days_ahead() -> None:
    found, goes_on = a_schedule(rule="FREQ=DAILY").laid_out(now=NOW)
    assert goes_on
    assert found[-1].starts_at <= NOW + AHEAD < found[-1].starts_at + timedelta(days=1)


def test_a_series_that_ends_within_that_time_does_not_go_on() -> None:
    assert a_schedule(rule="FREQ=DAILY;UNTIL=20260401").laid_out(now=NOW)[1] is False
    assert a_schedule(rule="FREQ=YEARLY;COUNT=2").laid_out(now=NOW)[1] is False


def test_a_series_that_begins_far_away_has_its_first_date_at_once() -> None:
    found, goes_on = a_schedule(starts_at=berlin("2029-01-01 10:00"), rule="FREQ=WEEKLY").laid_out(now=NOW)
    assert len(found) == 1
    assert goes_on


def test_a_series_of_decades_keeps_its_newest_dates() -> None:
    found, _ = a_schedule(starts_at=berlin("2000-01-01 10:00"), rule="FREQ=DAILY").laid_out(now=NOW)
    assert len(found) == MOST_DATES
    assert found[-1].starts_at > NOW + AHEAD - timedelta(days=2)


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(EndsBeforeItStarts):
        a_schedule(ends_at=berlin("2026-03-11 17:30"))
    with pytest.raises(EndsBeforeItStarts):
        a_schedule(ends_at=berlin("2026-03-10 17:30"), all_day=True)


def test_a_date_of_more_than_400_days_is_refused() -> None:
    with pytest.raises(TooLong):
        a_schedule(ends_at=berlin("2027-06-11 17:30"))


def test_a_series_without_any_date_left_is_refused() -> None:
    with pytest.raises(NoDateLeft):
        spans(a_schedule(left_out=[berlin("2026-03-11 17:30")]))


moments = st.datetimes(wall("2024-01-01"), wall("2028-01-01")).map(lambda each: each.replace(second=0, microsecond=0))
lengths = st.integers(1, 60 * 36).map(lambda minutes: timedelta(minutes=minutes))
rules = st.sampled_from(
    [
        "FREQ=DAILY;COUNT=30",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=MO,SU",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=MONTHLY;BYMONTHDAY=31",
    ]
)


@settings(deadline=None)
@given(moments, lengths, rules)
def test_every_date_ends_after_it_starts_and_none_stands_twice(start: datetime, length: timedelta, rule: str) -> None:
    series = Schedule.of({"starts_at": start, "ends_at": start.replace(tzinfo=BERLIN) + length, "rule": rule}, BERLIN)
    found = spans(series, now=start.replace(tzinfo=BERLIN))
    assert all(span.ends_at is not None and span.ends_at > span.starts_at for span in found)
    assert len({span.starts_at for span in found}) == len(found)
    assert found == sorted(found, key=lambda span: span.starts_at)


@settings(deadline=None)
@given(moments, rules)
def test_every_date_shows_the_same_hour_on_the_citys_clocks(start: datetime, rule: str) -> None:
    # Hours that the clocks skip or show twice are told of above.
    start = start.replace(hour=(start.hour + 4) % 24 if start.hour < 4 else start.hour)
    found = spans(Schedule.of({"starts_at": start, "rule": rule}, BERLIN), now=start.replace(tzinfo=BERLIN))
    assert {span.starts_at.astimezone(BERLIN).time() for span in found} == {start.time()}


@settings(deadline=None)
@given(moments, rules, st.data())
def test_what_is_left_out_is_gone_and_all_else_stays(start: datetime, rule: str, data: st.DataObject) -> None:
    now = start.replace(tzinfo=BERLIN)
    whole = {span.starts_at for span in spans(Schedule.of({"starts_at": start, "rule": rule}, BERLIN), now=now)}
    out = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=len(whole) - 1))
    left = Schedule.of({"starts_at": start, "rule": rule, "left_out": list(out)}, BERLIN)
    assert {span.starts_at for span in spans(left, now=now)} == whole - out


def test_dates_to_come_are_those_not_over_and_of_a_far_series_its_first_year() -> None:
    series = a_schedule(rule="FREQ=WEEKLY;COUNT=3")
    far = a_schedule(starts_at=berlin("2036-03-11 17:30"), rule="FREQ=WEEKLY")

    coming, goes_on = series.to_come(now=berlin("2026-03-19 12:00"))
    over, _ = series.to_come(now=berlin("2027-03-19 12:00"))
    later, goes_on_later = far.to_come(now=NOW)

    assert [(span.starts_at, goes_on) for span in coming] == [(berlin("2026-03-25 17:30"), False)]
    assert len(over) == 3
    assert (len(later), goes_on_later) == (58, True)
