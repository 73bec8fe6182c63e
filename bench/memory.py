"""What the city weighs: the memory of every process after load, and whether it grows over 100,000 requests."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.counting import family, pss_mib
from bench.ground import children, durable_ground, running, superuser
from bench.lists import fill
from bench.load import Watched
from services.city import read_city
from services.launcher import seeds
from services.launcher.children import Child
from services.launcher.processes import service_processes, website
from tests.support.ground import Ground

_REQUESTS = 100_000
_WARM = 5_000
_SECONDS = 10
_LOADED = {
    "website": ("/", "/mitmachen", "/termine", "/gruppen"),
    "directory": ("/v1/offers", "/v1/organisations", "/v1/projects"),
    "events": ("/v1/events", "/v1/figures"),
    "profiles": ("/v1/wordings/current?language=de",),
    "notifier": ("/healthz",),
}


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 12."""
    with durable_ground() as ground:
        for service in _LOADED.keys() - {"website"}:
            ground.app(service)
        city = _whole_city(ground, seconds=2 if small else 4)
    with durable_ground() as ground:
        return {"pss_mib": city, "growth": _growth(ground, 5_000 if small else _REQUESTS)}


def _whole_city(ground: Ground, *, seconds: int) -> dict[str, Any]:
    """Run every process there is, load the example city, ask for pages, and weigh them all."""
    processes = service_processes(ground.settings)
    with children(ground, processes) as services, children(ground, [website(ground.settings)]) as (front,):
        seeds.load(seeds.Running.here(ground.settings))
        ports = ground.settings.ports
        addresses = {name: f"http://127.0.0.1:{ports.web(name)}" for name in _LOADED.keys() - {"website"}}
        addresses["website"] = f"http://127.0.0.1:{ports.website}"
        for name, paths in _LOADED.items():
            for path in paths:
                Watched(addresses[name], 0, 0).ask(path, seconds=seconds)
        return _weighed([*services, front, *ground.servers.children.values()])


def _weighed(running_now: list[Child]) -> dict[str, Any]:
    found = {child.name: _each(child.pid) for child in running_now}
    return {**found, "all together": round(sum(each["mib"] for each in found.values()))}


def _each(pid: int) -> dict[str, Any]:
    pids = family(pid)
    return {"mib": round(pss_mib(pids), 1), "processes": len(pids)}


def _growth(ground: Ground, requests: int) -> dict[str, Any]:
    """Ask one service again and again, its workers never recycled; every page is made anew."""
    database = ground.app("directory").database
    fill(database, read_city(ground.settings.city), 2_000)
    with superuser(ground, "directory") as connection:
        connection.execute("VACUUM ANALYZE")
    with ExitStack() as stack:
        web = stack.enter_context(running(ground, "directory", "web", GUNICORN_CMD_ARGS="--max-requests 0"))
        watched = Watched(ground.settings.service_url("directory"), web.pid, 0)
        _ask(watched, _WARM, ground.settings.folder)
        before = pss_mib(family(web.pid))
        asked = _ask(watched, requests, ground.settings.folder)
        after = pss_mib(family(web.pid))
    return {
        "requests": asked,
        "mib_after_warming_up": round(before, 1),
        "mib_at_the_end": round(after, 1),
        "percent": round((after / before - 1) * 100, 1),
    }


def _ask(watched: Watched, count: int, folder: Path) -> int:
    """Ask at least so many times, walking through pages."""
    asked, pages = 0, [f"/v1/offers?size=2&page={number}" for number in range(1, 1_001)]
    while asked < count:
        asked += watched.walk(pages, seconds=_SECONDS, folder=folder).requests
    return asked
