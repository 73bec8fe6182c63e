"""Small numbers of people: not shown, and not to be found by reckoning, however hard somebody tries."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.daily.protecting import SMALLEST, Number, Shown, parts_of, rounded

SMALL = range(1, SMALLEST)
FEW = st.lists(st.integers(0, 12), min_size=1, max_size=5)


def may_be(shown: list[Number], place: int, value: int) -> bool:
    """Tell whether some numbers that look like this have this one at a place: all are tried, up to a little above."""
    choices: list[tuple[int, ...]] = []
    for number, each in enumerate(shown[1:]):
        if number == place:
            choices.append((value,))
        elif each.shown == Shown.UNDER_FIVE:
            choices.append(tuple(SMALL))
        elif each.shown == Shown.HIDDEN:
            choices.append(tuple(range(SMALLEST, 40)))
        elif each.shown == Shown.ROUNDED:
            choices.append(tuple(guess for guess in range(60) if rounded(guess) == each))
        else:
            choices.append((int(each.value or 0),))
    return any(rounded(sum(guess)) == shown[0] for guess in product(*choices))


@settings(max_examples=400, deadline=None)
@given(FEW, st.booleans())
def test_whoever_reckons_learns_nothing_of_a_small_number(parts: list[int], fives: bool) -> None:
    shown = [rounded(sum(parts)), *parts_of(sum(parts), parts, fives=fives)]
    small = [place for place, each in enumerate(parts) if each in SMALL]
    if all(each.shown in (Shown.HIDDEN, Shown.MISSING) for each in shown[1:]):
        return

    for place in small:
        assert shown[place + 1].shown == Shown.UNDER_FIVE
        assert [value for value in SMALL if may_be(shown, place, value)] == list(SMALL)


@given(FEW, st.booleans())
def test_a_small_number_is_never_shown(parts: list[int], overlap: bool) -> None:
    shown = parts_of(max(sum(parts) - 3 * overlap, *parts, 0), parts, overlap=overlap)

    assert not [each for each in shown if each.value in SMALL]
    assert all(each.value == parts[place] for place, each in enumerate(shown) if each.value is not None)


@given(st.lists(st.integers(5, 500) | st.just(0), min_size=1, max_size=12))
def test_where_nothing_is_small_nothing_is_hidden(parts: list[int]) -> None:
    assert [each.value for each in parts_of(sum(parts), parts)] == parts


@given(st.integers(5, 10_000))
def test_sums_are_rounded_to_fives_and_hardly_off(value: int) -> None:
    number = rounded(value)
    assert number.value is not None
    assert number.value % 5 == 0
    assert abs(number.value - value) <= 2


def test_the_one_hidden_part_takes_another_with_it() -> None:
    assert [each.shown for each in parts_of(34, [10, 20, 4, 0])] == ["hidden", "exact", "under_5", "exact"]


def test_parts_that_would_all_be_known_are_not_shown_at_all() -> None:
    """Two parts of four each make eight, which is shown as ten: who knows that knows both."""
    assert [each.shown for each in parts_of(8, [4, 4])] == ["hidden", "hidden"]


def test_what_somebody_knows_of_one_year_stays_true_a_month_later() -> None:
    """The sum so far, month after month, tells of the month between no more than that it is small."""
    for before, month in product(range(5, 60), SMALL):
        difference = (rounded(before + month).value or 0) - (rounded(before).value or 0)
        assert difference in (0, 5)
