"""What the services stand on when nobody else provides it: PostgreSQL, Valkey and the mail catcher."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.launcher import ports as listening
from services.launcher.children import Child, Process, stop_all, wait_until
from services.launcher.databases import Server, Urls
from services.launcher.ports import HOST, Ports
from services.launcher.postgres import Postgres
from services.launcher.valkey import Valkey

_PATIENCE = 30


class NotStarted(RuntimeError):
    """Something the services stand on did not start; the message holds its last words."""


@dataclass(frozen=True)
class Infrastructure:
    """Running servers, and where they are reached."""

    server: Server
    redis_url: str
    smtp_port: int
    inbox_url: str
    children: dict[str, Child]

    @property
    def database_server_url(self) -> str:
        """Return the way into PostgreSQL for its superuser."""
        return self.server.url

    def make_database(self, name: str) -> tuple[str, str]:
        """Make a database with its roles; return the ways in to use it, and to change its tables."""
        return _both(self.server.make_database(name))

    def copy_database(self, name: str, of: str) -> tuple[str, str]:
        """Make a database like one that nobody is connected to, with the same roles."""
        return _both(self.server.copy_database(name, of=of))

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.server.drop_database(name)


@contextmanager
def infrastructure(folder: Path, ports: Ports, *, durable: bool = False) -> Iterator[Infrastructure]:
    """Run PostgreSQL, Valkey and a mail catcher on these ports, their data in this folder, until the block ends."""
    postgres = Postgres(folder / "postgres", folder / "keys", ports.postgres, durable=durable)
    valkey = Valkey(folder / "redis", ports.redis)
    postgres.prepare()
    valkey.prepare()
    children = {
        process.name: Child(process, folder / "logs" / f"{process.name}.log")
        for process in (postgres.process, valkey.process, inbox(folder / "mails", ports))
    }
    try:
        _start(list(children.values()))
        address = f"http://{HOST}:{ports.inbox_page}"
        yield Infrastructure(postgres.server, valkey.url, ports.smtp, address, children)
    finally:
        stop_all(list(children.values())[::-1], patience=_PATIENCE)


def inbox(folder: Path, ports: Ports) -> Process:
    """Return how the mail catcher is run."""
    words = (str(folder), str(ports.smtp), str(ports.inbox_page))
    return Process(
        name="inbox",
        command=(sys.executable, "-m", "services.launcher.inbox", *words),
        port=ports.inbox_page,
        is_ready=lambda: listening.answers(ports.smtp) and listening.answers(ports.inbox_page),
    )


def _start(children: list[Child]) -> None:
    for child in children:
        child.start()
    for child in children:
        ready, alive = child.process.is_ready, child
        if not wait_until(ready, seconds=_PATIENCE, while_so=lambda alive=alive: alive.is_running):  # type: ignore[misc]
            raise NotStarted(f"{child.name} did not start:\n{child.last_words()}")


def _both(urls: Urls) -> tuple[str, str]:
    return urls.app, urls.owner
