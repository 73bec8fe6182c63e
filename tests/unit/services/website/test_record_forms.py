"""The forms of records: everything a record holds is asked for, and comes back as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from directory_service.schemas.records import FORMS as OF_THE_DIRECTORY
from events_service.schemas.records import FORMS as OF_THE_CALENDAR
from services.website.records import forms, opening
from services.website.records.fields import STEPS, entries

# What somebody else says: the system, or another part of the page.
ELSEWHERE = {"organisation_id", "confirmed_on", "pictures"}
# When it was to begin is noted by the calendar itself.
NOWHERE = {"previous_start"}
NAMES = {**OF_THE_DIRECTORY.names, **OF_THE_CALENDAR.names}
ADDRESSES: list[tuple[str, str]] = [
    ("addresses-0-label", "Werkstatt"),
    ("addresses-0-street", "Am Platz 1"),
    ("addresses-3-label", "Garten"),
    ("addresses-3-opening_hours", "Sa 9-12 Uhr"),
    ("addresses-7-label", ""),
]


@pytest.mark.parametrize("kind", list(STEPS))
def test_a_form_asks_for_all_that_a_record_holds(kind: str) -> None:
    asked = {entry.name for entry in entries(kind)}
    if "point" in asked:
        asked = asked - {"point"} | {"lat", "lon"}
    assert set(NAMES[kind]) - asked == (ELSEWHERE | NOWHERE) & set(NAMES[kind])


@pytest.mark.parametrize("kind", list(STEPS))
def test_every_line_to_write_in_has_help_beside_it(kind: str) -> None:
    plain = {"date", "time", "moment", "tick", "choice", "yes_no", "languages"}
    assert [each.name for each in entries(kind) if not each.hint and each.sort not in plain] == []


def test_places_are_read_row_by_row_and_empty_rows_are_none() -> None:
    words = forms.read("organisation", MultiDict(ADDRESSES))

    assert [each["label"] for each in words["addresses"]] == ["Werkstatt", "Garten"]
    assert words["addresses"][1]["opening_hours"] == "Sa 09:00-12:00"


def test_a_row_is_taken_away_without_the_others() -> None:
    addresses = next(each for each in entries("organisation") if each.name == "addresses")

    left = forms.without_row(addresses, 0, MultiDict(ADDRESSES))

    assert [each["label"] for each in forms.read("organisation", left)["addresses"]] == ["Garten"]


def test_what_only_editors_say_is_not_taken_from_others() -> None:
    typed = MultiDict([("name", "Bund"), ("trusted", "ja")])

    assert "trusted" not in forms.read("organisation", typed)
    assert forms.read("organisation", typed, is_editor=True)["trusted"] is True


@pytest.mark.parametrize(("written", "read"), [("1,5", 1.5), ("3", 3.0), ("drei", "drei"), ("", None)])
def test_hours_are_read_however_people_write_them(written: str, read: Any) -> None:
    assert forms.read("offer", MultiDict([("hours", written)]))["hours"] == read


def test_signs_that_nobody_sees_stay_out_as_nobody_can_take_them_out() -> None:
    pasted = MultiDict([("name", "\ufeffBund 🌱"), ("phone", "\u202d0345 123\u202c"), ("description", "a\x00\r\nb")])
    words = forms.read("organisation", pasted)
    assert (words["name"], words["phone"], words["description"]) == ("Bund 🌱", "0345 123", "a\nb")


@given(st.dictionaries(st.sampled_from(["title", "effort", "street", "training"]), st.text(max_size=40)))
def test_what_was_written_comes_back_into_the_form(typed: dict[str, str]) -> None:
    words = forms.read("offer", MultiDict(typed))

    assert forms.read("offer", forms.typed("offer", words)) == words


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("Mo-Fr 10-16 Uhr", "Mo-Fr 10:00-16:00"),
        ("Montag bis Freitag 10.30 bis 16 Uhr; Samstag 9-12", "Mo-Fr 10:30-16:00; Sa 09:00-12:00"),
        ("dienstags und donnerstags 17–19 Uhr", "Tu,Th 17:00-19:00"),
        ("We 17:00-19:00", "We 17:00-19:00"),
        ("Mo[1] 18:00-20:00", "Mo[1] 18:00-20:00"),
        ("nach Vereinbarung, so lange es hell ist", "nach Vereinbarung, so lange es hell ist"),
        ("0345 900 1000-2000", "0345 900 1000-2000"),
        ("", ""),
    ],
)
def test_opening_hours_are_read_as_people_write_them(written: str, short: str) -> None:
    assert opening.tidied(written) == short


@given(st.text(max_size=60))
def test_hours_that_are_short_already_stay_as_they_are(text: str) -> None:
    once = opening.tidied(text)

    assert opening.tidied(once) == once


def test_a_number_that_is_0_comes_back() -> None:
    assert forms.read("event", forms.typed("event", {"age_from": 0}))["age_from"] == 0
