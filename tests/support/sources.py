"""The repository's own source, as tests on the architecture read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = {
    "directory-service": "directory_service",
    "events-service": "events_service",
    "profiles-service": "profiles_service",
    "notifier": "notifier",
}
"""The folder of each service, and its package."""

_OURS = ("services", *SERVICES)


def package(service: str) -> Path:
    """Return the folder of a service's package."""
    return ROOT / service / SERVICES[service]


def paths() -> list[str]:
    """Return every Python file of ours but migrations and tests, from the root on."""
    found = (path.relative_to(ROOT) for folder in _OURS for path in (ROOT / folder).rglob("*.py"))
    return sorted(str(path) for path in found if "migrations" not in path.parts)


@cache
def tree(path: str) -> ast.Module:
    """Return a file as it is understood."""
    return ast.parse((ROOT / path).read_text())


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Yield every file of ours with its tree."""
    for path in paths():
        yield path, tree(path)
