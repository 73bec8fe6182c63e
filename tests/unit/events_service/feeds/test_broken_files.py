"""Whatever bytes come, the reader says what is wrong with them in one of its own words, and stays small."""

from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events_service.rules.feeds import printed
from events_service.rules.feeds.cutting import LARGEST, Unreadable
from events_service.rules.feeds.reading import read_calendar
from events_service.rules.feeds.sentences import SINGLE, WHOLE, sentence
from tests.support.calendars import BERLIN, EXPECTED, FOLDER, YEAR, a_calendar, an_entry, only

KEPT = [(FOLDER / name).read_bytes() for name in EXPECTED if not name.startswith("10-")]
PIECES = st.sampled_from(
    [
        *(
            b"BEGIN:VEVENT",
            b"END:VEVENT",
            b"BEGIN:VCALENDAR",
            b"END:VCALENDAR",
            b"BEGIN:VTIMEZONE",
            b"\r\n ",
            b"\r",
            b"\0",
        ),
        *(
            b";",
            b":",
            b'"',
            b"\\",
            b",",
            b"Z",
            b"\xff\xfe",
            b"=",
            b"99999999T999999",
            b"00000000",
            b"-P1D",
            b"INTERVAL=0",
        ),
        *(b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", b"RECURRENCE-ID:20360312T160000", b"TZID=/a/b/c", b"UNTIL=1"),
        *(b"DTSTART;VALUE=DATE:20360501", b"EXDATE:", b"RDATE;VALUE=PERIOD:/", b"<p>", b"&#9999999;", b"GEO:9e9;1"),
    ]
)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES | st.binary(max_size=8)), min_size=1, max_size=6
)


def _read(file: bytes) -> None:
    try:
        found = read_calendar(file, YEAR, city=BERLIN)
    except Unreadable as refusal:
        sentence(refusal.kind, "de")
        return
    for each in found.left_out:
        sentence(each.kind, "de", of=SINGLE)
    printed.shown(found, zone=BERLIN)


@settings(max_examples=200)
@given(st.sampled_from(KEPT), CHANGES)
def test_a_changed_calendar_is_read_or_refused_by_name(file: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for where, gone, new in changes:
        place = int(where * len(file))
        file = file[:place] + new + file[place + gone :]

    _read(file)


@given(st.binary(max_size=400))
@example(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:VEVENT\r\nBEGIN:VEVENT")
@example(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR")
def test_any_bytes_are_read_or_refused_by_name(file: bytes) -> None:
    _read(file)
    _read(
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\nDTSTART:20360501T100000\n" + file + b"\nEND:VEVENT\nEND:VCALENDAR"
    )


@pytest.mark.parametrize("file", KEPT[:9])
def test_a_calendar_cut_off_anywhere_changes_nothing(file: bytes) -> None:
    for length in range(20, len(file.rstrip()) - 1, 97):
        with pytest.raises(Unreadable, match="truncated"):
            read_calendar(file[:length], YEAR, city=BERLIN)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (b" \r\n\0", "empty"),
        (b'{"calendar": []}', "not_a_calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 30, "not_a_calendar"),
        (b"BEGIN:VCALENDAR\n" + b"x" * LARGEST, "too_large"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 20_001, "too_many_events"),
    ],
)
def test_what_is_no_calendar_of_ours_is_refused_by_name(file: bytes, kind: str) -> None:
    with pytest.raises(Unreadable, match=kind):
        read_calendar(file, YEAR, city=BERLIN)


def test_rules_that_take_too_long_end_the_reading() -> None:
    seconds = count(step=20)

    with pytest.raises(Unreadable, match="too_costly"):
        read_calendar(
            a_calendar(an_entry(uid="1"), an_entry(uid="2")), YEAR, city=BERLIN, clock=lambda: float(next(seconds))
        )


def test_more_dates_than_anybody_looks_at_are_refused() -> None:
    daily = [an_entry("RRULE:FREQ=DAILY", start="DTSTART:20360101T100000", uid=str(number)) for number in range(30)]

    with pytest.raises(Unreadable, match="too_many_dates"):
        read_calendar(a_calendar(*daily), YEAR, city=BERLIN)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=9999999999", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY"])
def test_of_an_endless_rule_only_the_window_is_kept(rule: str) -> None:
    found = only(an_entry(f"RRULE:{rule}", start="DTSTART:19500101T100000"))

    assert len(found.days) <= 366
    assert len(found.plan.further_starts) <= 366


@pytest.mark.parametrize("kind", WHOLE)
def test_every_reason_is_said_in_german(kind: str) -> None:
    words = {"status": 500, "media_type": "image/png"}

    assert sentence(kind, "de", words=words) != sentence(kind, "en", words=words)


@pytest.mark.parametrize("kind", SINGLE)
def test_every_reason_to_leave_one_out_is_said_in_german(kind: str) -> None:
    assert sentence(kind, "de", of=SINGLE) != SINGLE[kind]
