"""What a search costs the database: common words, parts, synonyms and slips among 20,000 offers, and the slip alone."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench import lists, results
from bench.counting import cpu_seconds
from bench.ground import durable_ground, superuser
from directory_service.actions.synonyms import replace_synonyms
from directory_service.models import Organisation
from directory_service.queries.search.finding import Asked, found
from services.city import City, read_city
from services.kit import clock
from services.kit.db import Database

_OFFERS, _MORE_OWNERS, _RARE_WORDS, _ROUNDS, _TIMES = 20_000, 4_500, 20_000, 5, 40
_SYLLABLES = "bau ler mon tak rin sel dor fen gut hal kap lin mer nob ost pul ras tis wer zam bli kro sta fri".split()  # noqa: SIM905
# The first three stand in nearly every offer; the others go all the ways a word may go.
_QUESTIONS = (
    "wasser",
    "fahrrad werkstatt",
    "klima nachbarn familien",
    "Fahradd Wekstatt Beratng",
    "Wasserwerkstatt",
    "Drahtesel flicken draußen",
)
_SLIP = text("SELECT * FROM public.near_words('wekstatt', 30)")
_SYNONYMS = "alltagswort;suchworte\nDrahtesel;Fahrrad, Werkstatt\ndraußen;Garten, Wiese, Boden\n"


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 11."""
    rounds, times = (1, 10) if small else (_ROUNDS, _TIMES)
    with durable_ground() as ground:
        database, city = ground.app("directory").database, read_city(ground.settings.city)
        lists.fill(database, city, 1_000 if small else _OFFERS)
        _fill_more(database, city)
        with superuser(ground, "directory") as connection:
            connection.execute("VACUUM ANALYZE")
        with database.reading() as session:
            words = session.execute(text("SELECT count(*) FROM search_vocabulary")).scalar_one()
            return {"offers": _OFFERS, "vocabulary": words, **_figures(session, rounds, times)}


def _fill_more(database: Database, city: City) -> None:
    """Add organisations whose descriptions hold the rare words of a real city."""
    chance, now = random.Random(11), datetime.now(UTC)
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 5))) for _ in range(_RARE_WORDS)]
    rows = []
    for number in range(_MORE_OWNERS):
        row = lists.owner(number + 1_000_000, chance, city, now)
        rows.append({**row, "id": UUID(int=number + 1_000_000), "description": " ".join(chance.sample(rare, 12))})
    with database.transaction() as session:
        for start in range(0, len(rows), 500):
            session.execute(insert(Organisation).values(rows[start : start + 500]))
        replace_synonyms(session, _SYNONYMS)


def _figures(session: Session, rounds: int, times: int) -> dict[str, Any]:
    questions: dict[str, list[float]] = {question: [] for question in _QUESTIONS}
    slips: list[float] = []
    for number in range(-1, rounds):
        costs = {question: _cost(session, times, _asking(session, question)) for question in _QUESTIONS}
        slip = _cost(session, times * 5, lambda: session.execute(_SLIP))
        # The first round only warms up.
        if number >= 0:
            slips.append(slip)
            for question, cost in costs.items():
                questions[question].append(cost)
    return {
        "cpu_ms_db": {question: results.summary(costs, 1) for question, costs in questions.items()},
        "slip_ms_db": results.summary(slips),
    }


def _asking(session: Session, question: str) -> Callable[[], Any]:
    return lambda: found(session, Asked(question), now=clock.now())


def _cost(session: Session, times: int, ask: Callable[[], Any]) -> float:
    """Return the CPU in milliseconds that the backend of this session uses for one call."""
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    began = cpu_seconds([pid])
    for _ in range(times):
        ask()
    return (cpu_seconds([pid]) - began) / times * 1000
