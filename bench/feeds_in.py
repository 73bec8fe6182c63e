"""A calendar of 2,000 events that an organisation has elsewhere: read, compared, come in; read again, and again.

The server's part is left out: what is measured is ours. Memory is what the process holds after one reading and after
many, so that a leak is seen.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench import results
from bench.ground import durable_ground
from events_service import tasks
from events_service.actions import feeds
from events_service.queries import feeds as queries
from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import read_calendar
from services.city import read_city
from services.kit import clock
from services.kit.fetching import Fetched, Known, Wish
from services.kit.tokens import Caller
from services.kit.web import Service
from tests.support.events_makers import an_organisation

_EVENTS = 2_000
_AGAIN = 20
_EDITOR = Caller(service="bench", roles=frozenset({"editor"}))
_WORDS: dict[str, Any] = {
    "address": "https://calendar.example/a.ics", "only_words": [], "only_categories": [], "categories": ["energy"],
    "district": None, "ahead_days": 400, "publishes": True, "shows_source": True,
}  # fmt: skip


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure seconds, CPU and memory of reading a large calendar for the first time and again."""
    events, again = (200, 2) if small else (_EVENTS, _AGAIN)
    with durable_ground() as ground:
        app = ground.app("events")
        city = read_city(ground.settings.city)
        now = clock.now()
        window = Window(now, now + timedelta(days=400))
        read = [_taken(lambda: read_calendar(_calendar(events, 0), window, city=city.time_zone)) for _ in range(3)]
        _try(app, now)
        preview = _taken(lambda: _read(app, city, _calendar(events, 0)))
        _confirm(app)
        first = _taken(lambda: _read(app, city, _calendar(events, 0)))
        held = _resident()
        same = [_taken(partial(_read, app, city, _calendar(events, number))) for number in range(1, again + 1)]
        grown = _resident() - held
    return {
        "events": events,
        "read_seconds": results.summary([wall for wall, _ in read], 2),
        "read_cpu_seconds": results.summary([cpu for _, cpu in read], 2),
        "preview_seconds": round(preview[0], 2),
        "first_seconds": round(first[0], 2),
        "read_and_compared_seconds": results.summary([wall for wall, _ in same], 2),
        "read_and_compared_cpu_seconds": results.summary([cpu for _, cpu in same], 2),
        "held_mb": round(held / 1e6),
        "grown_mb": round(grown / 1e6, 1),
    }


def _try(app: Service, now: Any) -> None:
    with app.database.transaction() as session:
        feeds.try_feed(session, {**_WORDS, "organisation_id": an_organisation(app)}, caller=_EDITOR, now=now)


def _confirm(app: Service) -> None:
    with app.database.transaction() as session:
        (feed,) = queries.feeds_of(session, None)
        feeds.start_feed(session, feed.id, caller=_EDITOR, now=clock.now())


def _read(app: Service, city: Any, file: bytes) -> None:
    """Read as the worker does; an hour passes each time."""
    with app.database.transaction() as session:
        (feed,) = queries.feeds_of(session, None)
        feed.next_read_at = clock.now()

    def fetch(_: Wish) -> Fetched:
        return Fetched(file, "text/calendar", Known())

    if tasks.read_due(app.database, city=city, fetch=fetch) != 1:
        raise RuntimeError


def _calendar(events: int, reading: int) -> bytes:
    """Return a calendar whose UIDs are others at each reading, as Exchange has it."""
    start = clock.now().replace(hour=10, minute=0, second=0, microsecond=0)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//DE"]
    for number in range(events):
        begins = start + timedelta(days=1 + number % 390, minutes=15 * (number // 390))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{reading}-{number}@bench",
            f"SUMMARY:Treffen Nr. {number} im Garten",
            f"DTSTART:{begins:%Y%m%dT%H%M%SZ}",
            f"DTEND:{begins + timedelta(hours=2):%Y%m%dT%H%M%SZ}",
            f"LOCATION:Haus {number % 50}\\, Straße {number % 90}",
            "DESCRIPTION:Wir treffen uns\\, reden und essen zusammen.\\nBitte bringt etwas mit.",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _taken(deed: Any) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    deed()
    return perf_counter() - wall, process_time() - cpu


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
