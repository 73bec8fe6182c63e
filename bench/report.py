"""Writes `bench/README.md` anew from the results: every goal a row, and the reason for each one missed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import results
from bench.figures import tables
from bench.goals import MISSED, Row, rows

_FOLDER = Path(__file__).parent


def write() -> None:
    """Write the table and the figures into the page, whose other words stand in `report.md`."""
    found = results.kept()
    goals = rows(found)
    parts = {
        "goals": "\n".join(f"| {' | '.join(row)} |" for row in goals),
        "machine": _machine(found),
        "figures": tables(found),
        "misses": _misses(goals),
    }
    text = (_FOLDER / "report.md").read_text()
    for name, words in parts.items():
        text = text.replace(f"<!-- {name} -->", words)
    (_FOLDER / "README.md").write_text(text)


def _misses(goals: list[Row]) -> str:
    missed = [number for number, _, _, verdict in goals if verdict == MISSED]
    return "\n".join(f"- **{number}**: {_WHY.get(number, 'not looked into yet.')}" for number in missed) or "None."


_WHY: dict[str, str] = {}


def _machine(found: Mapping[str, Mapping[str, Any]]) -> str:
    newest = max(found.values(), key=lambda each: str(each["measured_at"]))
    machine = newest["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    when = ", ".join(
        f"{name} {each['measured_at'][:16].replace('T', ' ')} (load {each['machine']['load']:g})"
        for name, each in found.items()
    )
    return (
        f"{machine['cores']} cores ({machine['cpu']}, virtual), {machine['memory_gib']} GiB, {machine['system']}, "
        f"Python {machine['python']}; {versions}.\n\nMeasured (UTC, with the load of the machine just before): {when}."
    )
