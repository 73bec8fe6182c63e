"""Paging: pages count from one, and nobody asks for too much."""

from typing import Any

import pytest
from marshmallow import ValidationError

from services.kit.paging import PageArgs, offset, page_of


def test_without_a_word_one_gets_the_first_twenty() -> None:
    assert PageArgs().load({}) == {"page": 1, "size": 20}


@pytest.mark.parametrize(("page", "size", "before"), [(1, 20, 0), (2, 20, 20), (3, 100, 200), (1, 1, 0)])
def test_a_page_begins_after_the_pages_before_it(page: int, size: int, before: int) -> None:
    assert offset(page, size) == before


@pytest.mark.parametrize(
    "words",
    [
        {"page": 0},
        {"page": -1},
        {"page": 1001},
        {"size": 0},
        {"size": 101},
        {"page": "two"},
        {"page": 10**400},
        {"x": 1},
    ],
)
def test_senseless_pages_are_refused(words: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PageArgs().load(words)


def test_a_list_says_where_it_stands_and_how_long_it_is() -> None:
    assert page_of(["a"], total=41, page=3, size=20, facets={}) == {
        "items": ["a"],
        "total": 41,
        "page": 3,
        "size": 20,
        "facets": {},
    }
