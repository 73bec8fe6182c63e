"""Every process of the city, in one table: its name, how it is run, where it listens, what it waits for.

`docker-compose.yml` says the same for containers; a test compares the two.
"""

import http.client
import sys
from collections.abc import Callable

from services.launcher.children import Process
from services.launcher.environment import environment, full_name, postgres, valkey
from services.launcher.infrastructure import inbox
from services.launcher.ports import HOST, SERVICES
from services.launcher.settings import Settings

KINDS = ("web", "worker", "beat")


def infrastructure_processes(settings: Settings) -> list[Process]:
    """Return what the services stand on, as far as nobody else provides it."""
    own_postgres = [] if settings.database_url else [postgres(settings).process]
    own_valkey = [] if settings.redis_url else [valkey(settings).process]
    return [*own_postgres, *own_valkey, inbox(settings.folder / "mails", settings.ports)]


def migrations(settings: Settings) -> list[Process]:
    """Return what brings each database up to date, and ends."""
    return [
        Process(
            name=f"{service}-migrate",
            command=_kit(service, "migrate"),
            environment=environment(settings, service),
            after=("postgres",),
        )
        for service in SERVICES
    ]


def service_processes(settings: Settings) -> list[Process]:
    """Return the processes of the four services."""
    return [_process(settings, service, kind) for service in SERVICES for kind in KINDS]


def website(settings: Settings) -> Process:
    """Return the front door."""
    port = settings.ports.website
    return Process(
        name="website",
        command=_kit("website", "web"),
        environment=environment(settings, "website"),
        port=port,
        after=tuple(f"{service}-web" for service in SERVICES),
        is_ready=_says_ready(port, "/healthz"),
    )


def all_processes(settings: Settings) -> list[Process]:
    """Return everything that keeps running, in the order of starting."""
    return [*infrastructure_processes(settings), *service_processes(settings), website(settings)]


def ports_needed(processes: list[Process], settings: Settings) -> dict[int, str]:
    """Return the ports that must be free, and for whom."""
    needed = {process.port: process.name for process in processes}
    return {**needed, settings.ports.smtp: "mail"}


def _process(settings: Settings, service: str, kind: str) -> Process:
    ports = settings.ports
    port = {"web": ports.web, "worker": ports.worker_metrics, "beat": ports.beat_metrics}[kind](service)
    return Process(
        name=f"{service}-{kind}",
        command=_kit(service, kind),
        environment=environment(settings, service),
        port=port,
        after=("postgres", "redis", f"{service}-migrate"),
        is_ready=_says_ready(port, "/readyz"),
    )


def _kit(service: str, kind: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "services.kit", full_name(service), kind)


def _says_ready(port: int, path: str) -> Callable[[], bool]:
    def ask() -> bool:
        connection = http.client.HTTPConnection(HOST, port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask
