"""The wire: a fact comes back as it went, newer words are passed over, missing ones refused."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from services.facts import REGISTER, Fact, hearers
from services.facts.profiles import InterestsChanged
from tests.support.makers import a_departure, an_organisation, facts

_NAMES = sorted(fact.fact_name for fact in hearers.HEARERS)
NOT_WORDS = st.one_of(
    st.none(), st.integers(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())
)


@pytest.mark.parametrize("name", _NAMES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_fact_comes_back_from_the_wire_as_it_went(name: str, data: st.DataObject) -> None:
    fact: Fact = data.draw(facts(REGISTER[name]))

    through = json.loads(json.dumps(fact.to_wire()))

    assert REGISTER[name].from_wire(through) == fact


def test_words_of_a_newer_teller_are_passed_over_at_every_depth() -> None:
    words = a_departure().to_wire()
    line = {"interest_id": words["person_id"], "cadence": "daily", "since": words["left_at"]}
    changed = {
        "email": "ada@example.org",
        "language": "de",
        "interests": [{**line, "mood": "good"}],
        "manage_token": "m",
        "leave_token": "l",
        "confirmed_at": words["left_at"],
        "changed_at": words["left_at"],
    }

    read = InterestsChanged.from_wire({**words, **changed, "weather": "fine"})

    assert read.interests[0].cadence == "daily"


@pytest.mark.parametrize("missing", ["organisation_id", "version", "slug", "organisation_name", "published_at"])
def test_a_missing_word_is_refused_by_name(missing: str) -> None:
    words = an_organisation().to_wire()
    del words[missing]

    with pytest.raises(ValidationError, match=missing):
        type(an_organisation()).from_wire(words)


def test_a_word_with_a_default_may_be_missing() -> None:
    offer = REGISTER["directory.offer_published.v1"]
    words = {
        "offer_id": "6f1fbb0c-2df0-4a35-9d1c-60c8a9c3a001",
        "version": 1,
        "slug": "s",
        "title": "t",
        "summary": "s",
        "organisation_id": "6f1fbb0c-2df0-4a35-9d1c-60c8a9c3a002",
        "organisation_name": "o",
        "categories": ["nature"],
        "commitment": "short_term",
        "published_at": "2025-11-22T10:00:00+00:00",
    }

    assert offer.from_wire(words).to_wire()["is_news"] is True


def test_a_moment_without_a_time_zone_is_refused() -> None:
    words = {**a_departure().to_wire(), "left_at": "2025-11-22T10:00:00"}

    with pytest.raises(ValidationError, match="left_at"):
        type(a_departure()).from_wire(words)


@given(word=st.sampled_from(["person_id", "version", "left_at"]), instead=NOT_WORDS)
def test_whatever_stands_in_place_of_a_word_is_read_or_refused_and_nothing_else(word: str, instead: Any) -> None:
    with suppress(ValidationError):
        type(a_departure()).from_wire({**a_departure().to_wire(), word: instead})
