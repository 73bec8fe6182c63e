"""The files that people really bring, and what must become of them (`tests/data/import_cases/README.md`)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "import_cases"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))


def case(number: int) -> bytes:
    """Return the file with this number."""
    return path(number).read_bytes()


def expected(number: int) -> dict[str, Any]:
    """Return what must become of the file with this number."""
    words: dict[str, Any] = EXPECTED[path(number).name]
    return words


def path(number: int) -> Path:
    (found,) = FOLDER.glob(f"{number:02}-*")
    return found
