"""The migrations of a service follow each other in one line, so that nobody's are left out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(ROOT.glob("*/migrations/versions"))
_SAID = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)', re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parents[1].name)
def test_each_migration_follows_the_one_before_it(folder: Path) -> None:
    said = [(path.name[:4], dict(_SAID.findall(path.read_text("utf-8")))) for path in sorted(folder.glob("*.py"))]
    numbers = [f"{number:04}" for number in range(1, len(said) + 1)]
    assert [name for name, _ in said] == numbers
    assert [words["revision"] for _, words in said] == numbers
    assert [words["down_revision"] for _, words in said] == ["", *numbers[:-1]]
