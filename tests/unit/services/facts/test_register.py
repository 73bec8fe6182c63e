"""The register: every fact under its own name, frozen, and with its personal words known."""

import re
from dataclasses import FrozenInstanceError

import pytest

from services.facts import REGISTER, Fact, hearers
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from tests.support.makers import a_departure, a_letter, an_organisation

FACTS = sorted(hearers.HEARERS, key=lambda fact: fact.fact_name)
NAME = re.compile(r"(directory|events|profiles|notifier|any)\.[a-z]+(_[a-z]+)*\.v[1-9]\d*")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact_name)
def test_a_fact_is_in_the_register_under_its_name(fact: type[Fact]) -> None:
    assert REGISTER[fact.fact_name] is fact
    assert NAME.fullmatch(fact.fact_name)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact_name)
def test_a_fact_about_a_thing_carries_its_id_and_version(fact: type[Fact]) -> None:
    if fact.about:
        assert {f"{fact.about}_id", "version"} <= set(fact.__annotations__)


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        an_organisation().slug = "anders"  # type: ignore[misc]


def test_a_fact_takes_its_words_by_name_only() -> None:
    with pytest.raises(TypeError):
        SubscriberLeft(*vars(a_departure()).values())  # type: ignore[call-arg]


def test_a_fact_knows_what_it_speaks_of_and_in_which_version() -> None:
    fact = a_departure(version=7)

    assert (fact.about, fact.object_id, fact.object_version) == ("person", str(fact.person_id), 7)


def test_a_fact_about_no_thing_has_no_version() -> None:
    assert (a_letter().object_id, a_letter().object_version) == (None, None)


def test_personal_words_are_known() -> None:
    assert LetterRequested.personal == {"email", "name", "slots", "words_of"}
    assert InterestsChanged.personal == {"email", "name", "interests", "manage_token", "leave_token"}
    assert SubscriberLeft.personal == frozenset()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact_name)
def test_whatever_is_called_like_a_personal_word_is_marked_as_one(fact: type[Fact]) -> None:
    telling = {"email", "name", "slots", "interests", "manage_token", "leave_token", "address", "phone"}

    assert telling & set(fact.__annotations__) <= fact.personal


def test_every_hearer_knows_whom_to_ask_when_it_catches_up() -> None:
    assert hearers.tellers_to("notifier") == ["directory-service", "events-service", "profiles-service"]
    assert hearers.tellers_to("profiles-service") == ["directory-service", "events-service", "notifier"]
    assert hearers.tellers_to("nobody") == []
