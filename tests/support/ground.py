"""What tests stand on: real servers, made by the launcher, and every service on a database made by its migrations."""

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom

# The figures of this process; must be known before anything counts.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="figures"))

import redis
from sqlalchemy import create_engine, text

from services.kit import migrations
from services.kit.settings import ServiceSettings, read
from services.kit.web import Service
from services.launcher.environment import environment, make_secrets
from services.launcher.infrastructure import Infrastructure, infrastructure
from services.launcher.ports import SERVICES, Ports, is_free
from services.launcher.settings import Settings

ROOT = Path(__file__).parents[2]
# Below the ports that Linux gives to whoever calls out.
_BASES = range(20_000, 32_000, 200)
PACKAGES = {
    "directory": "directory_service",
    "events": "events_service",
    "profiles": "profiles_service",
    "notifier": "notifier",
}


@dataclass
class Ground:
    """Running servers, and the services made on them when they are first asked for."""

    settings: Settings
    servers: Infrastructure
    apps: dict[str, Service] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        return self.settings.keys

    @property
    def inbox_url(self) -> str:
        return self.servers.inbox_url

    @property
    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(self.servers.redis_url)

    def environment(self, service: str) -> dict[str, str]:
        return environment(self.settings, service)

    def app(self, service: str) -> Service:
        if service not in self.apps:
            self.apps[service] = self._made(service)
        return self.apps[service]

    def emptied(self, service: str) -> Service:
        app = self.app(service)
        self.empty_tables(service)
        self.redis.flushall()
        app.extensions["answers"].__init__()
        return app

    def empty_tables(self, service: str) -> None:
        engine = create_engine(self.environment(service)[f"{service.upper()}_MIGRATION_DATABASE_URL"])
        with engine.begin() as connection:
            names = connection.scalars(text(_TABLES)).all()
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        engine.dispose()

    def _made(self, service: str) -> Service:
        self.servers.make_database(service)
        environ = self.environment(service)
        package = PACKAGES[service]
        migrations.upgrade(package, environ[f"{service.upper()}_MIGRATION_DATABASE_URL"])
        kind: type[ServiceSettings] = importlib.import_module(f"{package}.settings").Settings
        app: Service = importlib.import_module(f"{package}.app").create_app(read(kind, service.upper(), environ))
        app.testing = False
        return app


_TABLES = """
    SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'catalogue')
"""


@contextmanager
def laid_ground(folder: Path) -> Iterator[Ground]:
    """Run the servers, on ports that nobody else uses."""
    ports = _free_ports()
    settings = Settings(folder=folder, ports=ports, city=ROOT / "city.toml")
    make_secrets(settings)
    with infrastructure(folder, ports) as servers:
        yield Ground(settings, servers)


def _free_ports() -> Ports:
    """Two runs at once must not choose the same ports, so no seed has a say in it."""
    bases = SystemRandom().sample(_BASES, len(_BASES))
    return next(Ports(base) for base in bases if _all_free(Ports(base)))


def _all_free(ports: Ports) -> bool:
    return all(is_free(port) for port in (ports.postgres, ports.redis, ports.smtp, ports.inbox_page))


__all__ = ["SERVICES", "Ground", "laid_ground"]
