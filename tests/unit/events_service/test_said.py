from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.rules.said import said
from events_service.rules.schedule import instant
from tests.support.events_makers import wall

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2036, 3, 14, 9, tzinfo=UTC), "2036-03-14T10:00"),
        (datetime(2036, 7, 14, 9, 30, 15, tzinfo=UTC), "2036-07-14T11:30:15"),
        (datetime(2036, 10, 26, 0, 30, tzinfo=UTC), "2036-10-26T02:30+02:00"),
        (datetime(2036, 10, 26, 1, 30, tzinfo=UTC), "2036-10-26T02:30+01:00"),
    ],
    ids=["winter", "summer", "the hour that comes twice", "and once more"],
)
def test_moments_travel_as_clocks_show_them(moment: datetime, shown: str) -> None:
    assert said({"starts_at": moment}, BERLIN) == {"starts_at": shown}


@given(st.datetimes(wall("2000-01-01"), wall("2050-01-01"), timezones=st.just(UTC)))
def test_what_travelled_is_the_same_moment_again(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    words = said({"further_starts": [moment]}, BERLIN)["further_starts"]
    assert [instant(datetime.fromisoformat(each), BERLIN) for each in words] == [moment]


def test_ids_and_single_dates_travel_as_text() -> None:
    change = {"original_start": "2036-03-14T09:00:00+00:00", "ends_at": "2036-07-14T09:00:00+00:00", "venue": "Hof"}
    words = {"project_id": UUID(int=1), "changed_dates": [change]}
    clocks = {"original_start": "2036-03-14T10:00", "ends_at": "2036-07-14T11:00", "venue": "Hof"}
    assert said(words, BERLIN) == {"project_id": str(UUID(int=1)), "changed_dates": [clocks]}
