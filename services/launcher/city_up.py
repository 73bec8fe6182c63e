"""From nothing to a running city, step by step, and back again."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator

from services.launcher import environment, migrate
from services.launcher.children import Process
from services.launcher.ports import is_free
from services.launcher.processes import infrastructure_processes, ports_needed, service_processes, website
from services.launcher.settings import Settings
from services.launcher.supervision import Supervisor
from services.launcher.terminal import say, told_how_long

_PATIENCE = 120


class PortsTaken(SystemExit):
    """Somebody listens already where the city would; the message names all ports."""


class RunsAlready(SystemExit):
    """This city runs already."""


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the city's folder, so that two launchers never share it."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with (settings.folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RunsAlready(f"This city runs already: {lock.read().strip() or settings.folder}") from None
        lock.truncate(0)
        lock.write(f"{settings.site_url} (process {os.getpid()})")
        lock.flush()
        yield


def begin_anew(settings: Settings) -> None:
    """Throw away what an earlier start has kept; on a server that is not ours, nothing is thrown away."""
    if settings.database_url:
        raise SystemExit("--fresh would empty databases on a server that is not ours. Please drop them there.")
    for kept in settings.folder.iterdir():
        if kept.name == "lock":
            continue
        if kept.is_dir() and not kept.is_symlink():
            shutil.rmtree(kept)
        else:
            kept.unlink()


def refuse_taken_ports(settings: Settings, processes: list[Process]) -> None:
    """Refuse to start where others listen, naming all their ports in one sentence."""
    taken = {port: name for port, name in ports_needed(processes, settings).items() if not is_free(port)}
    if taken:
        named = ", ".join(f"{port} ({name})" for port, name in sorted(taken.items()))
        ports, are = ("port", "is") if len(taken) == 1 else ("ports", "are")
        raise PortsTaken(
            f"The {ports} {named} {are} taken already. Stop what runs there, or move the whole city: "
            f"./start --port-base {settings.ports.base + 10_000}"
        )


def lay_the_ground(settings: Settings, supervisor: Supervisor) -> None:
    """Start PostgreSQL, Valkey and the mail catcher."""
    environment.make_secrets(settings)
    settings.state.mkdir(parents=True, exist_ok=True)
    if not settings.database_url:
        environment.postgres(settings).prepare()
    if not settings.redis_url:
        environment.valkey(settings).prepare()
    ground = infrastructure_processes(settings)
    supervisor.start(ground)
    supervisor.wait_until_ready(ground, seconds=_PATIENCE)


def bring_up(settings: Settings, supervisor: Supervisor, *, with_seeds: bool) -> None:
    """Start the services and the website on the laid ground, and load the example city."""
    migrate.make_databases(settings)
    if due := migrate.due(settings):
        supervisor.run(due)
        say(f"  ✓ databases up to date {told_how_long()}")
    processes = [*service_processes(settings), website(settings)]
    supervisor.start(processes)
    supervisor.wait_until_ready(processes, seconds=_PATIENCE)
    if with_seeds:
        _load_seeds_once(settings)


def _load_seeds_once(settings: Settings) -> None:
    marker = settings.folder / "seeded"
    if marker.exists():
        return
    from services.launcher import seeds  # noqa: PLC0415  half a second of imports, needed once

    seeds.load(seeds.Running.here(settings, may_fork=True))
    marker.touch()
    say(f"  ✓ example city loaded {told_how_long()}")
