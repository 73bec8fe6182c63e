"""When an event takes place: as people write it in the form, and as the calendar keeps it."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from services.website.calendar.event_dates import SCHEDULE, to_choose
from services.website.records import forms

FIRST = {"starts_at": "2036-06-14", "starts_at-um": "10:00", "ends_at-um": "13:00"}


def read(**typed: str) -> dict[str, Any]:
    return forms.read("event", MultiDict({**FIRST, **{name.replace("__", "-"): typed[name] for name in typed}}))


def test_an_hour_alone_ends_it_on_the_day_on_which_it_begins() -> None:
    assert read()["ends_at"] == "2036-06-14T13:00"


@pytest.mark.parametrize(
    ("last", "ends_at"),
    [("2036-06-16", "2036-06-17T00:00"), ("", None), ("2036-02-29", "2036-03-01T00:00"), ("bald", "baldT00:00")],
)
def test_of_whole_days_people_write_the_first_and_the_last(last: str, ends_at: str | None) -> None:
    words = read(all_day="ja", ends_at=last, starts_at__um="", ends_at__um="")

    assert (words["starts_at"], words["ends_at"]) == ("2036-06-14T00:00", ends_at)


@pytest.mark.parametrize("last", ["", "2036-06-16"])
def test_hours_that_were_typed_are_there_again_when_days_are_whole_no_more(last: str) -> None:
    plain = read(ends_at=last, rule="FREQ=WEEKLY", left_out__0__day="2036-06-21")

    whole = forms.typed("event", read(all_day="ja", ends_at=last, rule="FREQ=WEEKLY", left_out__0__day="2036-06-21"))

    assert (whole["starts_at-um"], whole["ends_at-um"]) == ("10:00", "13:00")
    whole.pop("all_day")
    assert forms.read("event", whole) == plain


def test_further_and_changed_dates_keep_their_hours_beside_whole_days() -> None:
    rows = {
        "further_starts-0-starts_at": "2036-06-20",
        "further_starts-0-starts_at-um": "18:00",
        "further_starts-0-ends_at-um": "22:00",
        "changed_dates-0-original_start": "2036-06-21",
        "changed_dates-0-starts_at": "2036-06-22",
        "changed_dates-0-starts_at-um": "11:00",
    }

    whole = forms.typed("event", read(**rows, all_day="ja"))

    assert {name: whole[name] for name in rows if name.endswith("-um")} == {
        name: value for name, value in rows.items() if name.endswith("-um")
    }
    assert whole["changed_dates-0-original_start"] == "2036-06-21"


def test_whole_days_are_shown_by_their_first_and_last() -> None:
    words = {"all_day": True, "starts_at": "2036-06-14T00:00", "ends_at": "2036-06-17T00:00"}

    shown = forms.typed("event", words)

    assert (shown["starts_at"], shown["ends_at"]) == ("2036-06-14", "2036-06-16")
    assert not shown["starts_at-um"] + shown["ends_at-um"]


def test_a_further_date_takes_as_long_as_the_first() -> None:
    day = {"further_starts-0-starts_at": "2036-06-20", "further_starts-0-starts_at-um": "18:00"}

    words = read(**day)
    as_long = read(**day, **{"further_starts-0-ends_at-um": "21:00"})

    assert (words["further_starts"], words["changed_dates"]) == (["2036-06-20T18:00"], [])
    assert as_long["changed_dates"] == []


def test_a_further_date_that_takes_longer_is_kept_as_a_change_and_shown_in_its_row() -> None:
    words = read(
        **{
            "further_starts-0-starts_at": "2036-06-20",
            "further_starts-0-starts_at-um": "18:00",
            "further_starts-0-ends_at": "2036-06-20",
            "further_starts-0-ends_at-um": "23:00",
        }
    )

    assert words["changed_dates"] == [{"original_start": "2036-06-20T18:00", "ends_at": "2036-06-20T23:00"}]
    shown = forms.typed("event", words)
    assert shown["further_starts-0-ends_at-um"] == "23:00"
    assert not [name for name in shown if name.startswith("changed_dates")]


@pytest.mark.parametrize(
    "half", [{"further_starts-0-ends_at": "2036-06-20"}, {"further_starts-0-starts_at-um": "10:00"}]
)
def test_half_of_a_further_date_is_not_lost(half: dict[str, str]) -> None:
    shown = forms.typed("event", read(**half))

    assert {name: shown[name] for name in half} == half


def test_dates_of_a_rule_are_named_by_their_day_and_begin_when_it_does() -> None:
    series = {
        "rule": "FREQ=WEEKLY",
        "left_out-0-day": "2036-06-21",
        "changed_dates-0-original_start": "2036-06-28",
        "changed_dates-0-status": "cancelled",
    }

    words = read(**series)
    later = read(**{**series, "starts_at-um": "11:00"})
    whole = read(**series, all_day="ja")

    assert words["left_out"] == ["2036-06-21T10:00"]
    assert words["changed_dates"] == [{"original_start": "2036-06-28T10:00", "status": "cancelled"}]
    assert later["left_out"] == ["2036-06-21T11:00"]
    assert later["changed_dates"][0]["original_start"] == "2036-06-28T11:00"
    assert whole["left_out"] == ["2036-06-21T00:00"]


def test_a_date_that_moves_to_another_place_lies_no_more_where_it_lay() -> None:
    here = {"venue": "Markt", "street": None, "post_code": None, "town": None, "district": None}
    point = {"lat": 51.48, "lon": 11.97}
    change = {"original_start": "2036-06-28T10:00", **here, **point}

    shown = forms.typed("event", {"starts_at": "2036-06-14T10:00", "changed_dates": [change]})
    stays = forms.read("event", shown)["changed_dates"]
    shown["changed_dates-0-venue"] = "Bahnhof"
    moves = forms.read("event", shown)["changed_dates"]

    assert stays == [change]
    assert moves == [{**change, "venue": "Bahnhof", "lat": None, "lon": None}]


@pytest.mark.parametrize(
    "words",
    [
        {"starts_at": "2036-06-14T10:00", "ends_at": "2036-06-14T13:00"},
        {"starts_at": "2036-10-26T02:30+01:00", "ends_at": "2036-10-26T04:00:30"},
        {"starts_at": "2036-06-14T00:00", "ends_at": "2036-06-16T00:00", "all_day": True, "rule": "FREQ=YEARLY"},
        {
            "starts_at": "2036-06-14T10:00",
            "ends_at": "2036-06-14T13:00",
            "rule": "FREQ=WEEKLY;COUNT=9",
            "further_starts": ["2036-06-15T18:00", "2036-06-16T10:00"],
            "left_out": ["2036-06-21T10:00", "2036-06-21T10:30", "2036-06-28T10:00+02:00"],
            "changed_dates": [
                {"original_start": "2036-06-15T18:00", "ends_at": "2036-06-15T22:00"},
                {"original_start": "2036-06-16T10:00", "ends_at": "2036-06-16T10:30", "status": "rescheduled"},
                {"original_start": "2036-07-05T10:00", "starts_at": "2036-07-06T10:00", "title_note": "Mit Gast"},
                {"original_start": "2036-07-12T10:00", "mode": "online", "online_link": "https://example.org"},
            ],
        },
        {
            "starts_at": "2036-06-14T00:00",
            "ends_at": "2036-06-15T00:00",
            "all_day": True,
            "rule": "FREQ=WEEKLY",
            "further_starts": ["2036-06-17T00:00"],
            "left_out": ["2036-06-21T00:00"],
            "changed_dates": [
                {"original_start": "2036-06-17T00:00", "ends_at": "2036-06-19T00:00"},
                {"original_start": "2036-06-28T00:00", "starts_at": "2036-06-29T00:00", "ends_at": "2036-06-30T00:00"},
            ],
        },
    ],
    ids=["once", "exactly", "whole days", "a series with single dates", "the same of whole days"],
)
def test_dates_that_nobody_touches_stay_as_they_are(words: dict[str, Any]) -> None:
    read = forms.read("event", forms.typed("event", words))

    assert {name: read[name] for name in SCHEDULE if read[name]} == words


def test_dates_to_choose_from_are_those_to_come_and_those_chosen_already(website: Flask) -> None:
    words = {
        "starts_at": "2036-06-14T10:00",
        "left_out": ["2036-06-07T10:00"],
        "changed_dates": [{"original_start": "2036-06-15T18:00"}],
    }
    dates = [{"starts_at": "2036-06-14T08:00:00+00:00"}, {"starts_at": "2036-06-15T16:00:00+00:00"}]

    with website.test_request_context("/"):
        found = to_choose(words, dates)

    assert [value for value, _ in found] == ["2036-06-07", "2036-06-14", "2036-06-15T18:00"]
    assert found[2][1] == "Sonntag, 15. Juni 2036, 18 Uhr"
