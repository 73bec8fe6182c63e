"""The website's home page and an event's page, with 200 and with 2,000 events to come: they must not grow dearer."""

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from bench import results
from bench.counting import cpu_seconds, family
from bench.ground import children, durable_ground, running, superuser
from bench.lists import fill
from bench.load import Load, Watched
from bench.people import Connection
from events_service.models import Event, EventDate, Organisation
from services.city import City, read_city
from services.kit.db import Database
from services.launcher.processes import website

_SIZES = (200, 2_000)
_ROUNDS, _SECONDS = 3, 3
_PAGES = {"home page": "/", "event page": "/termine/termin-7"}
# More addresses than pages are kept for, so that each is drawn anew.
_ADDRESSES = 4_000


@dataclass(frozen=True)
class Site:
    """The website with the services behind it."""

    url: str
    pids: list[int]
    database: int

    def ask(self, path: str, seconds: int) -> Load:
        """Ask for a page; what the services behind it use counts too."""
        return self._with_all_behind(lambda watched: watched.ask(path, seconds=seconds))

    def walk(self, paths: Sequence[str], seconds: int, folder: Path) -> Load:
        """Ask for one page after the other."""
        return self._with_all_behind(lambda watched: watched.walk(paths, seconds=seconds, folder=folder))

    def _with_all_behind(self, ask: Callable[[Watched], Load]) -> Load:
        behind = self._behind()
        load = ask(Watched(self.url, self.pids[0], self.database))
        more = (self._behind() - behind) / load.requests * 1000
        return Load(load.requests, load.per_second, load.p50_ms, load.p99_ms, load.app_ms + more, load.db_ms)

    def _behind(self) -> float:
        return sum(cpu_seconds(family(pid)) for pid in self.pids[1:])


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 9, on the pages there are."""
    rounds, seconds = (1, 2) if small else (_ROUNDS, _SECONDS)
    with durable_ground() as ground, ExitStack() as stack:
        city = read_city(ground.settings.city)
        fill(ground.app("directory").database, city, 1_000)
        _fill_calendar(ground.app("events").database, city, max(_SIZES))
        behind = [stack.enter_context(running(ground, service, "web")) for service in ("directory", "events")]
        (front,) = stack.enter_context(children(ground, [website(ground.settings)]))
        calendar = stack.enter_context(superuser(ground, "events"))
        pids = [front.pid, *(child.pid for child in behind)]
        url = f"http://127.0.0.1:{ground.settings.ports.website}"
        site = Site(url, pids, ground.servers.children["postgres"].pid)
        return {"pages": _in_alternation(site, calendar, rounds, seconds, ground.settings.folder)}


def _in_alternation(site: Site, calendar: Connection, rounds: int, seconds: int, folder: Path) -> dict[str, Any]:
    found: dict[str, dict[int, list[Load]]] = {page: {size: [] for size in _SIZES} for page in _PAGES}
    for number in range(-1, rounds):
        for size in _SIZES:
            _show(calendar, size)
            for page, path in _PAGES.items():
                load = site.walk([f"{path}?n={n}" for n in range(_ADDRESSES)], seconds, folder)
                # The first round only warms up.
                found[page][size] += [load] if number >= 0 else []
    return {page: _figures(sizes) for page, sizes in found.items()}


def _figures(sizes: dict[int, list[Load]]) -> dict[str, Any]:
    cpu = {size: [load.cpu_ms for load in loads] for size, loads in sizes.items()}
    few, many = _SIZES
    return {
        "cpu_ms": {str(size): results.summary(each, 1) for size, each in cpu.items()},
        "per_second": {str(size): results.summary([load.per_second for load in sizes[size]], 0) for size in sizes},
        "growth": results.ratios(cpu[many], cpu[few]),
    }


def _show(calendar: Connection, count: int) -> None:
    """Let so many events be public, and lists be made anew."""
    calendar.execute("UPDATE events SET state = CASE WHEN places <= %s THEN 'published' ELSE 'draft' END", [count])
    calendar.execute("UPDATE catalogue SET version = gen_random_uuid()")
    calendar.execute("VACUUM ANALYZE")


def _fill_calendar(database: Database, city: City, count: int) -> None:
    chance, now = random.Random(7), datetime.now(UTC)
    owner = UUID(int=1)
    rows = [_event(number, chance, city, now) for number in range(1, count + 1)]
    dates = [{"event_id": row["id"], "starts_at": row["starts_at"], "until": row["until"]} for row in rows]
    with database.transaction() as session:
        session.execute(insert(Organisation), [{"id": owner, "slug": "bund", "name": "Bund", "is_public": True}])
        session.execute(insert(Event), [{**_without_until(row), "organisation_id": owner} for row in rows])
        session.execute(insert(EventDate), dates)


def _event(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
    starts_at = now + timedelta(hours=number)
    return {
        "id": UUID(int=number),
        "slug": f"termin-{number}",
        "title": f"Gemeinsam pflanzen {number}",
        "description": "Wir treffen uns, graben, gießen und frühstücken. " * 8,
        "categories": [chance.choice(city.categories).key],
        "mode": "in_person",
        "venue": "Am Brunnen",
        "district": chance.choice(city.districts).key,
        "status": "scheduled",
        "registration": "none",
        # Also its number, so that some of them can be hidden.
        "places": number,
        "waiting_list": False,
        "languages": ["de"],
        "keywords": [],
        "starts_at": starts_at,
        "until": starts_at + timedelta(hours=2),
        "all_day": False,
        "further_starts": [],
        "left_out": [],
        "search_words": "",
        "state": "published",
        "version": 1,
        "created_at": now,
        "changed_at": now,
        "published_at": now,
    }


def _without_until(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "until"}
