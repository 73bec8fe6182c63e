"""The website's home page and its list of offers, among 2,000 and among 20,000 offers, against a trivial WSGI app."""

from contextlib import ExitStack
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bench import lists
from bench.by_size import by_size, warm
from bench.ground import children, durable_ground, running, superuser
from bench.load import Load
from bench.pages import Site
from bench.people import Connection
from services.city import read_city
from services.launcher.processes import website

_SIZES = (2_000, 20_000)
_ROUNDS, _SECONDS = 3, 3
_KEPT = {"home page": "/", "list of offers": "/mitmachen"}
_NARROWED = "list of offers, narrowed"
# More addresses than pages are kept for, so that each is drawn anew, of answers that are kept.
_ADDRESSES = 4_000


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure what the pages cost over all services: kept ones, the same drawn anew, lists narrowed as none before."""
    rounds, seconds = (1, 2) if small else (_ROUNDS, _SECONDS)
    with durable_ground() as ground, ExitStack() as stack:
        city = read_city(ground.settings.city)
        lists.fill(ground.app("directory").database, city, max(_SIZES))
        ground.app("events")
        behind = [stack.enter_context(running(ground, service, "web")) for service in ("directory", "events")]
        (front,) = stack.enter_context(children(ground, [website(ground.settings)]))
        least = stack.enter_context(lists.trivial(ground))
        directory = stack.enter_context(superuser(ground, "directory"))
        pids = [front.pid, *(child.pid for child in behind)]
        url = f"http://127.0.0.1:{ground.settings.ports.website}"
        site = Site(url, pids, ground.servers.children["postgres"].pid)
        folder = ground.settings.folder
        walks = {f"{name}, drawn anew": [f"{path}?n={n}" for n in range(_ADDRESSES)] for name, path in _KEPT.items()}
        walks[_NARROWED] = [_as_page(wish) for wish in lists.wishes(city)]

        def ask() -> dict[str, Load]:
            loads = {name: site.ask(path, seconds) for name, path in _KEPT.items()}
            return loads | {name: site.walk(paths, seconds, folder) for name, paths in walks.items()}

        def show(size: int) -> None:
            _show(directory, size)
            warm(ground.settings.service_url("directory") + "/v1/offers?size=1&age=")

        return by_size(_SIZES, show, ask, lambda: least.ask("/", seconds=seconds), rounds)


def _as_page(wish: str) -> str:
    """Return the page on which somebody narrows a list like this."""
    words = {"category": "thema", "district": "stadtteil", "commitment": "zeit", "wheelchair": "rollstuhl"}
    given = parse_qsl(wish.partition("?")[2])
    return "/mitmachen?" + urlencode([(words[name], _SAID.get(value, value)) for name, value in given if name in words])


_SAID = {"short_term": "kurz", "long_term": "regelmaessig", "yes": "ja", "no": "nein", "partly": "teilweise"}


def _show(directory: Connection, count: int) -> None:
    """Let so many offers be public, and lists be made anew."""
    directory.execute(
        "UPDATE offers SET state = CASE WHEN number <= %s + (SELECT min(number) FROM offers) - 1 "
        "THEN 'published' ELSE 'withdrawn' END",
        [count],
    )
    directory.execute("UPDATE catalogue SET version = version + 1")
    directory.execute("VACUUM ANALYZE")
