"""What real programs write into calendars, rebuilt in small; of their own files none is copied."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import read_calendar
from tests.support.calendars import BERLIN, YEAR, a_calendar, an_entry, only, reading, refusals, starts

EXCHANGE = "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}"
NO_SUMMER = EXCHANGE + "\r\nEND:STANDARD\r\nEND:VTIMEZONE"


def test_a_series_split_in_parts_and_moved_dates_come_out_once_each() -> None:
    found = reading(
        an_entry(
            "RRULE:FREQ=WEEKLY;UNTIL=20360514T235959Z", start="DTSTART;TZID=Europe/Berlin:20360501T190000", uid="a"
        ),
        an_entry("RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART;TZID=Europe/Berlin:20360522T200000", uid="a_R20360522"),
        an_entry(
            "RECURRENCE-ID;TZID=Europe/Berlin:20360508T190000",
            start="DTSTART;TZID=Europe/Berlin:20360509T190000",
            uid="a",
        ),
    )

    assert [starts(each) for each in found.events] == [["05-01 19:00", "05-09 19:00"], ["05-22 20:00", "05-29 20:00"]]


def test_one_cancelled_date_stays_visible() -> None:
    found = only(
        an_entry("RRULE:FREQ=DAILY;COUNT=3"),
        an_entry("RECURRENCE-ID:20360502T100000", "STATUS:CANCELLED", start="DTSTART:20360502T100000"),
    )

    assert [day.words.status for day in found.days] == ["scheduled", "cancelled", "scheduled"]


def test_exceptions_in_utc_count_against_a_start_in_a_zone() -> None:
    found = only(
        an_entry(
            "RRULE:FREQ=DAILY;COUNT=3",
            "EXDATE:20360502T080000Z",
            "DURATION:PT1H",
            start="DTSTART;TZID=Europe/Berlin:20360501T100000",
        )
    )

    assert starts(found) == ["05-01 10:00", "05-03 10:00"]
    assert found.plan.rule == "FREQ=DAILY;COUNT=3"
    assert found.plan.left_out == (datetime(2036, 5, 2, 8, tzinfo=UTC),)


def test_dates_may_be_listed_and_a_uid_may_be_missing() -> None:
    listed = "RDATE;VALUE=DATE-TIME:20360503T100000,20360505T100000Z"

    found = only(an_entry(listed, "RDATE;VALUE=PERIOD:20360507T100000/PT1H", uid=""))

    assert found.key is None
    assert starts(found) == ["05-01 10:00", "05-03 10:00", "05-05 12:00", "05-07 10:00"]
    assert len(found.plan.further_starts) == 3


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ('"W. Europe Standard Time"', "10"),
        ('"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"', "10"),
        ("/citadel.org/20210210_1/Europe/Berlin", "10"),
        ("Europe/London", "11"),
        ("Tokyo Standard Time", "03"),
        ("Nobody Knows This Time", "10"),
        ("../../../etc/passwd", "10"),
        ("Europe", "10"),
    ],
)
def test_a_zone_is_known_by_all_its_names(zone: str, hour: str) -> None:
    assert starts(only(an_entry(start=f"DTSTART;TZID={zone}:20360501T100000"))) == [f"05-01 {hour}:00"]


def test_a_zone_of_a_programs_own_is_read_from_its_definition() -> None:
    zone = NO_SUMMER.format("Customized Time Zone", "+0100", "+0100")

    assert starts(only(an_entry(start="DTSTART;TZID=Customized Time Zone:20360501T100000"), zones=zone)) == [
        "05-01 11:00"
    ]


def test_a_zone_whose_clocks_change_every_second_is_not_worked_out() -> None:
    zone = EXCHANGE.format("Mad", "+0100", "+0200") + "\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE"

    assert starts(only(an_entry(start="DTSTART;TZID=Mad:20360501T100000"), zones=zone)) == ["05-01 10:00"]


def test_a_monthly_series_of_whole_days_keeps_its_rule() -> None:
    found = only(an_entry("RRULE:FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1", start="DTSTART;VALUE=DATE:20360501"))

    assert starts(found) == ["05-01 00:00", "06-01 00:00", "07-01 00:00"]
    assert found.all_day
    assert found.plan.rule == "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1"


def test_a_series_in_utc_goes_on_in_utc_when_our_clocks_are_set() -> None:
    found = only(an_entry("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART:20361018T160000Z"))

    assert starts(found) == ["10-18 18:00", "10-25 18:00", "11-01 17:00"]
    assert (found.plan.rule, len(found.plan.further_starts)) == (None, 2)


def test_several_calendars_in_one_file_are_one() -> None:
    one, two = an_entry(uid="1"), an_entry(uid="2")
    between = "END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nVERSION:2.0"

    assert len(reading(one, between, two).events) == 2


def test_a_date_without_its_series_stands_for_itself() -> None:
    assert starts(only(an_entry("RECURRENCE-ID:20360502T100000", start="DTSTART:20360503T110000"))) == ["05-03 11:00"]


def test_a_date_that_belongs_to_no_rule_is_added() -> None:
    found = only(
        an_entry("RRULE:FREQ=WEEKLY;COUNT=2"),
        an_entry("RECURRENCE-ID:20360503T100000", start="DTSTART:20360504T100000", title="Extra"),
    )

    assert starts(found) == ["05-01 10:00", "05-04 10:00", "05-08 10:00"]
    assert found.plan.further_starts == (datetime(2036, 5, 3, 8, tzinfo=UTC),)


def test_from_one_date_on_all_may_be_different() -> None:
    found = only(
        an_entry("RRULE:FREQ=DAILY;COUNT=4"),
        an_entry("RECURRENCE-ID;RANGE=THISANDFUTURE:20360503T100000", start="DTSTART:20360503T120000", title="Later"),
    )

    assert starts(found) == ["05-01 10:00", "05-02 10:00", "05-03 12:00", "05-04 12:00"]
    assert [day.words.title for day in found.days][-2:] == ["Later", "Later"]


def test_a_private_date_of_a_public_series_is_left_out() -> None:
    found = only(
        an_entry("RRULE:FREQ=DAILY;COUNT=3"),
        an_entry("RECURRENCE-ID:20360502T100000", "CLASS:CONFIDENTIAL", start="DTSTART:20360502T100000"),
    )

    assert starts(found) == ["05-01 10:00", "05-03 10:00"]
    assert found.plan.left_out == (datetime(2036, 5, 2, 8, tzinfo=UTC),)


def test_dates_of_a_private_series_do_not_stand_for_themselves() -> None:
    apart = an_entry("RECURRENCE-ID:20360502T100000", start="DTSTART:20360502T100000")

    assert reading(an_entry("RRULE:FREQ=DAILY", "CLASS:X-SECRET"), apart).events == []


def test_the_newest_version_of_an_event_counts() -> None:
    found = only(an_entry("SEQUENCE:2", title="New"), an_entry("SEQUENCE:1", title="Old"))

    assert found.words.title == "New"


def test_different_events_may_have_the_same_uid() -> None:
    found = reading(an_entry(title="One"), an_entry(title="Two", start="DTSTART:20360601T100000"))

    assert [each.words.title for each in found.events] == ["One", "Two"]
    assert len({each.key for each in found.events}) == 2


def test_a_calendar_of_cancellations_cancels() -> None:
    assert only("METHOD:CANCEL", an_entry()).words.status == "cancelled"


def test_a_whole_day_may_end_on_the_day_it_begins() -> None:
    (day,) = only(an_entry("DTEND;VALUE=DATE:20360501", start="DTSTART;VALUE=DATE:20360501")).days

    assert day.ends_at == day.starts_at + timedelta(days=1)


def test_outlook_says_in_its_own_way_that_something_takes_the_whole_day() -> None:
    found = only(an_entry("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "DTEND:20360503T000000", start="DTSTART:20360501T000000"))

    assert found.all_day
    assert (found.days[0].ends_at or found.days[0].starts_at).astimezone(BERLIN).date() == date(2036, 5, 3)


def test_an_end_at_the_beginning_is_no_end() -> None:
    assert only(an_entry("DTEND:20360501T100000")).days[0].ends_at is None


@pytest.mark.parametrize(
    "said", ["DURATION:PT0S", "DURATION:gibberish", "DTEND:gibberish", "DTEND;VALUE=DATE:20360501"]
)
def test_an_end_that_says_nothing_is_not_invented(said: str) -> None:
    assert only(an_entry(said)).days[0].ends_at is None


def test_text_that_was_not_folded_stays_together() -> None:
    found = only(an_entry("DESCRIPTION:First line", "- and a second without a fold", "LOCATION:Hall"))

    assert found.words.description == "First line\n- and a second without a fold"
    assert found.words.place == "Hall"


def test_old_encodings_are_read() -> None:
    file = a_calendar(an_entry(title="Küfa für alle"))
    for encoded in (file.decode().encode("windows-1252"), b"\xef\xbb\xbf" + file, file.decode().encode("utf-16")):
        assert read_calendar(encoded, YEAR, city=BERLIN).events[0].words.title == "Küfa für alle"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["RRULE:FREQ=HOURLY"], "rule_too_frequent"),
        (["RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5"], "rule_too_frequent"),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], "rule_invalid"),
        (["RRULE:FREQ=DAILY;COUNT=-1"], "rule_invalid"),
        (["RRULE:FREQ=FORTNIGHTLY"], "rule_invalid"),
        (["RRULE:BYDAY=MO"], "rule_invalid"),
        (["RRULE:FREQ=DAILY;UNTIL=20361341T000000Z"], "rule_invalid"),
        (["RRULE:FREQ=DAILY;FREQ=WEEKLY"], "rule_invalid"),
        (["RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5"], "too_many_dates"),
        (["RDATE:" + ",".join(["20360501T100000"] * 2001)], "too_many_dates"),
        (["DTEND:20360430T100000"], "ends_before_start"),
        (["DURATION:-PT1H"], "ends_before_start"),
        (["DTEND:20380501T100000"], "too_long"),
        (["DURATION:P999999999D"], "too_long"),
    ],
)
def test_one_event_that_cannot_be_used_does_not_hold_up_the_others(lines: list[str], kind: str) -> None:
    assert refusals(an_entry(*lines), an_entry(uid="2")) == [kind]
    assert len(reading(an_entry(*lines), an_entry(uid="2")).events) == 1


def test_an_event_needs_a_title_and_a_beginning() -> None:
    no_start, no_title = an_entry(start="X-A:1"), an_entry(title="<b></b>", uid="2")

    assert refusals(no_start, no_title, an_entry(start="DTSTART:someday", uid="3")) == [
        "no_start",
        "no_title",
        "unreadable",
    ]


def test_an_event_whose_end_is_missing_is_left_out_alone() -> None:
    assert refusals("BEGIN:VEVENT\r\nSUMMARY:Half", an_entry()) == ["unreadable"]


def test_exceptions_to_the_rule_may_be_a_rule() -> None:
    found = only(an_entry("RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2", start="DTSTART:20360501T100000"))

    assert starts(found) == ["05-02 10:00", "05-04 10:00"]


def test_a_whole_day_is_one_day_when_the_list_of_dates_begins_on_the_day_the_clocks_change() -> None:
    window = Window(datetime(2036, 3, 30, tzinfo=BERLIN).astimezone(UTC), YEAR.ends_at)
    sundays = ("RRULE:FREQ=WEEKLY;COUNT=8;BYDAY=SU", "EXRULE:FREQ=MONTHLY;BYDAY=1SU")

    (found,) = reading(an_entry(*sundays, start="DTSTART;VALUE=DATE:20360309"), window=window).events

    assert (found.plan.starts_at, found.plan.ends_at) == (
        datetime(2036, 3, 30, tzinfo=BERLIN),
        datetime(2036, 3, 31, tzinfo=BERLIN),
    )


def test_markup_and_hidden_signs_leave_nothing_behind() -> None:
    found = only(
        an_entry(
            'DESCRIPTION:<p>Hello</p><script>alert(1)</script><a href="javascript:x">you</a>\u202e',
            "LOCATION:<b>Hall</b>\\nStreet 1\u0007",
            "URL:javascript:alert(1)",
            title="A\u200b <i>great</i>\\n day &amp; night",
        )
    )

    assert found.words.title == "A\u200b great day & night"
    assert found.words.description == "Hello\n\nyou"
    assert (found.words.place, found.words.link) == ("Hall, Street 1", None)


def test_what_is_longer_than_we_keep_is_cut() -> None:
    found = only(an_entry("DESCRIPTION:" + "long " * 9_000, title="x" * 500))

    assert len(found.words.title) == 200
    assert len(found.words.description or "") == 20_000
