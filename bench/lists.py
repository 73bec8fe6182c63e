"""The directory's list of offers, a page of 20 of 20,000, against a trivial WSGI app under the same gunicorn."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
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
_PAGES = 900
"""More than one process keeps answers for, so that each page is made anew."""
_NEWS = 60
_SEARCHES = 30
# Each word stands in nearly every offer, some many times: nothing is dearer to rank.
_ASKED = ("wasser", "fahrrad werkstatt", "klima nachbarn familien")
_LIST = "/v1/offers?size=20&page="
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
        database = ground.app("directory").database
        fill(database, read_city(ground.settings.city), 2_000 if small else _OFFERS)
        with superuser(ground, "directory") as connection:
            connection.execute("VACUUM ANALYZE")
        with running(ground, "directory", "web") as web, trivial(ground) as least:
            pages = 90 if small else _PAGES
            return _in_alternation(ground, _watched(ground, web.pid), least, rounds, seconds, pages)


def fill(database: Database, city: City, count: int) -> None:
    """Make organisations and their offers, the same each time."""
    chance, now = random.Random(42), datetime.now(UTC)
    owners = [_owner(number, chance, city, now) for number in range(_OWNERS)]
    offers = [_offer(number, chance, city, now) for number in range(count)]
    with database.transaction() as session:
        session.execute(insert(Organisation), owners)
        for start in range(0, count, 1000):
            session.execute(insert(Offer), offers[start : start + 1000])


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


def _in_alternation(
    ground: Ground, web: Watched, least: Watched, rounds: int, seconds: int, pages: int
) -> dict[str, Any]:
    found: dict[str, list[Load]] = {}
    etag = httpx.get(web.url + _LIST + "1").headers["ETag"]
    for number in range(-1, rounds):
        print(f"  round {number + 1} of {rounds}", flush=True)
        loads = {
            "trivial WSGI": least.ask("/", seconds=seconds),
            "list, kept answer": web.ask(_LIST + "1", seconds=seconds),
            "list, a page not kept": web.ask(_LIST, seconds=seconds, pages=pages, folder=ground.settings.folder),
            "list, 304": web.ask(_LIST + "1", seconds=seconds, etag=etag),
            "list, right after a change": _after_a_change(ground, web, _NEWS),
        }
        # The first round only warms up.
        for name, load in loads.items() if number >= 0 else ():
            found.setdefault(name, []).append(load)
    body = len(httpx.get(web.url + _LIST + "1").content)
    searches = [_after_a_change(ground, web, _SEARCHES, f"/v1/offers?q={words}") for words in _ASKED]
    return {"offers": _OFFERS, "body_bytes": body, **_figures(found), "searches": _searched(searches)}


def _searched(loads: list[Load]) -> dict[str, Any]:
    return {
        words: {"cpu_ms_db": round(load.db_ms, 1), "cpu_ms_app": round(load.app_ms, 1), "p50_ms": round(load.p50_ms, 1)}
        for words, load in zip(_ASKED, loads, strict=True)
    }


def _after_a_change(ground: Ground, web: Watched, count: int, path: str = _LIST + "1") -> Load:
    """Ask each time after the directory has changed: the page and all counts are made anew. One request at a time."""
    with superuser(ground, "directory") as connection, httpx.Client(base_url=web.url) as client:
        latencies = []

        def ask() -> str:
            for _ in range(count):
                connection.execute("UPDATE catalogue SET version = version + 1")
                latencies.append(client.get(path).raise_for_status().elapsed.total_seconds())
            return ""

        _, app, db = web.watched(ask)
    middle, late = (results.percentile(latencies, share) * 1000 for share in (0.5, 0.99))
    return Load(count, count / sum(latencies), middle, late, app / count * 1000, db / count * 1000)


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


def _owner(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
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
