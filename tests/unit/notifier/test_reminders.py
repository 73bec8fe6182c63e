"""When people are reminded, and from when on it is too late: right on every clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notifier.rules import Lead, moments

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN)


def reminded(starts_at: datetime, *, all_day: bool = False) -> dict[Lead, str]:
    return {
        each.lead: f"{each.remind_at.astimezone(BERLIN):%Y-%m-%d %H:%M}"
        for each in moments(starts_at, BERLIN, all_day=all_day)
    }


def test_people_are_reminded_a_week_a_day_and_two_hours_before() -> None:
    assert reminded(at("2026-05-22 14:30")) == {
        Lead.WEEK: "2026-05-15 14:30",
        Lead.DAY: "2026-05-21 14:30",
        Lead.HOURS: "2026-05-22 12:30",
    }


def test_days_before_are_counted_on_the_wall_clock_over_the_night_of_summer_time() -> None:
    # On 29 March 2026 the clocks go from two to three.
    assert reminded(at("2026-03-29 10:00"))[Lead.DAY] == "2026-03-28 10:00"
    assert reminded(at("2026-03-29 03:30"))[Lead.HOURS] == "2026-03-29 00:30"
    # On 25 October 2026 they go from three to two.
    assert reminded(at("2026-10-25 10:00"))[Lead.WEEK] == "2026-10-18 10:00"


def test_a_whole_day_begins_at_nine_in_the_morning_for_reminders() -> None:
    assert reminded(at("2026-05-22 00:00"), all_day=True) == {
        Lead.WEEK: "2026-05-15 09:00",
        Lead.DAY: "2026-05-21 09:00",
        Lead.HOURS: "2026-05-22 07:00",
    }


@given(STARTS, ZONES)
def test_reminders_come_in_order_and_are_late_before_it_begins(starts_at: datetime, zone: ZoneInfo) -> None:
    week, day, hours = moments(starts_at, zone)

    assert week.remind_at < day.remind_at < hours.remind_at < starts_at
    assert all(each.remind_at < each.late_at < starts_at for each in (week, day, hours))


@given(STARTS, ZONES)
def test_who_reads_tomorrow_reads_it_the_day_before(starts_at: datetime, zone: ZoneInfo) -> None:
    day = next(each for each in moments(starts_at, zone) if each.lead == Lead.DAY)
    last = (day.late_at - timedelta(microseconds=1)).astimezone(zone).date()

    assert starts_at.astimezone(zone).date() - last == timedelta(days=1)


@given(STARTS, ZONES)
def test_a_week_before_is_the_same_hour_unless_that_night_had_no_such_hour(starts_at: datetime, zone: ZoneInfo) -> None:
    week = next(each for each in moments(starts_at, zone) if each.lead == Lead.WEEK)
    told, meant = week.remind_at.astimezone(zone), starts_at.astimezone(zone).replace(tzinfo=None) - timedelta(days=7)

    there = meant.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == meant
    assert told.replace(tzinfo=None) == meant or not there
