"""What about an event has changed so that people must know, and what has not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.rules import changes, days_of, last_moment, on_day

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_day(days: int, hours: float = 0) -> dict[str, Any]:
    start = NOW + timedelta(days=days, hours=hours)
    return {
        "date_id": f"id-{days}",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
    }


def content(*days: dict[str, Any], **words: Any) -> dict[str, Any]:
    dates = list(days) or [a_day(10)]
    usual = {"title": "Treff", "status": "scheduled", "mode": "in_person", "venue": "Gemeindehaus", "place": None}
    return {**usual, "starts_at": dates[0]["starts_at"], "ends_at": dates[0]["ends_at"], "dates": dates, **words}


def what(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [each["what"] for each in changes(before, after, now=NOW)]


def test_another_title_is_no_change_that_people_must_know() -> None:
    assert what(content(), content(title="Reparatur-Treff", summary="Neu")) == []


def test_another_hour_is_a_move_and_says_from_when_to_when() -> None:
    (found,) = changes(content(a_day(10)), content(a_day(10, hours=1)), now=NOW)

    assert (found["what"], found["before"]["starts_at"]) == ("moved", a_day(10)["starts_at"])
    assert found["after"]["starts_at"] == a_day(10, hours=1)["starts_at"]


def test_another_end_is_a_move_too() -> None:
    day = a_day(10)
    assert what(content(day), content({**day, "ends_at": day["starts_at"]})) == ["moved"]


def test_of_a_series_only_the_date_that_is_dropped_is_told() -> None:
    (found,) = changes(content(a_day(7), a_day(14), a_day(21)), content(a_day(7), a_day(21)), now=NOW)

    assert (found["what"], found["before"]["date_id"]) == ("dropped", "id-14")


def test_a_date_that_has_passed_and_dates_that_are_added_are_no_change() -> None:
    assert what(content(a_day(-1), a_day(6)), content(a_day(6), a_day(13))) == []


def test_of_a_series_that_is_told_in_part_the_rest_is_not_taken_for_dropped() -> None:
    before, after = [a_day(n) for n in range(1, 61)], [a_day(n) for n in range(1, 30)]
    more = [a_day(n, hours=12) for n in range(1, 32)]

    told = changes(content(*before), content(*sorted([*after, *more], key=lambda day: str(day["starts_at"]))), now=NOW)

    assert max(each["before"]["starts_at"] for each in told or [{"before": a_day(0)}]) <= a_day(31)["starts_at"]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"venue": "Gemeindehaus"}, {"venue": "Stadtteilladen"}, ["place"]),
        ({"venue": None}, {"venue": "Stadtteilladen"}, ["place"]),
        ({"mode": "in_person"}, {"mode": "online"}, ["online"]),
        ({"mode": "online"}, {"mode": "in_person"}, ["in_person"]),
        ({"mode": "in_person"}, {"mode": "hybrid"}, []),
        ({"status": "scheduled"}, {"status": "postponed"}, ["postponed"]),
        ({"status": "cancelled"}, {"status": "scheduled"}, ["on_again"]),
        ({"status": "postponed"}, {"status": "rescheduled"}, ["on_again"]),
    ],
)
def test_place_mode_and_status_are_told(before: dict[str, Any], after: dict[str, Any], found: list[str]) -> None:
    assert what(content(**before), content(**after)) == found


DAYS = st.lists(st.integers(1, 40), min_size=1, max_size=8, unique=True).map(
    lambda days: [a_day(d) for d in sorted(days)]
)


@given(DAYS, DAYS)
def test_what_is_taken_back_is_no_change_and_every_lost_date_is_told(old: list[Any], new: list[Any]) -> None:
    before, after = content(*old), content(*new)

    assert what(before, before) == []
    told = {each["before"]["starts_at"] for each in changes(before, after, now=NOW)}
    assert told == {day["starts_at"] for day in old} - {day["starts_at"] for day in new}


def test_an_event_is_over_when_its_last_date_is() -> None:
    assert last_moment(content(a_day(3), a_day(9))) == NOW + timedelta(days=9, hours=2)


def test_a_date_that_moves_is_known_by_its_id_though_another_is_called_off() -> None:
    first, second = a_day(7), a_day(14)
    later = {**second, "starts_at": a_day(15)["starts_at"], "ends_at": a_day(15)["ends_at"]}
    off = {**first, "status": "cancelled", "note": "Regen"}
    found = changes(content(first, second), content(later, called_off=[off]), now=NOW)

    assert [(each["what"], each["before"]["date_id"]) for each in found] == [("dropped", "id-7"), ("moved", "id-14")]
    assert found[0]["after"]["note"] == "Regen"
    assert found[1]["after"]["starts_at"] == a_day(15)["starts_at"]


def test_a_date_that_is_dropped_has_not_moved_to_one_that_is_added() -> None:
    found = changes(content(a_day(7), a_day(14)), content(a_day(14), a_day(26)), now=NOW)

    assert [(each["what"], each["before"]["date_id"]) for each in found] == [("dropped", "id-7")]


def test_two_dates_that_change_places_have_both_moved() -> None:
    first, second = a_day(7), a_day(14)
    found = changes(
        content(first, second), content({**second, "date_id": "id-7"}, {**first, "date_id": "id-14"}), now=NOW
    )

    assert [(each["what"], each["before"]["date_id"], each["after"]["date_id"]) for each in found] == [
        ("moved", "id-7", "id-7"),
        ("moved", "id-14", "id-14"),
    ]


def test_dates_without_ids_are_matched_in_their_order() -> None:
    first, second = ({**a_day(n), "date_id": None} for n in (7, 14))
    later = {**second, "starts_at": a_day(15)["starts_at"], "ends_at": a_day(15)["ends_at"]}
    (found,) = changes(content(first, second), content(first, later), now=NOW)

    assert (found["what"], found["after"]["starts_at"]) == ("moved", a_day(15)["starts_at"])


def test_all_sixty_dates_that_are_told_have_moved() -> None:
    days = [a_day(n) for n in range(1, 61)]
    later = [{**each, "starts_at": a_day(n, 1)["starts_at"]} for n, each in enumerate(days, 1)]

    assert what(content(*days), content(*later)) == ["moved"] * 60


def test_a_date_that_was_called_off_is_back() -> None:
    first, second = a_day(7), a_day(14)
    (found,) = changes(content(second, called_off=[first]), content(first, second), now=NOW)
    assert (found["what"], found["after"]["date_id"]) == ("back", "id-7")


def test_one_date_elsewhere_is_told_of_that_date_alone() -> None:
    first, second = a_day(7), a_day(14)
    moved = {**second, "venue": "Stadthaus", "place": "Markt 2"}
    (found,) = changes(content(first, second), content(first, moved), now=NOW)
    assert (found["what"], found["before"]["date_id"]) == ("elsewhere", "id-14")
    shown = on_day(content(first, moved, district="altstadt"), "id-14")
    assert (shown["venue"], shown["place"], shown["district"]) == ("Stadthaus", "Markt 2", None)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"mode": "online", "online_link": "A"}, {"mode": "online", "online_link": "B"}, ["link"]),
        ({"mode": "hybrid", "online_link": "A"}, {"mode": "hybrid", "online_link": "B"}, ["link"]),
        ({"mode": "hybrid", "online_link": "A"}, {"mode": "hybrid", "online_link": None}, ["link"]),
        ({"mode": "online", "online_link": "A"}, {"mode": "online", "online_link": "A"}, []),
        ({"mode": "online"}, {"mode": "online", "online_link": "B"}, []),
        ({"mode": "online", "online_link": None}, {"mode": "online", "online_link": "B"}, []),
        ({"mode": "in_person", "online_link": "A"}, {"mode": "in_person", "online_link": "B"}, []),
        ({"mode": "hybrid", "online_link": "A"}, {"mode": "in_person", "online_link": None}, []),
    ],
)
def test_another_link_is_told_to_those_who_join_online(
    before: dict[str, Any], after: dict[str, Any], found: list[str]
) -> None:
    assert what(content(**before), content(**after)) == found
    postponed = content(**{**after, "status": "postponed"})
    assert what(content(**before, status="postponed"), postponed) == []


def test_another_link_on_one_date_is_told_of_that_date_alone() -> None:
    first, second = a_day(7), {**a_day(14), "online_link": "A"}
    whole = {"mode": "online", "online_link": "W"}
    (found,) = changes(
        content(first, second, **whole), content(first, {**second, "online_link": "B"}, **whole), now=NOW
    )
    assert (found["what"], found["before"]["date_id"], found["after"]["online_link"]) == ("date_link", "id-14", "B")

    renewed = {**whole, "online_link": "X"}
    assert what(content(first, second, **whole), content(first, second, **renewed)) == ["link"]
    only_there = {**a_day(14), "mode": "online"}
    of_one = [content(first, only_there, online_link=link) for link in ("W", "X")]
    assert [(each["what"], each["after"]["date_id"]) for each in changes(*of_one, now=NOW)] == [("date_link", "id-14")]


def test_of_a_series_whose_dates_are_all_called_off_none_is_left() -> None:
    nothing = {**content(a_day(7)), "dates": [], "called_off": [a_day(7)]}
    assert days_of(nothing) == []
    assert last_moment(nothing) == NOW + timedelta(days=7, hours=2)
