"""The life of a contact request: every way through it ends, and no step is taken twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles_service.rules import STATES, AnsweredAlready, NotPossibleNow, SettledAlready, next_state, possible
from profiles_service.rules.contact import DEEDS
from services.kit.errors import Conflict


@given(st.lists(st.sampled_from(DEEDS), max_size=40))
def test_whatever_is_tried_a_request_stays_in_the_table(tried: list[str]) -> None:
    state, path = "received", ["received"]
    for deed in tried:
        try:
            state = next_state(state, deed)
        except Conflict:
            assert deed not in possible(state)
        else:
            path.append(state)

    assert set(path) <= set(STATES)
    assert len(path) == len(set(path))


@given(st.data())
def test_every_way_through_ends_closed(data: st.DataObject) -> None:
    state = "received"
    for _ in STATES:
        if not possible(state):
            break
        state = next_state(state, data.draw(st.sampled_from(sorted(possible(state)))))

    assert state == "closed"


@given(st.sampled_from(STATES), st.sampled_from(DEEDS))
def test_what_is_possible_and_what_is_refused_agree(state: str, deed: str) -> None:
    if deed in possible(state):
        assert next_state(state, deed) in STATES
    else:
        with pytest.raises(Conflict):
            next_state(state, deed)


def test_nothing_is_forwarded_before_it_is_confirmed() -> None:
    assert {state for state in STATES if "forward" in possible(state)} == {"verified", "held"}
    assert possible("received") == {"verify", "lapse"}


def test_until_the_end_is_told_whoever_confirmed_may_take_it_back() -> None:
    assert {state for state in STATES if "fail" in possible(state)} == {"held", "forwarded", "answered"}


@pytest.mark.parametrize(
    ("state", "deed", "refusal"),
    [
        ("answered", "answer", AnsweredAlready),
        ("closed", "answer", AnsweredAlready),
        ("held", "answer", NotPossibleNow),
        ("closed", "place", SettledAlready),
        ("closed", "fail", SettledAlready),
        ("forwarded", "refuse", NotPossibleNow),
    ],
)
def test_a_refusal_says_what_stands_in_the_way(state: str, deed: str, refusal: type[Conflict]) -> None:
    with pytest.raises(refusal):
        next_state(state, deed)
