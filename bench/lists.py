"""The directory's list of offers, a page of 20 of 20,000, against a trivial WSGI app under the same gunicorn."""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from sqlalchemy import insert

from bench import results
from bench.ground import children, durable_ground, running, superuser
from bench.load import Load, Watched
from directory_service.models import Offer, Organisation
from services.city import City, read_city
from services.kit.db import Database
from services.launcher.children import Process
from services.launcher.ports import HOST, answers
from tests.support.ground import Ground

_OFFERS, _OWNERS, _ROUNDS, _SECONDS = 20_000, 500, 5, 4
# More wishes than all processes together keep answers for, so that each list is made anew.
_PAGES, _WISHES = 1_000, 4_000
_NEWS = 60
_SEARCHES = 30
# Each word stands in nearly every offer, some many times: nothing is dearer to rank.
_ASKED = ("wasser", "fahrrad werkstatt", "klima nachbarn familien")
_LIST = "/v1/offers?size=20&page="
# Any of them, as a deed would; and the version of all lists with it.
_CHANGE = """
WITH changed AS (
    UPDATE offers SET title = title || '.', version = version + 1
    WHERE number = (SELECT min(number) + %s * 7 FROM offers) RETURNING 1
) UPDATE catalogue SET version = version + 1
"""
_WORDS = [
    "Bäume",
    "Wasser",
    "Garten",
    "Reparatur",
    "Fahrrad",
    "Strom",
    "Dach",
    "Energie",
    "Kiez",
    "Schule",
    "Boden",
    "Insekten",
    "Pflege",
    "Werkstatt",
    "Beratung",
    "Samstag",
    "Nachbarn",
    "Familien",
    "Wiese",
    "Klima",
    "gemeinsam",
    "pflanzen",
    "messen",
    "bauen",
    "tauschen",
    "erklären",
    "planen",
    "lernen",
]


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goals 7 and 8, as far as they concern us alone."""
    rounds, seconds = (1, 2) if small else (_ROUNDS, _SECONDS)
    with durable_ground() as ground:
        database, city = ground.app("directory").database, read_city(ground.settings.city)
        fill(database, city, 2_000 if small else _OFFERS)
        with superuser(ground, "directory") as connection:
            connection.execute("VACUUM ANALYZE")
        with running(ground, "directory", "web") as web, trivial(ground) as least:
            found = _Asked(ground, _watched(ground, web.pid), wishes(city), [f"{_LIST}{n + 1}" for n in range(_PAGES)])
            return _in_alternation(found, least, rounds, seconds)


def wishes(city: City) -> list[str]:
    """Return lists that people narrow in thousands of ways, the same each time; no two are alike."""
    chance = random.Random(7)
    hours_and_age = ((10 + number % 900, 20 + number // 900) for number in range(_WISHES))
    return [f"{_LIST}1&{_wish(chance, city)}&hours_at_most={hours}&age={age}" for hours, age in hours_and_age]


def _wish(chance: random.Random, city: City) -> str:
    choices = {
        "category": ([each.key for each in city.categories], 0.8),
        "district": ([each.key for each in city.districts], 0.3),
        "commitment": (["short_term", "long_term"], 0.5),
        "wheelchair": (["yes", "partly", "no"], 0.4),
        "with_children": (["true", "false", "unknown"], 0.4),
        "certificate_of_conduct": (["false", "unknown"], 0.3),
    }
    asked = {name: chance.choice(words) for name, (words, share) in choices.items() if chance.random() < share}
    return urlencode(asked)


def fill(database: Database, city: City, count: int) -> None:
    """Make organisations and their offers, the same each time."""
    chance, now = random.Random(42), datetime.now(UTC)
    owners = [owner(number, chance, city, now) for number in range(_OWNERS)]
    offers = [_offer(number, chance, city, now) for number in range(count)]
    with database.transaction() as session:
        # Many rows in one statement, as imports write them: the search follows each statement.
        for thing, rows in ((Organisation, owners), (Offer, offers)):
            for start in range(0, len(rows), 500):
                session.execute(insert(thing).values(rows[start : start + 500]))


@contextmanager
def trivial(ground: Ground) -> Iterator[Watched]:
    """Run the trivial app as the kit runs a service."""
    port = ground.settings.ports.base + 90
    gunicorn = (sys.executable, "-m", "gunicorn", "-c", "python:services.kit.serving", "--bind", f"{HOST}:{port}")
    sizes = ("--workers", "2", "--threads", "4")
    figures = {"PROMETHEUS_MULTIPROC_DIR": str(ground.settings.state)}
    process = Process(
        name="trivial",
        command=(*gunicorn, *sizes, "bench.trivial:app"),
        environment=figures,
        is_ready=lambda: answers(port),
    )
    with children(ground, [process]) as (child,):
        yield Watched(f"http://{HOST}:{port}", child.pid, 0)


def _watched(ground: Ground, pid: int) -> Watched:
    postgres = ground.servers.children["postgres"].pid
    return Watched(ground.settings.service_url("directory"), pid, postgres)


@dataclass(frozen=True)
class _Asked:
    """The directory's web side, and what it is asked for."""

    ground: Ground
    web: Watched
    wishes: list[str]
    pages: list[str]
    changes_ms: list[float] = field(default_factory=list)

    def round(self, seconds: int) -> dict[str, Load]:
        """Ask in each of the ways."""
        first, folder = self.pages[0], self.ground.settings.folder
        etag = httpx.get(self.web.url + first).headers["ETag"]
        return {
            "list, kept answer": self.web.ask(first, seconds=seconds),
            "list, 304": self.web.ask(first, seconds=seconds, etag=etag),
            "list, narrowed": self.web.walk(self.wishes, seconds=seconds, folder=folder),
            "list, any of all pages": self.web.walk(self.pages, seconds=seconds, folder=folder),
            "list, right after a change": self.after_changes(_NEWS, first),
        }

    def after_changes(self, count: int, path: str) -> Load:
        """Ask each time after an offer has changed, so that nothing kept will do. One request at a time."""
        latencies: list[float] = []
        with superuser(self.ground, "directory") as connection, httpx.Client(base_url=self.web.url) as client:

            def ask() -> str:
                for number in range(count):
                    began = time.perf_counter()
                    connection.execute(_CHANGE, [number])
                    self.changes_ms.append((time.perf_counter() - began) * 1000)
                    latencies.append(client.get(path).raise_for_status().elapsed.total_seconds())
                return ""

            # What the change costs is not the list's.
            _, app, db = self.web.watched(ask, without=connection.info.backend_pid)
        middle, late = (results.percentile(latencies, share) * 1000 for share in (0.5, 0.99))
        return Load(count, count / sum(latencies), middle, late, app / count * 1000, db / count * 1000)


