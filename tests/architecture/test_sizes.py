"""Sizes: a budget that fails, and a list of the longest for a person to look at."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.support.sources import ROOT, paths, sources

LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def functions() -> Iterator[tuple[int, str]]:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.lineno} {node.name}"


def files() -> Iterator[tuple[int, str]]:
    for path in paths():
        yield len((ROOT / path).read_text().splitlines()), path


def test_no_function_is_longer_than_its_budget() -> None:
    assert [each for each in functions() if each[0] > LONGEST_FUNCTION] == []


def test_no_file_is_longer_than_its_budget() -> None:
    assert [each for each in files() if each[0] > LONGEST_FILE] == []


def test_the_longest_are_listed_for_a_person_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(lines for lines, _ in functions())
    middle, ninetieth = sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10]
    longest = (f"{lines:5}  {name}" for kind in (functions(), files()) for lines, name in sorted(kind)[:-11:-1])
    with capsys.disabled():
        sys.stdout.write("\n".join([f"\n{middle} lines in the middle, {ninetieth} at the ninetieth", *longest, ""]))
