"""What the measurements stand on: real servers that keep what they promise (fsync), and a real worker."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import httpx
import psycopg

from services.launcher.children import Child, Process, stop_all, wait_until
from services.launcher.environment import make_secrets
from services.launcher.infrastructure import infrastructure
from services.launcher.ports import HOST, answers, free_ports
from services.launcher.processes import service_processes
from services.launcher.settings import Settings
from tests.support.ground import ROOT, Ground

_PATIENCE = 60
_MOST_SECONDS = 1800


@contextmanager
def durable_ground() -> Iterator[Ground]:
    """Run PostgreSQL with honest fsync, Valkey and a mail catcher on free ports; everything is thrown away after."""
    (ROOT / ".mosaik").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".mosaik"))
    ports = free_ports()
    settings = Settings(folder=folder, ports=ports, city=ROOT / "city.toml", database_url="", redis_url="")
    try:
        make_secrets(settings)
        settings.state.mkdir()
        with infrastructure(folder, ports, durable=True) as servers:
            yield Ground(settings, servers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(ground: Ground, service: str, kind: str, *, port: int = 0, **more: str) -> Iterator[Child]:
    """Run a process of one service as the launcher does, with some of its environment said otherwise."""
    name, prefix = f"{service}-{kind}", service.upper()
    wanted = next(each for each in service_processes(ground.settings) if each.name == name)
    if port:
        more[f"{prefix}_PORT" if kind == "web" else f"{prefix}_METRICS_PORT"] = str(port)
        wanted = replace(wanted, port=port, is_ready=says_ready(port))
    with children(ground, [replace(wanted, environment={**wanted.environment, **more})]) as (started,):
        yield started


@contextmanager
def children(ground: Ground, processes: list[Process]) -> Iterator[list[Child]]:
    """Run processes until the block ends, waiting first until all are ready."""
    started = [Child(each, ground.settings.logs / f"{each.name}.log") for each in processes]
    try:
        for child in started:
            child.start()
        for child in started:
            if not wait_until(child.process.is_ready, seconds=_PATIENCE, while_so=lambda alive=child: alive.is_running):  # type: ignore[misc]
                raise SystemExit(f"{child.name} did not start:\n{child.last_words()}")
        yield started
    finally:
        stop_all(started[::-1], patience=_PATIENCE)


def superuser(ground: Ground, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Open a connection to one database for making and counting, with a limit of time."""
    url = ground.servers.database_server_url.rpartition("/")[0] + f"/{database}"
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(f"SET statement_timeout = '{_MOST_SECONDS}s'")
    return connection


def says_ready(port: int) -> Callable[[], bool]:
    """Return a question whether a process answers on its port that it is ready."""
    return lambda: answers(port) and httpx.get(f"http://{HOST}:{port}/readyz", timeout=5).status_code == HTTPStatus.OK
