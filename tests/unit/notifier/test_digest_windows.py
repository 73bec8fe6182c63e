"""When digests close: every window once, whatever the clocks do and whenever somebody looks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.rules import Cadence, closes, last_close

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001
CADENCES = st.sampled_from([Cadence.DAILY, Cadence.WEEKLY])


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN)


def walls(found: list[datetime]) -> list[str]:
    return [f"{each.astimezone(BERLIN):%a %d %H:%M}" for each in found]


def test_daily_digests_close_at_seven_in_winter_and_in_summer() -> None:
    found = closes(Cadence.DAILY, at("2026-03-27 07:00"), at("2026-03-30 07:00"), BERLIN)

    assert walls(found) == ["Sat 28 07:00", "Sun 29 07:00", "Mon 30 07:00"]
    assert [later - earlier for earlier, later in pairwise(found)] == [
        timedelta(hours=23),
        timedelta(hours=24),
    ]


def test_weekly_digests_close_on_mondays() -> None:
    assert walls(closes(Cadence.WEEKLY, at("2026-03-23 07:00"), at("2026-04-06 07:00"), BERLIN)) == [
        "Mon 30 07:00",
        "Mon 06 07:00",
    ]


@pytest.mark.parametrize(
    ("moment", "last"), [("2026-03-30 06:59", "Mon 23 07:00"), ("2026-03-30 07:00", "Mon 30 07:00")]
)
def test_a_window_is_closed_from_the_minute_on(moment: str, last: str) -> None:
    assert walls([last_close(Cadence.WEEKLY, at(moment), BERLIN)]) == [last]


@given(CADENCES, st.lists(MOMENTS, min_size=2, max_size=6))
def test_however_often_somebody_looks_each_window_closes_once(cadence: Cadence, looks: list[datetime]) -> None:
    first, *others = sorted(looks)
    found, seen = [], first
    for look in others:
        due = closes(cadence, seen, look, BERLIN)
        found += due
        seen = due[-1] if due else seen

    assert found == closes(cadence, first, max(looks), BERLIN)
    assert len(set(found)) == len(found)
    assert all(each.astimezone(BERLIN).strftime("%H:%M") == "07:00" for each in found)
