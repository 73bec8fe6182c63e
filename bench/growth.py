"""Queueing for ten times as many people: the cost may grow with those whom it fits, and no faster."""

from typing import Any

from bench import results
from bench.ground import durable_ground
from bench.matching import in_alternation, made_people

_FEW, _MANY, _ROUNDS = 100_000, 1_000_000, 7


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure how the cost of queueing grows from 100,000 people to 1,000,000."""
    sizes, rounds = ((2_000, 20_000), 1) if small else ((_FEW, _MANY), _ROUNDS)
    found = {}
    for count in sizes:
        with durable_ground() as ground:
            database = ground.app("notifier").database
            categories = made_people(ground, database, count)
            found[count] = in_alternation(database, categories[0], rounds)
    few, many = (found[count] for count in sizes)
    costs = [each["queueing_ms"]["median"] for each in (few, many)]
    return {
        "people": list(sizes),
        "matched": [few["matched"], many["matched"]],
        "queueing_ms": [few["queueing_ms"], many["queueing_ms"]],
        "cost_growth": round(costs[1] / costs[0], 2),
        "people_growth": round(many["matched"] / few["matched"], 2),
        "ratio": results.summary([costs[1] / costs[0] / (many["matched"] / few["matched"])]),
    }
