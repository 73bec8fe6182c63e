"""What decides about mails, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.rules import ANY, Kind, State, address_hash, kinds_of, meaning, rest_after, rows_of


@pytest.mark.parametrize(
    ("what", "commitment", "kinds"),
    [
        ([], None, [ANY]),
        (["offer"], None, [Kind.SHORT_OFFER, Kind.LONG_OFFER]),
        (["offer"], "short_term", [Kind.SHORT_OFFER]),
        (["event"], "short_term", [Kind.EVENT]),
        (["offer", "event"], "long_term", [Kind.LONG_OFFER, Kind.EVENT]),
        ([], "short_term", [Kind.SHORT_OFFER, Kind.EVENT, Kind.PROJECT, Kind.ORGANISATION]),
    ],
)
def test_a_commitment_narrows_offers_only(what: list[str], commitment: str | None, kinds: list[int]) -> None:
    assert kinds_of(what, commitment) == kinds


def test_an_empty_list_stands_for_any() -> None:
    assert list(rows_of([Kind.EVENT], [], [7, 8])) == [(Kind.EVENT, ANY, 7), (Kind.EVENT, ANY, 8)]


@given(code=st.integers(200, 599), words=st.text(max_size=80))
def test_every_reply_means_something(code: int, words: str) -> None:
    assert meaning(code, words).state in (State.ACCEPTED, State.PENDING, State.REJECTED)


@pytest.mark.parametrize(
    ("code", "words", "state"),
    [
        (250, "2.0.0 queued as 4711", State.ACCEPTED),
        (451, "4.7.1 try again later", State.PENDING),
        (550, "5.1.1 no such user", State.REJECTED),
        (550, "5.7.1 we do not like you", State.REJECTED),
        (554, "rejected", State.REJECTED),
    ],
)
def test_replies_lead_where_they_should(code: int, words: str, state: State) -> None:
    reply = meaning(code, words)

    assert reply.state == state


def test_a_lane_rests_longer_each_time_but_never_for_ever() -> None:
    rests = [rest_after(failures) for failures in range(1, 40)]

    assert rests == sorted(rests)
    assert rests[0].total_seconds() == 2
    assert rests[-1].total_seconds() == 300


def test_an_address_is_the_same_in_any_spelling() -> None:
    assert address_hash(" Ada@Example.org ") == address_hash("ada@example.org")