def _in_alternation(asked: _Asked, least: Watched, rounds: int, seconds: int) -> dict[str, Any]:
    found: dict[str, list[Load]] = {}
    for number in range(-1, rounds):
        print(f"  round {number + 1} of {rounds}", flush=True)
        loads = {"trivial WSGI": least.ask("/", seconds=seconds), **asked.round(seconds)}
        # The first round only warms up.
        for name, load in loads.items() if number >= 0 else ():
            found.setdefault(name, []).append(load)
    body = len(httpx.get(asked.web.url + asked.pages[0]).content)
    searches = [asked.after_changes(_SEARCHES, f"/v1/offers?q={words}") for words in _ASKED]
    change = round(results.percentile(asked.changes_ms, 0.5), 1)
    return {
        "offers": _OFFERS,
        "body_bytes": body,
        "change_ms": change,
        **_figures(found),
        "searches": _searched(searches),
    }


def _searched(loads: list[Load]) -> dict[str, Any]:
    return {
        words: {"cpu_ms_db": round(load.db_ms, 1), "cpu_ms_app": round(load.app_ms, 1), "p50_ms": round(load.p50_ms, 1)}
        for words, load in zip(_ASKED, loads, strict=True)
    }


def _figures(found: dict[str, list[Load]]) -> dict[str, Any]:
    least = [load.cpu_ms for load in found["trivial WSGI"]]
    return {
        "answers": {
            name: {
                "cpu_ms_app": results.summary([load.app_ms for load in loads]),
                "cpu_ms_db": results.summary([load.db_ms for load in loads]),
                "per_second": results.summary([load.per_second for load in loads], 0),
                "p50_ms": results.summary([load.p50_ms for load in loads], 1),
                "p99_ms": results.summary([load.p99_ms for load in loads], 1),
                "cpu_to_trivial": results.ratios([load.cpu_ms for load in loads], least),
            }
            for name, loads in found.items()
        }
    }


def owner(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
    """Return an organisation, the same each time."""
    return {
        **_record(number, chance, city, now),
        "name": f"{chance.choice(_WORDS).title()}bund {number}",
        "kind": "association",
        "languages": ["de"],
    }


def _offer(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
    return {
        **_record(number + _OWNERS, chance, city, now),
        "organisation_id": UUID(int=chance.randrange(_OWNERS)),
        "title": " ".join(chance.choices(_WORDS, k=4)).title(),
        "commitment": chance.choice(["short_term", "long_term"]),
        "effort": "3 Stunden",
        "hours": 3,
        "languages": ["de", *chance.sample(["uk", "en", "ar"], k=chance.randrange(2))],
        "with_children": chance.choice([True, False, None]),
        "alone_or_group": ["group"],
        "wheelchair": chance.choice(["yes", "partly", "no", None]),
        "remote": chance.random() < 0.1,
        "certificate_of_conduct": chance.choice([True, False, None]),
    }


def _record(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
    moment = now - timedelta(minutes=number)
    return {
        "id": UUID(int=number),
        "slug": f"eintrag-{number}",
        "state": "published",
        "version": 1,
        "published_at": moment,
        "created_at": moment,
        "changed_at": moment,
        "summary": " ".join(chance.choices(_WORDS, k=20)),
        "description": " ".join(chance.choices(_WORDS, k=120)),
        "categories": chance.sample([each.key for each in city.categories], k=chance.randrange(1, 4)),
        "keywords": chance.choices(_WORDS, k=3),
        "topics": "",
        "district": chance.choice([each.key for each in city.districts]),
    }
