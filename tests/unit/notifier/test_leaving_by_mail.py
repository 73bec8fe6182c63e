"""Addresses that people leave by: short enough for every server, sealed, and of one mail alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.rules.bounces import BounceKind, ReturnPaths
from notifier.rules.leaving_by_mail import Leaving, mark, marked
from notifier.rules.reports import read_report
from tests.support.mail_reports import a_delivery_report, a_holiday_note, a_mail

PATHS = ReturnPaths("a key", "bounce.klima.example")
IDS = st.integers(1, 2**36 - 1)
TOPICS = ["education", "energy", "buildings", "health", "mobility", "politics", "consumption", "nature"]
HERS = PATHS.leaving.address(812, 7, ["energy", "nature"])


@given(IDS, IDS, st.sets(st.sampled_from(TOPICS)))
def test_an_address_names_its_mail_and_topics_and_fits_into_a_mailbox_name(n: int, r: int, topics: set[str]) -> None:
    address = PATHS.leaving.address(n, r, topics)
    found = PATHS.leaving.leaving(f"News <{address.upper()}>")

    assert found is not None, "some servers change the case"
    assert (found.notification_id, found.recipient_id) == (n, r)
    assert marked(found.marks, TOPICS) == tuple(sorted(topics))
    assert len(address.partition("@")[0]) <= 64


@given(IDS, IDS, st.integers(2, 60), st.sampled_from("0123456789abcdef-"))
def test_a_changed_address_names_nothing(n: int, r: int, at: int, by: str) -> None:
    local, _, domain = PATHS.leaving.address(n, r, ["energy"]).partition("@")
    changed = local[:at] + by + local[at + 1 :] if at < len(local) else local

    if changed != local:
        assert PATHS.leaving.leaving(f"{changed}@{domain}") is None


def test_an_address_for_reports_is_none_for_leaving_and_other_keys_and_domains_are_not_ours() -> None:
    assert PATHS.leaving.leaving(PATHS.address(812, 7)) is None
    assert PATHS.mail(HERS) is None
    assert PATHS.leaving.leaving(ReturnPaths("another", PATHS.domain).leaving.address(1, 1)) is None
    assert PATHS.leaving.leaving(ReturnPaths(PATHS.key, "elsewhere.example").leaving.address(1, 1)) is None


def test_no_two_topics_of_the_city_have_the_same_mark() -> None:
    assert len({mark(each) for each in TOPICS}) == len(TOPICS)


def test_a_topic_that_is_no_more_is_left_out() -> None:
    asked = Leaving(1, 1, mark("energy") + mark("nature"))

    assert marked(asked.marks, ["nature"]) == ("nature",)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (a_mail(HERS), BounceKind.LEAVING),
        (a_mail("postmaster@klima.example", delivered_to=HERS), BounceKind.LEAVING),
        (a_mail("u+1-1--aaaaaaaaaaaaaaaa@bounce.klima.example"), BounceKind.UNREADABLE),
        (a_mail("win a prize"), BounceKind.UNREADABLE),
        (a_holiday_note(HERS), BounceKind.AUTOMATIC_REPLY),
        (a_delivery_report(HERS), BounceKind.AUTOMATIC_REPLY),
        (b"To: " + HERS.encode() + b"\r\n\r\n\xff\x00", BounceKind.LEAVING),
    ],
)
def test_only_a_person_leaves(message: bytes, kind: BounceKind) -> None:
    report = read_report(message, PATHS)

    assert report.kind == kind
    assert (report.mail == (812, 7)) is (kind == BounceKind.LEAVING)
