"""The almanac counts and pages as a look at every date would, whatever has changed and whatever is asked."""

from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from events_service.rules.almanac import Almanac, Left, Range, Row
from services.kit.around import Around
from services.kit.tallies import Answers, Chosen, Tallies, bits_of, numbers_of, weight

DAY = 1000
HALLE, LEIPZIG = (51.48, 11.97), (51.34, 12.37)


class Date(NamedTuple):
    number: int
    starts: int
    first: int
    last: int
    is_long: bool
    own: dict[str, Any] | None


places = st.sampled_from([HALLE, LEIPZIG, (None, None)])
topics = st.sampled_from(["nature", "energy"])


@st.composite
def events(draw: st.DrawFn) -> Answers:
    number = draw(st.integers(1, 12))
    dates = []
    for n in range(draw(st.integers(0, 5))):
        first, lasts = draw(st.integers(1, 12)), draw(st.sampled_from([0, 0, 0, 1, 3, 35]))
        starts = first * DAY + draw(st.integers(0, 3))
        own = {"number": 100 + number * 10 + n, "answers": {"topic": draw(topics)}, "at": draw(places)}
        dates.append([number * 10 + n, starts, first, first + lasts, lasts > 30, own if draw(st.booleans()) else None])
    return Answers(number, draw(st.booleans()), [draw(topics), draw(st.integers(1, 9)), *draw(places), dates])


readings = st.lists(st.lists(events(), max_size=6, unique_by=lambda each: each.number), max_size=4)
ranges = st.builds(Range, st.integers(0, 14), st.none() | st.integers(0, 14), st.none() | st.booleans())


def read(changes: list[list[Answers]]) -> tuple[Almanac, dict[int, Answers]]:
    almanac, standing = Almanac(Tallies(("topic",))), dict[int, Answers]()
    for changed in changes:
        # Made anew for each reading, what is kept beside it must not outlive it.
        almanac.stretch(Range(0))
        almanac = almanac.after(changed) if changed else almanac
        standing |= {each.number: each for each in changed}
    return almanac, standing


def dates_in(wanted: Range, standing: dict[int, Answers], topic: str) -> list[Date]:
    public = [(Date(*date), each) for each in standing.values() if each.is_public for date in each.values[-1]]
    dates = [date for date, each in public if (date.own["answers"]["topic"] if date.own else each.values[0]) == topic]
    first, last, is_long = wanted
    fitting = [
        date
        for date in dates
        if is_long in (None, date.is_long) and date.last >= first and (last is None or first <= last >= date.first)
    ]
    return sorted(fitting, key=lambda date: (date.starts, date.number))


def left_of(almanac: Almanac, topic: str) -> Left:
    return almanac.left(Chosen({"topic": {topic}.__contains__}))


@given(readings, ranges, st.integers(0, 12), st.integers(1, 5), st.booleans())
def test_whatever_has_changed_lists_hold_the_dates_as_they_stand(
    changes: list[list[Answers]], wanted: Range, offset: int, size: int, latest_first: bool
) -> None:
    almanac, standing = read(changes)
    stretch, left = almanac.stretch(wanted), left_of(almanac, "nature")
    expected = dates_in(wanted, standing, "nature")

    assert stretch.count(left) == len(expected)
    both = almanac.tallies.counts("topic", almanac.tallies.public, stretch.weights)
    assert both.get("energy", 0) == len(dates_in(wanted, standing, "energy"))
    numbers = [date.number for date in (expected[::-1] if latest_first else expected)]
    assert stretch.numbers(left, size=size, offset=offset, latest_first=latest_first) == numbers[offset : offset + size]


@given(readings)
def test_of_each_event_the_place_and_the_last_touch_are_those_said_last(changes: list[list[Answers]]) -> None:
    almanac, standing = read(changes)

    near = set(numbers_of(almanac.near(Around((HALLE,), 5)) & almanac.tallies.public))
    own = [date[-1] for each in standing.values() if each.is_public for date in each.values[-1] if date[-1]]
    assert near == {
        *(each.number for each in standing.values() if each.is_public and each.values[2] == HALLE[0]),
        *(each["number"] for each in own if each["at"] == HALLE),
    }
    public = {each.number for each in standing.values() if each.is_public}
    assert set(numbers_of(almanac.events(almanac.tallies.public))) == public
    assert almanac.with_elsewhere(bits_of(public)) == almanac.tallies.public
    assert {number: almanac.touched[number] for number in standing} == {
        number: each.values[1] for number, each in standing.items()
    }


@given(st.sets(st.integers(0, 39), max_size=5), st.dictionaries(st.integers(100, 140), st.integers(0, 9), max_size=3))
def test_of_many_dates_of_a_day_a_few_are_moved_to_their_places(gone: set[int], moved: dict[int, int]) -> None:
    dates, new = [(n % 7, n, n) for n in range(40)], [(starts, number, number % 40) for number, starts in moved.items()]
    after = Row.of(dates).after(gone, new)

    expected = Row.of([*new, *(date for date in dates if date[2] not in gone)])
    assert list(after) == list(expected)
    assert [weight(1 << n, after.weights) for n in range(40)] == [weight(1 << n, expected.weights) for n in range(40)]
