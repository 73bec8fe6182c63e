"""The calendar's lists, a month and feeds, with 2,000 and with 100,000 dates, against a trivial WSGI app."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, insert, select

from bench import results
from bench.by_size import warm
from bench.ground import durable_ground, running, superuser
from bench.lists import trivial
from bench.load import Load, Watched
from events_service.actions.calendar_entries import keep_entries
from events_service.models import Event, EventDate, Organisation
from events_service.rules.entries import Publisher
from services.city import City, read_city
from services.kit.db import Database
from tests.support.ground import Ground

EVENTS, FEW = 4_000, 80
_DATES_EACH = 25
_ROUNDS, _SECONDS = 3, 3
# Every second event has it: 2,000 of 4,000.
OFTEN = "energy"
# More of each than all processes together keep answers for. Whoever narrows so leaves all that there is: what is
# counted is much, and always the same. Of the pages, most show dates of which no process keeps what is shown.
_NARROWED = [f"&age={n % 100}&not_category=no-{n // 100}" for n in range(4_000)]
_NEAR = [f"&near=06108&within=40.{n}" for n in range(1_000, 5_000)]
_PAGES = [f"&page={n}" for n in range(1, 601)]
_MORE = f"category={OFTEN}&wheelchair=true"


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goals 7 and 10 for the calendar."""
    rounds, seconds = (1, 1) if small else (_ROUNDS, _SECONDS)
    with durable_ground() as ground:
        city = read_city(ground.settings.city)
        database = ground.app("events").database
        fill(database, city)
        keep(database, city, ground.settings.site_url)
        with running(ground, "events", "web") as web, trivial(ground) as least:
            postgres = ground.servers.children["postgres"].pid
            watched = Watched(ground.settings.service_url("events"), web.pid, postgres)
            return _in_alternation(ground, watched, least, rounds, seconds)


def _in_alternation(ground: Ground, web: Watched, least: Watched, rounds: int, seconds: int) -> dict[str, Any]:
    found: dict[str, list[Load]] = {}
    for number in range(-1, rounds):
        print(f"  round {number + 1} of {rounds}", flush=True)
        loads = {"trivial WSGI": least.ask("/", seconds=seconds)}
        for count, name in ((FEW, "2,000 dates"), (EVENTS, "100,000 dates")):
            show(ground, count)
            loads |= {f"{what}, {name}": load for what, load in _asked(ground, web, seconds).items()}
        # The first round only warms up.
        for name, load in loads.items() if number >= 0 else ():
            found.setdefault(name, []).append(load)
    least_cpu = [load.cpu_ms for load in found["trivial WSGI"]]
    feed = httpx.get(f"{web.url}/v1/events.ics?category={OFTEN}")
    return {
        "dates": EVENTS * _DATES_EACH,
        "feed_events": feed.text.count("BEGIN:VEVENT"),
        "feed_bytes": len(feed.content),
        "answers": {name: _figures(loads, least_cpu) for name, loads in found.items()},
    }


def _asked(ground: Ground, web: Watched, seconds: int) -> dict[str, Load]:
    month = f"/v1/months/{datetime.now(UTC) + timedelta(days=40):%Y-%m}?{_MORE}"
    listed, feed = f"/v1/events?{_MORE}&size=20", f"/v1/events.ics?category={OFTEN}"
    warm(f"{web.url}{listed}&age=")
    etag = httpx.get(web.url + feed).headers["ETag"]

    def walk(path: str, ways: Sequence[str]) -> Load:
        return web.walk([path + way for way in ways], seconds=seconds, folder=ground.settings.folder)

    return {
        "list, filtered, counted anew": walk(listed, _NARROWED),
        "list, filtered, a page not kept": walk(listed, _PAGES),
        "list, filtered, near a place, counted anew": walk(listed, _NEAR),
        "month, filtered, made anew": walk(month, _NARROWED),
        "month, filtered, near a place, made anew": walk(month, _NEAR),
        "month, kept": web.ask(month, seconds=seconds),
        ".ics of a category, kept": web.ask(feed, seconds=seconds),
        ".ics of a category, made anew": walk(feed, _NARROWED),
        ".ics, 304": web.ask(feed, seconds=seconds, etag=etag),
    }


