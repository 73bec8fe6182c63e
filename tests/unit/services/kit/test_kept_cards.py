"""Cards of records are kept for as long as nothing public changes."""

from collections.abc import Sequence

import pytest

from services.kit import kept_cards
from services.kit.kept_cards import Cards, KeptCards


class Rows:
    """Tells what a card says now, and remembers for which it was asked."""

    def __init__(self) -> None:
        self.words = "first"
        self.asked: list[list[int]] = []

    def __call__(self, numbers: Sequence[int]) -> Cards:
        self.asked.append(list(numbers))
        return {number: self.words for number in numbers if number}


@pytest.fixture
def rows() -> Rows:
    return Rows()


def test_only_what_is_not_kept_is_read(rows: Rows) -> None:
    kept = KeptCards()
    kept.cards([1, 2], "list", rows, version="1")

    assert kept.cards([3, 2, 1], "list", rows, version="1") == dict.fromkeys([1, 2, 3], "first")
    assert rows.asked == [[1, 2], [3]]


def test_each_version_and_kind_has_its_own(rows: Rows) -> None:
    kept = KeptCards()
    kept.cards([1], "list", rows, version="1")
    rows.words = "second"

    assert kept.cards([1], "list", rows, version="1") == {1: "first"}
    assert kept.cards([1], "day", rows, version="1") == {1: "second"}
    assert kept.cards([1], "list", rows, version="2") == {1: "second"}


def test_of_what_was_taken_away_there_is_none(rows: Rows) -> None:
    assert KeptCards().cards([0, 1], "list", rows, version="1") == {1: "first"}


def test_no_more_are_kept_than_there_is_room_for(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_cards, "_MOST_KEPT", 2)
    kept = KeptCards()
    for number in range(1, 5):
        assert kept.cards([number], "list", rows, version="1") == {number: "first"}
    kept.cards([1], "list", rows, version="1")

    assert rows.asked[-1] == [1]
