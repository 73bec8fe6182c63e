"""Databases, made and brought up to date; quickly passed over when they are."""

import re
from pathlib import Path

import psycopg

from services.launcher.children import Process
from services.launcher.databases import Server
from services.launcher.environment import full_name, server
from services.launcher.ports import SERVICES
from services.launcher.processes import migrations
from services.launcher.settings import ROOT, Settings
from services.launcher.supervision import Supervisor

_REVISION = re.compile(r"""^revision\b.*=\s*["']([^"']+)["']""", re.MULTILINE)
_DOWN_REVISION = re.compile(r"""^down_revision\b.*=\s*["']([^"']+)["']""", re.MULTILINE)


def make_databases(settings: Settings) -> None:
    """Make the databases that are missing."""
    for service in SERVICES:
        server(settings).make_database(service)


def due(settings: Settings) -> list[Process]:
    """Return the migrations that have something to do."""
    behind = {f"{service}-migrate" for service in SERVICES if not _is_up_to_date(settings, service)}
    return [process for process in migrations(settings) if process.name in behind]


def _is_up_to_date(settings: Settings, service: str) -> bool:
    return _newest(ROOT / full_name(service) / "migrations" / "versions") == _reached(server(settings), service)


def _newest(folder: Path) -> set[str]:
    """Return the revisions that no other one stands on; asking Alembic itself would cost a second of imports."""
    texts = [file.read_text() for file in folder.glob("*.py")]
    known = {match[1] for text in texts if (match := _REVISION.search(text))}
    stood_on = {match[1] for text in texts if (match := _DOWN_REVISION.search(text))}
    return known - stood_on


def _reached(on: Server, service: str) -> set[str]:
    try:
        with psycopg.connect(on.urls(service).owner.replace("+psycopg", "", 1)) as connection:
            return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    except psycopg.errors.UndefinedTable:
        return set()


if __name__ == "__main__":
    last = Settings.of_the_last_start()
    make_databases(last)
    Supervisor(last.logs).run(due(last))
