"""The table of what was played, printed at the end, and kept for `bench/README.md` when a run was asked to last."""

import os
from typing import Any

from tests.support.stage import OUTCOMES

_HEAD = ("fault", "rounds", "mails", "lost", "twice", "unknown", "at most", "after leaving")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not OUTCOMES:
        return
    rows = [_HEAD, *(tuple(str(each) for each in vars(outcome).values()) for outcome in OUTCOMES)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    terminalreporter.section("faults while mails go out")
    for row in rows:
        terminalreporter.line("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)))
    if seconds := os.environ.get("MOSAIK_FAULT_SECONDS"):
        from bench import results  # noqa: PLC0415  (measurements are no part of a usual run)

        figures = {"seconds": int(seconds), "outcomes": [vars(outcome) for outcome in OUTCOMES]}
        results.keep("faults", figures, results.machine())
