"""What pages cost with few and with many records behind them, in alternation, against a trivial WSGI app."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from bench import results
from bench.load import Load

_AT_ONCE = 16


def by_size(
    sizes: tuple[int, int],
    show: Callable[[int], None],
    ask: Callable[[], dict[str, Load]],
    ask_trivial: Callable[[], Load],
    rounds: int,
) -> dict[str, Any]:
    """Let first few, then many records be shown, round by round, and return what each page costs with both."""
    trivial: list[Load] = []
    found: dict[str, dict[int, list[Load]]] = {}
    for number in range(-1, rounds):
        print(f"  round {number + 1} of {rounds}", flush=True)
        plain = ask_trivial()
        for size in sizes:
            show(size)
            loads = ask()
            for name, load in loads.items() if number >= 0 else ():
                found.setdefault(name, {}).setdefault(size, []).append(load)
        # The first round only warms up.
        trivial += [plain] if number >= 0 else []
    return {"pages": {name: _figures(each, sizes, trivial) for name, each in found.items()}}


def warm(address: str) -> None:
    """Let every process read what has changed; that is no part of what a page costs."""
    with ThreadPoolExecutor(_AT_ONCE) as many:
        for answer in many.map(lambda number: httpx.get(f"{address}{number}", timeout=120), range(_AT_ONCE)):
            answer.raise_for_status()


def _figures(loads: dict[int, list[Load]], sizes: tuple[int, int], trivial: list[Load]) -> dict[str, Any]:
    cpu = {size: [load.cpu_ms for load in each] for size, each in loads.items()}
    few, many = sizes
    return {
        "cpu_ms": {str(size): results.summary(each, 1) for size, each in cpu.items()},
        "cpu_to_trivial": results.ratios(cpu[many], [load.cpu_ms for load in trivial]),
        "growth": results.ratios(cpu[many], cpu[few]),
    }
