"""Facts against their kept examples: what was promised once is read for as long as the fact has its name.

A fact that gets a new field keeps its old example, beside a second one (`<name>.2.json`) that carries the field.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from services.facts import REGISTER, Fact, hearers

FOLDER = Path(__file__).parent / "facts"
FACTS = sorted(hearers.HEARERS, key=lambda fact: fact.fact_name)
EXAMPLES = sorted(FOLDER.glob("*.json"))


def fact_of(example: Path) -> type[Fact]:
    return REGISTER[example.name.partition(".v")[0] + ".v" + example.name.partition(".v")[2].split(".")[0]]


def as_far_as(words: Any, told: Any) -> Any:
    """Return what is told without the fields that yesterday's words do not have."""
    if isinstance(words, dict):
        return {key: as_far_as(words[key], value) for key, value in told.items() if key in words}
    if isinstance(words, list):
        return [as_far_as(*pair) for pair in zip(words, told, strict=True)]
    return told


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact_name)
def test_every_fact_has_a_kept_example_that_says_all_it_can_say(fact: type[Fact]) -> None:
    said = [set(json.loads(path.read_text())) for path in EXAMPLES if fact_of(path) is fact]

    assert set(fact.__annotations__) in said


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_fact_reads_its_example_and_writes_it_back(example: Path) -> None:
    words = json.loads(example.read_text())

    read = fact_of(example).from_wire(words)

    assert as_far_as(words, read.to_wire()) == words
    assert fact_of(example).from_wire(read.to_wire()) == read


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_fact_reads_its_example_with_a_word_more(example: Path) -> None:
    words = json.loads(example.read_text())

    assert fact_of(example).from_wire({**words, "told_tomorrow": 1}) == fact_of(example).from_wire(words)


def test_every_example_belongs_to_a_fact_that_somebody_hears() -> None:
    assert {fact_of(path) for path in EXAMPLES} == set(FACTS)
