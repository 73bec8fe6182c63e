"""What people may type: errors in plain words, and nothing typed is ever lost."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from services.website import desk_forms, forms
from services.website.forms import CodeForm, OfferForm, SubscriptionForm
from tests.support.website import a_whole_offer

INTEREST = [("was", "offer"), ("thema", "nature"), ("zeit", "kurz"), ("takt", "at_once")]
SUBSCRIPTION = [*INTEREST, ("email", "kim@example.org"), ("zustimmung", "ja"), ("wortlaut", "7")]
OFFER = [("commitment", "short_term"), ("title", "Beete gießen"), ("summary", "Du gießt."), ("categories", "nature")]


def test_a_short_green_interest_becomes_what_the_services_know() -> None:
    _, words = forms.read(SubscriptionForm, MultiDict(SUBSCRIPTION))
    assert words is not None
    assert forms.interest(words) == {
        "what": ["offer"],
        "categories": ["nature"],
        "commitment": "short_term",
        "districts": [],
        "with_children": False,
        "wheelchair": False,
        "remote": False,
        "language": None,
        "text": None,
        "cadence": "at_once",
    }


def test_an_interest_survives_the_way_back_into_the_form() -> None:
    _, words = forms.read(SubscriptionForm, MultiDict([*SUBSCRIPTION, ("stadtteil", "altstadt"), ("kinder", "ja")]))
    assert words is not None
    typed = forms.typed_interest(forms.interest(words))
    _, again = forms.read(forms.InterestForm, typed)
    assert again is not None
    assert forms.interest(again) == forms.interest(words)


@pytest.mark.parametrize("left_out", ["was", "takt", "email", "zustimmung"])
def test_what_is_needed_is_asked_for_and_the_rest_is_kept(left_out: str) -> None:
    filled, words = forms.read(SubscriptionForm, MultiDict([pair for pair in SUBSCRIPTION if pair[0] != left_out]))
    assert words is None
    assert list(filled.errors) == [left_out]
    assert filled.values("thema") == ["nature"]


@pytest.mark.parametrize("email", ["kim@beispiel", "kim", "a b@example.org", "x" * 250 + "@example.org"])
def test_an_address_must_be_whole(email: str) -> None:
    filled, _ = forms.read(forms.AddressForm, MultiDict([("email", email)]))
    assert filled.errors == {"email": forms.ADDRESS}


@pytest.mark.parametrize(("code", "fits"), [("402817", True), ("402 817", True), ("40281", False), ("abcdef", False)])
def test_a_code_has_six_digits(code: str, fits: bool) -> None:
    assert (forms.read(CodeForm, MultiDict([("code", code)]))[1] is not None) is fits


@pytest.mark.parametrize("title", ["Beete\u202egießen", "Beete\x00", "Beete\ngießen"])
def test_signs_that_cannot_be_seen_are_refused(title: str) -> None:
    filled, _ = forms.read(OfferForm, MultiDict([*OFFER[:1], ("title", title), *OFFER[2:]]))
    assert list(filled.errors) == ["title"]


def test_the_end_lies_after_the_beginning_even_if_more_is_wrong() -> None:
    typed = MultiDict([*OFFER[:2], ("starts_on", "2026-05-22"), ("ends_on", "2026-05-02")])
    assert set(forms.read(OfferForm, typed)[0].errors) == {"summary", "categories", "ends_on"}


def test_an_offer_keeps_what_the_form_does_not_ask_for() -> None:
    before = a_whole_offer(insurance="ja", project={"id": "p1", "slug": "x", "title": "X"}, lat=51.5)
    _, words = forms.read(OfferForm, MultiDict([*OFFER, ("starts_on", "2026-05-22"), ("certificate_of_conduct", "no")]))
    told: dict[str, Any] = desk_forms.offer_words(words or {}, organisation_id="o1", before=before)
    assert told["insurance"] == "ja"
    assert told["project_id"] == "p1"
    assert told["starts_on"] == "2026-05-22"
    assert told["certificate_of_conduct"] is False
    assert told["with_children"] is False
    assert "slug" not in told


def test_an_offer_comes_back_into_the_form_as_it_was() -> None:
    offer = a_whole_offer(places=8, wheelchair="partly")
    _, words = forms.read(OfferForm, desk_forms.typed_offer(offer))
    told = desk_forms.offer_words(words or {}, organisation_id=offer["organisation"]["id"], before=offer)
    kept = {name: told[name] for name in ("title", "categories", "places", "wheelchair", "with_children", "languages")}
    assert kept == {name: offer[name] for name in kept}
