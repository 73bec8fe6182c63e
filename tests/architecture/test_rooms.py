"""Every service has the same rooms, a README with the four lists, and names that say something."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.sources import ROOT, SERVICES, package, paths, sources

ROOMS = {"app", "api", "tasks", "commands", "schemas", "actions", "queries", "models", "rules", "settings"}
# `python -m events_service.feeds` is a door of its own: it needs no database, so it is no command of the service.
OWN_ROOMS = {"notifier": {"sending"}, "events-service": {"feeds"}}
NOT_ROOMS = {"__init__", "__pycache__", "templates", "translations", "static"}
NOT_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "handler",
    "handlers",
    "process",
}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_only_rooms_from_the_list(service: str) -> None:
    rooms = {path.stem for path in package(service).iterdir() if path.suffix in ("", ".py")} - NOT_ROOMS

    assert rooms - OWN_ROOMS.get(service, set()) <= ROOMS
    assert {"app", "api", "tasks", "models", "settings"} <= rooms


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_tells_in_its_readme_what_it_owns_tells_hears_and_opens(service: str) -> None:
    words = (ROOT / service / "README.md").read_text()

    for part in ("Owns", "Tells", "Hears", "Doors"):
        assert re.search(rf"^\W*{part}\b", words, re.MULTILINE), part


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in paths() if NOT_NAMES & set(Path(path).stem.split("_"))] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [path for path, tree in sources() if not ast.get_docstring(tree)] == []


def test_only_the_launcher_speaks_to_a_terminal() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert [place for place in found if not place.startswith("services/launcher/")] == []
