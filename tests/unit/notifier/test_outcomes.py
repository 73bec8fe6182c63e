"""What a state of the ledger means for one person, in words."""

import pytest

from notifier.rules import State
from notifier.rules.outcomes import GOT_IT, address_hint, outcome, without_address
from notifier.sending.words import Speaker


@pytest.mark.parametrize("state", State)
def test_every_state_says_why_and_what_is_next(state: State) -> None:
    meant = outcome(state, attempt=0, enhanced="")

    assert bool(meant.why) is (state not in GOT_IT)
    assert meant.then


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("enhanced", ["", "5.1.1", "5.7.1"])
def test_every_sentence_is_translated(state: State, enhanced: str) -> None:
    german = Speaker("de", default="de")
    meant = outcome(state, attempt=1, enhanced=enhanced)

    assert all(german(sentence) != sentence for sentence in (meant.why, meant.then) if sentence)


def test_a_refusal_is_told_apart_by_its_reason() -> None:
    reasons = {outcome(State.REJECTED, attempt=1, enhanced=each).why for each in ("5.1.1", "5.7.1", "5.3.4")}

    assert len(reasons) == 3


def test_who_was_put_off_is_told_apart_from_who_waits() -> None:
    assert outcome(State.PENDING, attempt=1, enhanced="") != outcome(State.PENDING, attempt=0, enhanced="")


def test_of_an_address_only_a_hint_is_told() -> None:
    assert address_hint("kim@example.org") == "k•••@example.org"
    assert address_hint(None) is None
    assert (
        without_address("5.1.1 <Kim@example.org> is no user", "kim@example.org")
        == "5.1.1 <k•••@example.org> is no user"
    )
    assert without_address(None, "kim@example.org") is None
