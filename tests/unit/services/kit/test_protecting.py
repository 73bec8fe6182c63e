"""Small numbers of people: not shown, and not to be found by reckoning, however hard somebody tries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.daily.protecting import SMALLEST, Number, Shown, alone, moment_of, rounded, year_of

SMALL = set(range(1, SMALLEST))
MUCH = 40


@dataclass(frozen=True)
class Seen:
    """A table as it is shown, with the numbers that stand behind it."""

    parts: Sequence[int]
    shown: Sequence[Number]
    overlap: bool = False

    @property
    def is_there(self) -> bool:
        return any(each.shown != Shown.HIDDEN for each in self.shown)

    def guesses(self) -> Iterator[tuple[int, ...]]:
        """Yield all numbers that look like this."""
        yield from product(*(_behind(each) for each in self.shown))

    def sums(self, guess: tuple[int, ...]) -> range:
        """Return which sums these parts may have."""
        return range(max(guess), sum(guess) + 1) if self.overlap else range(sum(guess), sum(guess) + 1)


def _behind(number: Number) -> Sequence[int]:
    if number.shown == Shown.UNDER_FIVE:
        return sorted(SMALL)
    if number.shown == Shown.HIDDEN:
        return range(SMALLEST, MUCH)
    if number.shown == Shown.ROUNDED:
        return [guess for guess in range(MUCH) if rounded(guess) == number]
    return [int(number.value or 0)]


def what_may_be(tables: Sequence[Seen], sums: set[int]) -> list[list[set[int]]]:
    """Return of each part of each table which numbers it may be, for who sees all tables: everything is tried."""
    by_sum: list[dict[int, list[set[int]]]] = []
    for table in tables:
        known: dict[int, list[set[int]]] = {}
        for guess in table.guesses():
            for each in sums.intersection(table.sums(guess)):
                of_part = known.setdefault(each, [set() for _ in guess])
                for place, value in enumerate(guess):
                    of_part[place].add(value)
        by_sum.append(known)
    possible = sums.intersection(*by_sum)
    assert possible
    return [
        [set().union(*(known[each][place] for each in possible)) for place in range(len(table.parts))]
        for table, known in zip(tables, by_sum, strict=True)
    ]


def assert_nobody_is_found(tables: Sequence[Seen], sums: set[int]) -> None:
    there = [table for table in tables if table.is_there]
    for table, ranges in zip(there, what_may_be(there, sums), strict=True):
        for part, shown, may_be in zip(table.parts, table.shown, ranges, strict=True):
            if part in SMALL:
                assert shown.shown == Shown.UNDER_FIVE
                assert may_be == SMALL


@st.composite
def years(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """Draw a year's things in up to three months, each in one of two districts, and in one or both of two topics."""
    months, districts, topics = [0] * 3, [0] * 2, [0] * 2
    kinds = st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from([(0,), (1,), (0, 1)]), st.integers(1, 7))
    for month, district, of_topics, many in draw(st.lists(kinds, max_size=6)):
        months[month] += many
        districts[district] += many
        for topic in of_topics:
            topics[topic] += many
    return months, districts, topics


@settings(max_examples=500, deadline=None)
@given(years())
def test_whoever_sees_all_tables_of_a_year_learns_nothing_of_a_small_number(
    year: tuple[list[int], list[int], list[int]],
) -> None:
    months, districts, topics = year
    shown = [alone(each) for each in months]
    total, protected = year_of(months)
    seen = Seen(months, shown)
    # Who knows how the sum is made tries all months that look like these: it must come out as it is shown.
    sums = {sum(guess) for guess in seen.guesses() if year_of(guess)[0] == total}

    of_topics = Seen(topics, protected.show(topics, overlap=True), overlap=True)
    of_districts = Seen(districts, protected.show(districts))

    assert_nobody_is_found([seen], sums)
    assert_nobody_is_found([seen, of_topics, of_districts], sums)


@settings(deadline=None)
@given(years())
def test_whoever_sees_all_tables_of_a_moment_learns_nothing_of_a_small_number(
    year: tuple[list[int], list[int], list[int]],
) -> None:
    _, districts, topics = year
    many = sum(districts)
    seen = Seen([many], [rounded(many)])
    protected = moment_of(many)

    of_topics = Seen(topics, protected.show(topics, overlap=True, fives=True), overlap=True)
    of_districts = Seen(districts, protected.show(districts, fives=True))

    assert_nobody_is_found([seen, of_topics, of_districts], set(range(MUCH * 2)))


@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_a_sum_is_near_to_what_it_is(months: list[int]) -> None:
    total, _ = year_of(months)
    if len([each for each in months if each]) < 2:
        assert total == rounded(sum(months))
    else:
        assert total.shown == Shown.ROUNDED
        assert abs((total.value or 0) - sum(months)) <= SMALLEST


@given(st.lists(st.integers(5, 500) | st.just(0), min_size=1, max_size=12))
def test_where_nothing_is_small_nothing_is_hidden(parts: list[int]) -> None:
    total, protected = year_of(parts)
    assert total.value == rounded(sum(parts)).value
    assert [each.value for each in protected.show(parts)] == parts


@given(st.integers(5, 10_000))
def test_sums_are_rounded_to_fives_and_hardly_off(value: int) -> None:
    number = rounded(value)
    assert number.value is not None
    assert number.value % 5 == 0
    assert abs(number.value - value) <= 2


def test_the_one_hidden_part_takes_another_with_it() -> None:
    _, protected = year_of([16, 18])
    assert [each.shown for each in protected.show([10, 20, 4, 0])] == ["hidden", "exact", "under_5", "exact"]


def test_parts_that_would_all_be_known_are_not_shown_at_all() -> None:
    """Two parts of four each make the eight of a month: who knows that knows both."""
    _, protected = year_of([8])
    assert [each.shown for each in protected.show([4, 4])] == ["hidden", "hidden"]


def test_districts_that_would_tell_of_a_small_month_are_not_shown() -> None:
    """Eight in one month and one in another are nine in one district: who sees the nine knows the one."""
    total, protected = year_of([8, 1])
    assert total == Number(10, Shown.ROUNDED)
    assert protected.show([9, 0])[0].shown == Shown.HIDDEN


def test_tables_that_tell_nothing_of_each_other_are_all_shown() -> None:
    total, protected = year_of([20, 3, 2])
    assert total == Number(25, Shown.ROUNDED)
    assert [each.shown for each in protected.show([22, 3])] == ["exact", "under_5"]
    assert [each.shown for each in protected.show([18, 9], overlap=True)] == ["exact", "exact"]
