"""Single dates of a series that are other than the rule says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.rules.changed_dates import DateEndsBeforeItStarts, canonical
from events_service.rules.schedule import Schedule, Span
from tests.support.events_makers import BERLIN, berlin, utc, wall

NOW = berlin("2026-03-01 12:00")
SECOND = berlin("2026-03-18 17:30")


def a_series(*changes: dict[str, Any], **words: Any) -> Schedule:
    first = {"starts_at": berlin("2026-03-11 17:30"), "ends_at": berlin("2026-03-11 19:00")}
    return Schedule.of({**first, "rule": "FREQ=WEEKLY;COUNT=4", "changed_dates": changes, **words}, BERLIN)


def spans(schedule: Schedule) -> list[Span]:
    return schedule.dates(now=NOW)[0]


def test_a_date_that_moves_takes_as_long_as_before_and_is_known_by_its_old_start() -> None:
    moved = spans(a_series({"original_start": SECOND, "starts_at": berlin("2026-03-19 20:00")}))[1]
    assert (moved.starts_at, moved.ends_at) == (utc("2026-03-19 19:00"), utc("2026-03-19 20:30"))
    assert (moved.planned_start, moved.status) == (SECOND, "rescheduled")


def test_a_date_that_is_only_elsewhere_stays_at_its_time_and_names_its_place_as_a_whole() -> None:
    elsewhere = spans(a_series({"original_start": SECOND, "venue": "Stadthaus"}))[1]
    assert (elsewhere.starts_at, elsewhere.status) == (SECOND, None)
    assert elsewhere.change is not None
    assert elsewhere.change["venue"] == "Stadthaus"
    assert elsewhere.change["street"] is None


def test_a_date_that_is_called_off_alone_still_stands_there() -> None:
    found = spans(a_series({"original_start": SECOND, "status": "cancelled", "status_note": "Regen"}))
    assert [span.status for span in found] == [None, "cancelled", None, None]


def test_a_date_that_moves_onto_another_takes_its_place() -> None:
    found = spans(
        a_series({"original_start": SECOND, "starts_at": berlin("2026-03-25 17:30"), "title_note": "Doppelt"})
    )
    assert [span.change is not None for span in found] == [False, True, False]


def test_what_is_left_out_is_not_brought_back_by_a_change() -> None:
    change = {"original_start": SECOND, "title_note": "Mit Gast"}
    assert SECOND not in [span.planned_start for span in spans(a_series(change, left_out=[SECOND]))]


def test_a_change_of_no_date_has_no_effect() -> None:
    nowhere = {"original_start": berlin("2026-03-20 17:30"), "status": "cancelled"}
    assert spans(a_series(nowhere)) == spans(a_series())


def test_a_whole_day_that_moves_takes_whole_days() -> None:
    day = {"starts_at": berlin("2026-03-11 00:00"), "ends_at": None, "all_day": True}
    change = {"original_start": berlin("2026-03-18 09:00"), "starts_at": berlin("2026-03-29 15:00")}
    moved = spans(a_series(change, **day))[-2]
    assert (moved.starts_at, moved.planned_start) == (utc("2026-03-28 23:00"), utc("2026-03-17 23:00"))


def test_a_date_may_not_end_before_it_begins() -> None:
    with pytest.raises(DateEndsBeforeItStarts):
        a_series({"original_start": SECOND, "ends_at": berlin("2026-03-18 17:00")})


moments = st.datetimes(wall("2026-01-01 00:00"), wall("2027-01-01 00:00")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
changes = st.fixed_dictionaries(
    {"original_start": moments},
    optional={
        "starts_at": moments,
        "title_note": st.just("Gast"),
        "venue": st.just("Haus"),
        "status": st.just("cancelled"),
    },
)


@given(st.lists(changes, max_size=5), st.booleans())
def test_kept_changes_are_read_as_they_were_kept(said: list[dict[str, Any]], all_day: bool) -> None:
    kept = canonical(said, BERLIN, all_day=all_day)
    assert canonical(kept, BERLIN, all_day=all_day) == kept


@given(moments, st.integers(1, 5 * 24 * 60))
def test_a_series_shows_the_same_hour_of_the_clock_whatever_day_it_is(start: datetime, minutes: int) -> None:
    series = a_series(starts_at=start, ends_at=start + timedelta(minutes=minutes), rule="FREQ=WEEKLY;COUNT=53")
    hours = {each.starts_at.astimezone(BERLIN).replace(tzinfo=None) - start for each in spans(series)}
    skipped = [each for each in hours if each % timedelta(days=7)]
    # Only an hour that the clocks skip in spring is another.
    assert all(each % timedelta(days=7) == timedelta(hours=1) for each in skipped)
    assert len(skipped) <= 1
