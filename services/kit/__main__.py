"""Runs one process of one service: `python -m services.kit directory-service web`."""

import importlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USAGE = "usage: python -m services.kit SERVICE (web | worker | beat | migrate | command NAME …)"


@dataclass(frozen=True)
class Start:
    """What is to be started."""

    service: str
    arguments: list[str]

    @property
    def package(self) -> str:
        """Return the package of the service."""
        return "services.website" if self.service == "website" else self.service.replace("-", "_")

    @property
    def prefix(self) -> str:
        """Return what the names of the service's variables begin with."""
        return self.service.removesuffix("-service").upper()

    def variable(self, name: str, default: str = "") -> str:
        """Return one of the service's environment variables, such as `DIRECTORY_PORT`, or what a named file says."""
        full_name = f"{self.prefix}_{name}"
        if file := os.environ.get(f"{full_name}_FILE"):
            return Path(file).read_text().strip()
        return os.environ.get(full_name, default)

    def app(self) -> Any:
        """Create the service."""
        return importlib.import_module(f"{self.package}.app").create_app()

    def worker(self) -> Any:
        """Tie the service's tasks to database and broker; nothing of its HTTP door is loaded for that."""
        from services.kit import logs, settings  # noqa: PLC0415  (only now may anything count)

        logs.configure(self.service)
        kind = importlib.import_module(f"{self.package}.settings").Settings
        worker = importlib.import_module(f"{self.package}.tasks").worker
        worker.configure(settings.read(kind, self.prefix))
        return worker


def main(arguments: list[str]) -> None:
    """Become the process that is asked for."""
    if len(arguments) < 2 or arguments[1] not in _PROCESSES:
        raise SystemExit(USAGE)
    service, process, *rest = arguments
    _make_room_for_metrics(service, process)
    _PROCESSES[process](Start(service, rest))


def _make_room_for_metrics(service: str, process: str) -> None:
    """Give the processes of one parent a common folder for their figures, before anything counts."""
    folder = Path(os.environ.get("MOSAIK_STATE", ".mosaik/run")) / "metrics" / f"{service}-{process}"
    if process != "command":
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _web(start: Start) -> None:
    address = f"{os.environ.get('MOSAIK_HOST', '127.0.0.1')}:{start.variable('PORT', '8000')}"
    sizes = ["--workers", start.variable("WORKERS", "2"), "--threads", start.variable("THREADS", "4")]
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]  # noqa: PLC0415

    # In this very process: what a launcher has loaded before forking it stays loaded.
    sys.argv = ["gunicorn", "-c", "python:services.kit.serving", "--bind", address, *sizes]
    sys.argv.append(f"{start.package}.app:create_app()")
    run()


def _worker(start: Start) -> None:
    worker = _with_health(start, port_after=0)
    queues = ",".join(worker.served_queues())
    sizes = ["--concurrency", str(worker.settings.concurrency)]
    quiet = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    worker.celery.worker_main(["worker", "--queues", queues, *sizes, *quiet])


def _beat(start: Start) -> None:
    worker = _with_health(start, port_after=50)
    schedule = worker.settings.state / f"beat-{start.service}"
    worker.celery.start(["beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "WARNING"])


def _migrate(start: Start) -> None:
    from services.kit import logs, migrations  # noqa: PLC0415  (a second saved where nothing else is needed)

    logs.configure(start.service)
    migrations.upgrade(start.package, start.variable("MIGRATION_DATABASE_URL") or start.variable("DATABASE_URL"))


def _command(start: Start) -> None:
    from flask.cli import ScriptInfo  # noqa: PLC0415

    app = start.app()
    app.cli.main(args=start.arguments, prog_name=start.service, obj=ScriptInfo(create_app=lambda: app))


def _with_health(start: Start, *, port_after: int) -> Any:
    from services.kit import health  # noqa: PLC0415

    worker = start.worker()
    if worker.settings.metrics_port:
        health.serve(worker.settings.metrics_port + port_after, worker)
    return worker


_PROCESSES = {"web": _web, "worker": _worker, "beat": _beat, "migrate": _migrate, "command": _command}

if __name__ == "__main__":
    main(sys.argv[1:])
