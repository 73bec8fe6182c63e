"""What decides about mails, without a database."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.rules import (
    ANY,
    Kind,
    State,
    address_hash,
    kinds_of,
    meaning,
    rest_after,
    rows_of,
    slowed,
    speed_now,
)


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


def test_a_reply_is_kept_without_the_address_in_it() -> None:
    said = meaning(552, "5.2.2 <Ada.Ahorn@example.org>: mailbox of ada.ahorn@example.org is full")

    assert (said.enhanced, said.words) == ("5.2.2", "5.2.2 <***>: mailbox of *** is full")


def test_a_lane_rests_longer_each_time_but_never_for_ever() -> None:
    rests = [rest_after(failures) for failures in range(1, 40)]

    assert rests == sorted(rests)
    assert rests[0].total_seconds() == 2
    assert rests[-1].total_seconds() == 300


def test_an_address_is_the_same_in_any_spelling() -> None:
    assert address_hash(" Ada@Example.org ") == address_hash("ada@example.org")


def test_a_domain_that_complained_is_written_to_a_little_faster_each_clean_minute() -> None:
    speeds = [speed_now(slowed(2400), minutes=minutes, most=0) or 0 for minutes in range(30)]

    assert speeds[0] == 1200
    assert all(later / sooner == pytest.approx(1.05) for sooner, later in pairwise(speeds))


def test_a_limit_ends_where_it_began() -> None:
    assert speed_now(600, minutes=10**9, most=0) is None
    assert speed_now(600, minutes=10**9, most=1000) == 1000
    assert slowed(1.2) == 1, "it never stands still"


@pytest.mark.parametrize(
    ("reply", "us", "patience"),
    [
        ("550 5.7.1 Policy", True, False),
        ("550 5.1.1 Nobody", False, False),
        ("450 4.7.1 Later", False, True),
        ("421 Too many", False, True),
        ("450 4.2.2 Full", False, False),
        ("250 2.0.0 5.7.1", False, False),
    ],
)
def test_some_replies_are_about_us(reply: str, us: bool, patience: bool) -> None:
    found = meaning(int(reply[:3]), reply[4:])

    assert (found.blames_us, found.asks_for_patience) == (us, patience)
