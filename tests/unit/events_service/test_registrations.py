from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events_service.rules.registrations import closing
from tests.support.events_makers import berlin


@pytest.mark.parametrize(
    ("starts_at", "closes_at"),
    [
        ("2026-10-24 10:00", "2026-10-23 18:00"),
        ("2026-10-25 10:00", "2026-10-24 18:00"),
        ("2027-03-28 10:00", "2027-03-27 18:00"),
    ],
)
def test_a_deadline_the_evening_before_stays_in_the_evening_when_clocks_change(starts_at: str, closes_at: str) -> None:
    first = berlin("2026-10-17 10:00")

    found = closing(
        berlin(starts_at), first_start=first, until=berlin("2026-10-16 18:00"), zone=ZoneInfo("Europe/Berlin")
    )

    assert found == berlin(closes_at)


def test_without_a_deadline_one_may_sign_up_until_it_begins() -> None:
    start: datetime = berlin("2026-10-24 10:00")

    assert closing(start, first_start=start, until=None, zone=ZoneInfo("Europe/Berlin")) == start
