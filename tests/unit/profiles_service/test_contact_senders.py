"""Many requests at once: each sender has a share, and nobody closes a subject for all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles_service.rules.contact_senders import MOST_FORWARDED_A_DAY, MOST_OF_ONE_SENDER, sender, too_many

CATCH_ALL = [f"a{n}@boese.example" for n in range(MOST_FORWARDED_A_DAY)]


@pytest.mark.parametrize(
    ("email", "of"),
    [
        ("a1@boese.example", "boese.example"),
        ("a2@x7.mail.boese.example", "boese.example"),
        ("kim@gmx.de", "kim@gmx.de"),
        ("kim+1@gmx.de", "kim@gmx.de"),
        ("kim", "kim"),
    ],
)
def test_a_domain_is_one_sender_and_at_a_provider_each_address(email: str, of: str) -> None:
    assert sender(email) == of


def test_one_sender_has_a_share_and_nobody_else_waits_for_it() -> None:
    share = CATCH_ALL[:MOST_OF_ONE_SENDER]

    assert too_many("b@boese.example", share[:-1]) == []
    assert too_many("b@boese.example", share) == ["sender"]
    assert too_many("kim@gmx.de", share) == []


@given(st.integers(0, 40))
def test_beyond_the_number_of_a_day_everybody_waits(count: int) -> None:
    others = [f"a@group{n}.example" for n in range(count)]

    assert too_many("kim@gmx.de", others) == (["many"] if count >= MOST_FORWARDED_A_DAY else [])


def test_who_was_erased_counts_among_all_and_as_nobodys_sender() -> None:
    assert too_many("kim@example.org", [None] * (MOST_FORWARDED_A_DAY - 1)) == []
    assert too_many("kim@example.org", [None] * MOST_FORWARDED_A_DAY) == ["many"]
