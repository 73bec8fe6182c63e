"""What counts as changed while drafts are written and corrected."""

from typing import Any

import pytest

from services.kit.review.rules import differences, merged
from services.website.records.fields import STEPS, entries


@pytest.mark.parametrize("said", [False, 0, 0.0, "Nein", ["de"]])
def test_what_was_said_is_not_nothing(said: Any) -> None:
    empty: list[dict[str, Any]] = [{}, {"with_children": None}, {"with_children": ""}, {"with_children": []}]
    for nothing in empty:
        (taken_out,) = differences({"with_children": said}, {"with_children": None, **nothing}, {})
        (put_in,) = differences(nothing, {"with_children": said}, {})
        assert (taken_out.before, put_in.after) == (said, said)
    assert merged({"with_children": said}, {"with_children": None}, {"with_children": said}) == {"with_children": None}


def test_all_that_is_empty_is_nothing() -> None:
    empty: list[Any] = [None, "", [], {}]
    assert [differences({"text": one}, {"text": other}, {}) for one in empty for other in empty] == [[]] * 16


@pytest.mark.parametrize("kind", list(STEPS))
def test_a_box_that_nobody_has_touched_changes_nothing_but_no_is_an_answer(kind: str) -> None:
    asked = [entry for entry in entries(kind) if entry.sort in ("tick", "yes_no")]
    answers = {entry.name for entry in asked if entry.sort == "yes_no"}
    untouched = {entry.name: False for entry in asked}
    assert {each.field for each in differences({}, untouched, {})} == answers
    ticked = {entry.name: True for entry in asked}
    assert {each.field for each in differences(ticked, untouched, {})} == set(untouched)


def test_boxes_that_were_ticked_in_another_order_change_nothing() -> None:
    before, after = {"languages": ["de", "ar", "uk"]}, {"languages": ["de", "uk", "ar"]}

    assert differences(before, after, before) == []
    assert merged(before, after, before) == before
    (changed,) = differences(before, {"languages": ["de", "uk"]}, before)
    assert changed.after == ["de", "uk"]
