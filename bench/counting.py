"""Counting what processes cost: CPU and memory of a process and all its children, from the kernel's own books."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    found = [pid]
    for each in found:
        for thread in _PROC.joinpath(str(each), "task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU that processes have used so far, with that of children that have ended."""
    return sum(_cpu(pid) for pid in pids)


def pss_mib(pids: Iterable[int]) -> float:
    """Return the memory of processes, what they share divided among them."""
    return sum(_rollup(pid) for pid in pids) / 1024


def descendants_of(pid: int) -> int:
    """Return how many processes stand below one."""
    return len(family(pid)) - 1


def _cpu(pid: int) -> float:
    try:
        words = _PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / _TICKS


def _rollup(pid: int) -> int:
    try:
        lines = _PROC.joinpath(str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
