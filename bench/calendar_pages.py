"""The website's calendar as a list and as a month, among 2,000 and among 100,000 dates, against a trivial WSGI app."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import calendar
from bench.by_size import by_size, warm
from bench.ground import children, durable_ground, running
from bench.lists import trivial
from bench.load import Load
from bench.pages import Site
from services.city import read_city
from services.launcher.processes import website

_ROUNDS, _SECONDS = 3, 3
# More addresses than pages are kept for, so that each is drawn anew.
_ADDRESSES = 4_000


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure what the calendar's pages cost over all services, kept and drawn anew."""
    rounds, seconds = (1, 2) if small else (_ROUNDS, _SECONDS)
    with durable_ground() as ground, ExitStack() as stack:
        city, database = read_city(ground.settings.city), ground.app("events").database
        calendar.fill(database, city)
        calendar.keep(database, city, ground.settings.site_url)
        ground.app("directory")
        behind = [stack.enter_context(running(ground, service, "web")) for service in ("events", "directory")]
        (front,) = stack.enter_context(children(ground, [website(ground.settings)]))
        least = stack.enter_context(trivial(ground))
        pids = [front.pid, *(child.pid for child in behind)]
        url = f"http://127.0.0.1:{ground.settings.ports.website}"
        site = Site(url, pids, ground.servers.children["postgres"].pid)

        def ask() -> dict[str, Load]:
            loads = {f"{name}, kept": site.ask(path, seconds) for name, path in _pages().items()}
            for name, path in _pages().items():
                anew = [f"{path}{'&' if '?' in path else '?'}n={n}" for n in range(_ADDRESSES)]
                loads[f"{name}, drawn anew"] = site.walk(anew, seconds, ground.settings.folder)
            return loads

        def show(count: int) -> None:
            calendar.show(ground, count)
            warm(ground.settings.service_url("events") + "/v1/events?size=1&age=")

        return by_size((calendar.FEW, calendar.EVENTS), show, ask, lambda: least.ask("/", seconds=seconds), rounds)


def _pages() -> dict[str, str]:
    next_month = datetime.now(UTC) + timedelta(days=40)
    return {"dates": "/termine", "month": f"/termine?ansicht=monat&monat={next_month:%Y-%m}"}
