import pytest

from services.website.calendar.moments import moment_of, shown


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ({"von": "2036-06-14", "von-um": "10:00"}, "2036-06-14T10:00"),
        ({"von": "2036-06-14", "von-um": ""}, "2036-06-14T"),
        ({"von": "", "von-um": "10:00"}, "T10:00"),
        ({"von": "", "von-um": ""}, None),
        ({}, None),
        ({"von": "2036-06-14T10:00"}, "2036-06-14T10:00"),
    ],
    ids=["both", "a day", "an hour", "nothing", "not asked", "as programs write it"],
)
def test_a_day_and_an_hour_become_a_moment(typed: dict[str, str], moment: str | None) -> None:
    assert moment_of("von", typed) == moment


@pytest.mark.parametrize(
    "moment", ["2036-06-14T10:00", "2036-06-14T", "T10:00", "2036-10-26T02:30+01:00", "2036-06-14T10:00:30", "bald"]
)
def test_a_moment_that_nobody_touches_stays_as_it_is(moment: str) -> None:
    written = "baldT" if moment == "bald" else moment

    assert moment_of("von", shown("von", moment)) == written


def test_of_a_moment_that_somebody_changes_nothing_old_is_left() -> None:
    typed = shown("von", "2036-10-26T02:30+01:00") | {"von-um": "11:00"}

    assert moment_of("von", typed) == "2036-10-26T11:00"