def _figures(loads: list[Load], least: list[float]) -> dict[str, Any]:
    return {
        "cpu_ms_app": results.summary([load.app_ms for load in loads]),
        "cpu_ms_db": results.summary([load.db_ms for load in loads]),
        "p50_ms": results.summary([load.p50_ms for load in loads], 1),
        "cpu_to_trivial": results.ratios([load.cpu_ms for load in loads], least),
    }


def show(ground: Ground, count: int) -> None:
    """Let so many events be public, and lists be made anew."""
    with superuser(ground, "events") as calendar:
        calendar.execute("UPDATE events SET state = CASE WHEN places <= %s THEN 'published' ELSE 'draft' END", [count])
        calendar.execute("UPDATE catalogue SET version = gen_random_uuid()")
        calendar.execute("VACUUM ANALYZE")


def fill(database: Database, city: City) -> None:
    """Make 4,000 series with 25 dates each, the same each time."""
    chance, now = random.Random(7), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    owner = UUID(int=1)
    rows = [_event(number, chance, city, now) for number in range(1, EVENTS + 1)]
    with database.transaction() as session:
        session.execute(insert(Organisation), [{"id": owner, "slug": "bund", "name": "Bund", "is_public": True}])
        session.execute(insert(Event), [{**row, "organisation_id": owner} for row in rows])
        session.execute(insert(EventDate), [date for row in rows for date in _dates(row)])
        assert session.scalar(select(func.count()).select_from(EventDate)) == EVENTS * _DATES_EACH


def keep(database: Database, city: City, site_url: str) -> None:
    """Keep what calendars say of each event, as the service does on its own after a while."""
    kept = 1
    while kept:
        with database.transaction() as session:
            kept = keep_entries(session, publisher=Publisher(city, site_url))


def _dates(event: dict[str, Any]) -> list[dict[str, Any]]:
    starts = [event["starts_at"] + timedelta(days=14 * n) for n in range(_DATES_EACH)]
    return [
        {
            "event_id": event["id"],
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "until": start + timedelta(hours=2),
        }
        for start in starts
    ]


def _event(number: int, chance: random.Random, city: City, now: datetime) -> dict[str, Any]:
    others = [each.key for each in city.categories if each.key != OFTEN]
    starts_at = now + timedelta(hours=chance.randrange(24, 15 * 24))
    return {
        "id": UUID(int=number),
        "slug": f"termin-{number}",
        "title": f"Gemeinsam pflanzen {number}",
        "description": "Wir treffen uns, graben, gießen und frühstücken. " * 8,
        "categories": [OFTEN if number % 2 else chance.choice(others)],
        "kind": chance.choice(["event", "workshop", "meet_up"]),
        "mode": chance.choice(["in_person", "online"]),
        "venue": "Am Brunnen",
        "street": "Markt 1",
        "town": "Halle (Saale)",
        "lat": 51.48 + chance.random() / 100,
        "lon": 11.96 + chance.random() / 100,
        "district": chance.choice(city.districts).key,
        "status": "scheduled",
        "registration": "none",
        # Also its number, so that some of them can be hidden.
        "places": number,
        "waiting_list": False,
        "booked_up": False,
        "wheelchair": chance.choice(["yes", "yes", "no", None]),
        "access": [],
        "languages": ["de"],
        "keywords": [],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "all_day": False,
        "rule": f"FREQ=WEEKLY;INTERVAL=2;COUNT={_DATES_EACH}",
        "further_starts": [],
        "left_out": [],
        "search_words": "",
        "state": "published",
        "version": 1,
        "created_at": now,
        "changed_at": now,
        "published_at": now,
    }
