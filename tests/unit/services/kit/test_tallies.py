"""Tallies count what a look at every record would count, whatever has changed and whatever is chosen."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.kit.tallies import (
    Answers,
    Chosen,
    Tallies,
    as_flags,
    bits_of,
    bits_of_flags,
    numbers_of,
    together,
    weight,
    weights_of,
)

QUESTIONS = ("topic", "wheelchair", "remote", "hours")
TOPICS, KEYS = ("nature", "energy", "health"), ("yes", "no")
HOURS = (0.5, 1.0, 12.0)
numbers = st.integers(1, 40)
records = st.builds(
    Answers,
    numbers,
    st.booleans(),
    st.tuples(
        st.lists(st.sampled_from(TOPICS), unique=True, max_size=3),
        st.sampled_from(KEYS) | st.none(),
        st.booleans() | st.none(),
        st.sampled_from(HOURS) | st.none(),
    ),
)
# One statement never reads a record twice.
readings = st.lists(st.lists(records, max_size=12, unique_by=lambda each: each.number), max_size=6)
choices = st.fixed_dictionaries(
    {},
    optional={
        "topic": st.frozensets(st.sampled_from(TOPICS), min_size=1),
        "wheelchair": st.frozensets(st.sampled_from(KEYS), min_size=1),
        "remote": st.sampled_from([frozenset({"true"}), frozenset({"false"})]),
    },
)


def keys(record: Answers, question: str) -> set[str]:
    value = record.values[QUESTIONS.index(question)]
    words: Iterable[Any] = value if isinstance(value, list) else () if value is None else (value,)
    return {str(each).lower() for each in words} or {"unknown"}


@given(
    readings,
    choices,
    st.none() | st.sampled_from(HOURS),
    st.frozensets(st.sampled_from(TOPICS)),
    st.none() | st.sets(numbers),
)
def test_whatever_has_changed_every_count_is_that_of_the_records_as_they_stand(
    changes: list[list[Answers]],
    chosen: dict[str, frozenset[str]],
    most: float | None,
    without: frozenset[str],
    within: set[int] | None,
) -> None:
    tallies, standing = Tallies(QUESTIONS), dict[int, Answers]()
    for changed in changes:
        tallies = tallies.after(changed)
        standing |= {each.number: each for each in changed}

    def left(but: str = "") -> list[Answers]:
        return [
            each
            for each in standing.values()
            if each.is_public
            and (within is None or each.number in within)
            and all(keys(each, name) & some for name, some in chosen.items() if name != but)
            and (most is None or any(_is_at_most(hours, most) for hours in keys(each, "hours")))
            and not keys(each, "topic") & without
        ]

    fits = {name: some.__contains__ for name, some in chosen.items()}
    asked = Chosen(fits if most is None else {**fits, "hours": lambda key: _is_at_most(key, most)}, {"topic": without})
    some = None if within is None else bits_of(within)
    assert set(numbers_of(tallies.left(asked, some))) == {each.number for each in left()}
    for name in QUESTIONS:
        others = tallies.left(asked, some, but=name)
        if name != "hours":
            assert tallies.counts(name, others) == Counter(key for each in left(name) for key in keys(each, name))


def _is_at_most(hours: str, most: float) -> bool:
    return hours != "unknown" and float(hours) <= most


@given(st.sets(st.integers(0, 5000)))
def test_numbers_come_back_from_their_bits(some: set[int]) -> None:
    assert list(numbers_of(bits_of(some))) == sorted(some)


@given(st.lists(numbers), st.lists(numbers), st.sets(numbers))
def test_weights_add_up_as_the_records_do(one: list[int], other: list[int], some: set[int]) -> None:
    both = together(weights_of(one), weights_of(other))

    assert both == weights_of(one + other)
    assert weight(bits_of(some), both) == sum(number in some for number in one + other)


@given(st.sets(st.integers(0, 500)))
def test_flags_tell_which_numbers_are_there(some: set[int]) -> None:
    flags = as_flags(bits_of(some), 501)

    assert [number for number in range(501) if flags[number]] == sorted(some)
    assert bits_of_flags(flags) == bits_of(some)
