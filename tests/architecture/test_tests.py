"""Tests are the same tests in every process that collects them, or they can't be run side by side."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parents[1].rglob("test_*.py"))
NEVER_TWICE_THE_SAME = {"uuid4", "urandom", "token_hex", "token_urlsafe", "random"}


def calls_in_parameters(file: Path) -> Iterator[str]:
    """Yield what is called in decorators, and in the lists that they name."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    lists = {name: value for each in module.body for name, value in assigned(each)}
    for node in ast.walk(module):
        for decorator in getattr(node, "decorator_list", []):
            named = [lists[each.id] for each in ast.walk(decorator) if isinstance(each, ast.Name) and each.id in lists]
            for call in (each for tree in (decorator, *named) for each in ast.walk(tree)):
                if isinstance(call, ast.Call):
                    yield getattr(call.func, "id", getattr(call.func, "attr", ""))


def assigned(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Return the names to which a statement gives a value, each with it."""
    if isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)]
    if not isinstance(statement, ast.Assign):
        return []
    return [(each.id, statement.value) for each in statement.targets if isinstance(each, ast.Name)]


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_nothing_made_by_chance_stands_in_a_parameter(file: Path) -> None:
    assert not NEVER_TWICE_THE_SAME & set(calls_in_parameters(file))
