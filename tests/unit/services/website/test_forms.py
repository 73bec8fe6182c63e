"""What people may type: errors in plain words, and nothing typed is ever lost."""

import pytest
from werkzeug.datastructures import MultiDict

from services.website.forms import subscriptions
from services.website.forms.form import ADDRESS, AddressForm, CodeForm, read
from services.website.forms.subscriptions import SubscriptionForm

INTEREST = [("was", "offer"), ("thema", "nature"), ("zeit", "kurz"), ("takt", "at_once")]
SUBSCRIPTION = [*INTEREST, ("email", "kim@example.org"), ("zustimmung", "ja"), ("wortlaut", "7")]


def test_a_short_green_interest_becomes_what_the_services_know() -> None:
    _, words = read(SubscriptionForm, MultiDict(SUBSCRIPTION))
    assert words is not None
    assert subscriptions.interest(words) == {
        "what": ["offer"],
        "categories": ["nature"],
        "commitment": "short_term",
        "districts": [],
        "with_children": False,
        "wheelchair": False,
        "remote": False,
        "language": None,
        "text": None,
        "wanted": [],
        "unwanted": [],
        "cadence": "at_once",
    }


def test_an_interest_survives_the_way_back_into_the_form() -> None:
    _, words = read(
        SubscriptionForm,
        MultiDict([*SUBSCRIPTION, ("stadtteil", "altstadt"), ("kinder", "ja"), ("nur", "effort:short")]),
    )
    assert words is not None
    typed = subscriptions.typed_interest(subscriptions.interest(words))
    _, again = read(subscriptions.InterestForm, typed)
    assert again is not None
    assert subscriptions.interest(again) == subscriptions.interest(words)


@pytest.mark.parametrize("left_out", ["was", "takt", "email", "zustimmung"])
def test_what_is_needed_is_asked_for_and_the_rest_is_kept(left_out: str) -> None:
    filled, words = read(SubscriptionForm, MultiDict([pair for pair in SUBSCRIPTION if pair[0] != left_out]))
    assert words is None
    assert list(filled.errors) == [left_out]
    assert filled.values("thema") == ["nature"]


@pytest.mark.parametrize("email", ["kim@beispiel", "kim", "a b@example.org", "x" * 250 + "@example.org"])
def test_an_address_must_be_whole(email: str) -> None:
    filled, _ = read(AddressForm, MultiDict([("email", email)]))
    assert filled.errors == {"email": ADDRESS}


@pytest.mark.parametrize(("code", "fits"), [("402817", True), ("402 817", True), ("40281", False), ("abcdef", False)])
def test_a_code_has_six_digits(code: str, fits: bool) -> None:
    assert (read(CodeForm, MultiDict([("code", code)]))[1] is not None) is fits


@pytest.mark.parametrize("name", ["Kim\u202eAda", "Kim\x00", "Kim\nAda"])
def test_signs_that_cannot_be_seen_are_refused(name: str) -> None:
    filled, _ = read(SubscriptionForm, MultiDict([*SUBSCRIPTION, ("name", name)]))
    assert list(filled.errors) == ["name"]
