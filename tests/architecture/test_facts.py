"""The map of facts is whole: every fact has tellers and hearers, and they really tell and hear."""

import ast
import importlib
import re
from typing import Any

import pytest

from services.facts import REGISTER, Fact
from services.facts.hearers import HEARERS, TELLERS, heard_by
from tests.support.sources import ROOT, SERVICES, package

FACTS = sorted(HEARERS, key=lambda fact: fact.fact_name)
# What the kit tells in a service's name, by what the service takes from it.
TOLD_BY_THE_KIT = {
    "write_letter": ["LetterRequested"],
    "notice_person": ["NoticeRequested"],
    "Records": ["LetterRequested", "NoticeRequested"],
}
_NAME = re.compile(r"[a-z]+\.[a-z_]+\.v\d+")


def worker_of(service: str) -> Any:
    return importlib.import_module(f"{SERVICES[service]}.tasks").worker


def heard_tasks(service: str) -> set[str]:
    return {name for name in worker_of(service).celery.tasks if _NAME.fullmatch(name)}


def test_every_fact_has_a_hearer_and_a_teller() -> None:
    ours = {fact for fact in REGISTER.values() if fact.__module__.startswith("services.facts")}

    assert ours == set(HEARERS) == set(TELLERS)
    assert all(HEARERS.values())
    assert all(TELLERS.values())


def test_only_services_tell_and_hear() -> None:
    assert {name for names in (*HEARERS.values(), *TELLERS.values()) for name in names} <= set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_a_task_for_every_fact_it_hears_and_for_no_other(service: str) -> None:
    assert heard_tasks(service) == {fact.fact_name for fact in heard_by(service)}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact_name)
def test_every_teller_of_a_fact_tells_it(fact: type[Fact]) -> None:
    for teller in TELLERS[fact]:
        assert fact.__name__ in _names_in(teller, "actions"), f"{teller} tells {fact.__name__} nowhere"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_tells_only_what_the_map_says_it_tells(service: str) -> None:
    told = {fact for fact in FACTS if service in TELLERS[fact]}

    assert {fact.__name__ for fact in FACTS if fact.__name__ in _made_in(service)} <= {fact.__name__ for fact in told}


@pytest.mark.parametrize("service", SERVICES)
def test_a_readme_names_the_facts_that_the_service_hears(service: str) -> None:
    words = (ROOT / service / "README.md").read_text()

    assert [fact.__name__ for fact in heard_by(service) if fact.__name__ not in words] == []


def _trees(service: str, under: str = "") -> list[ast.AST]:
    folder = package(service)
    return [
        ast.parse(path.read_text())
        for path in folder.rglob("*.py")
        if path.relative_to(folder).as_posix().startswith(under)
    ]


def _names_in(service: str, under: str) -> set[str]:
    names = {node.id for tree in _trees(service, under) for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {fact for name in names for fact in TOLD_BY_THE_KIT.get(name, ())}


def _made_in(service: str) -> set[str]:
    made = {
        node.func.id
        for tree in _trees(service)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return made | {fact for name in made for fact in TOLD_BY_THE_KIT.get(name, ())}
