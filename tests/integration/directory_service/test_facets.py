"""Counts add up: all answers to a question with one answer are the whole list, whatever else is asked."""

from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory_service.queries.offers import QUESTIONS
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import an_offer, an_organisation

ANSWERS = ["true", "false", "unknown"]
SINGLE = ["commitment", "district", "wheelchair", "gives", "effort", *QUESTIONS]
MANY = {"category", "language", "group"}
CHOICES: dict[str, list[str]] = {
    **dict.fromkeys(QUESTIONS, ANSWERS),
    "category": ["nature", "energy"],
    "commitment": ["short_term", "long_term"],
    "district": ["altstadt", "unknown"],
    "wheelchair": ["true", "partly", "no", "unknown"],
    "effort": ["short", "half_day", "long", "unknown"],
    "gives": ["time", "things"],
    "language": ["de", "uk", "unknown"],
    "group": ["allein", "Firmenteam", "unknown"],
    "not_category": ["energy"],
    "not_language": ["uk"],
    "not_group": ["allein"],
    "not_district": ["altstadt"],
}
# What one fact may be: said to be so, said not to be so, not said.
FACTS: dict[str, tuple[Any, ...]] = {
    "with_children": (True, False, None),
    "certificate_of_conduct": (None, True, False),
    "training": ("kurze Einweisung", None, "nein"),
    "insurance": (None, "Nein, leider nicht", "ja"),
    "expense_allowance": ("10 Euro", "keine", None, "nicht nötig"),
    "previous_knowledge": ("keine", "keine Höhenangst", None),
    "public_transport": ("Linie 2", "nein", None, "  "),
    "minimum_age": (0, 18, None, 16),
    "wheelchair": ("yes", "partly", "no", None),
    "hours": (0.5, None, 3.0, 8.0),
    "remote": (True, False),
    "district": ("altstadt", None),
    "languages": (["de"], [], ["de", "uk"]),
    "alone_or_group": ([], ["allein", "Firmenteam"], ["Familie"]),
    "commitment": ("short_term", "long_term"),
    "gives": ("time", "things"),
    "categories": (["nature"], ["energy", "nature"]),
    "starts_on": ("2037-03-10", None, None),
}


@pytest.fixture
def many_facts(directory: Service) -> None:
    owner = an_organisation(directory)
    for number in range(24):
        # Steps that share no divisor with the number of values: every fact meets every other in many ways.
        facts = {
            name: values[(number * step) % len(values)] for step, (name, values) in enumerate(FACTS.items(), start=1)
        }
        an_offer(directory, owner, title=f"Nummer {number}", **facts)


some_filters = st.dictionaries(st.sampled_from(sorted(CHOICES)), st.integers(0, 3), max_size=4).map(
    lambda picked: [(name, CHOICES[name][number % len(CHOICES[name])]) for name, number in sorted(picked.items())]
)


@pytest.mark.usefixtures("many_facts")
def test_yes_no_and_not_said_add_up_to_all_that_the_other_filters_leave(anybody: Door) -> None:
    # No shrinking: each try asks the database, and what fails is a short question anyway.
    @settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(some_filters)
    def add_up(chosen: list[tuple[str, str]]) -> None:
        found = anybody.get(f"/v1/offers?{urlencode(chosen)}")
        asked = dict(chosen)
        for name in SINGLE:
            others = [pair for pair in chosen if pair[0] != name]
            whole = anybody.get(f"/v1/offers?size=1&{urlencode(others)}")["total"] if name in asked else found["total"]
            assert sum(found["facets"][name].values()) == whole, (name, chosen)

    add_up()


@pytest.mark.usefixtures("many_facts")
def test_every_count_is_what_choosing_it_leaves(anybody: Door) -> None:
    for name, counts in anybody.get("/v1/offers")["facets"].items():
        for key, count in counts.items():
            assert anybody.get(f"/v1/offers?{urlencode({name: key})}")["total"] == count > 0, (name, key)


@pytest.mark.usefixtures("many_facts")
def test_two_answers_of_one_question_are_added(anybody: Door) -> None:
    for name, (one, other) in product(QUESTIONS, [("false", "unknown"), ("true", "unknown")]):
        both, first, second = (
            anybody.get(f"/v1/offers?{urlencode([(name, key) for key in keys])}")["total"]
            for keys in ([one, other], [one], [other])
        )
        assert both == first + second, name


def test_every_fact_of_an_offer_is_counted(directory: Service, anybody: Door) -> None:
    an_offer(directory, title="Nichts gesagt")

    facets = anybody.get("/v1/offers")["facets"]

    assert set(facets) == {*SINGLE, *MANY}
    silent = {name for name, counts in facets.items() if counts == {"unknown": 1}}
    assert silent == {*facets} - {"category", "commitment", "gives", "remote", "dated"}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ja", "true"),
        ("kurze Einweisung am Baum", "true"),
        ("keine Höhenangst, wenn Sie auf die Leiter wollen", "true"),
        ("nein", "false"),
        ("Nein, leider nicht", "false"),
        ("keine, 10 Kilo heben können", "false"),
        ("nicht nötig", "unknown"),
        (None, "unknown"),
    ],
)
def test_free_words_come_to_yes_or_no(directory: Service, anybody: Door, said: str | None, answer: str) -> None:
    an_offer(directory, training=said)

    assert anybody.get("/v1/offers")["facets"]["training"] == {answer: 1}


def test_what_names_no_day_fits_any_time(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Immer")
    an_offer(directory, owner, title="März", starts_on="2037-03-10", ends_on="2037-03-20")
    an_offer(directory, owner, title="Ab Mai", starts_on="2037-05-01")

    def fitting(question: str) -> set[str]:
        return {each["title"] for each in anybody.get(f"/v1/offers?{question}")["items"]}

    assert fitting("free_from=2037-03-20&free_until=2037-04-01") == {"Immer", "März"}
    assert fitting("free_from=2037-03-21") == {"Immer", "Ab Mai"}
    assert fitting("free_until=2037-03-09") == {"Immer"}
