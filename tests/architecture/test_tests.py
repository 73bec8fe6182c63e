"""Tests are the same tests in every process that collects them, or they can't be run side by side."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parents[1].rglob("test_*.py"))
NEVER_TWICE_THE_SAME = {"uuid4", "urandom", "token_hex", "token_urlsafe", "random"}


def calls_in_decorators(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for decorator in getattr(node, "decorator_list", []):
            for call in ast.walk(decorator):
                if isinstance(call, ast.Call):
                    yield getattr(call.func, "id", getattr(call.func, "attr", ""))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_nothing_made_by_chance_stands_in_a_parameter(file: Path) -> None:
    assert not NEVER_TWICE_THE_SAME & set(calls_in_decorators(file))
