"""Databases and roles: a database a service, one role that owns the tables and one that may only use them."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.abc import Query

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
"""Made by the superuser, so that migrations need no rights beyond their own database."""

_MADE = "made by the launcher, 1"
_TIMEOUTS = {
    "app": {"statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"},
    "owner": {"statement_timeout": "30min", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min"},
}


@dataclass(frozen=True)
class Urls:
    """The two ways into a database: to use it, and to change its tables."""

    app: str
    owner: str


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server, entered as somebody who may make databases; roles' passwords follow from the secret."""

    url: str
    secret: str = field(repr=False)

    def is_ready(self) -> bool:
        """Tell whether the server lets us in."""
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def urls(self, database: str, *, roles_of: str = "") -> Urls:
        """Return the ways into a database, in SQLAlchemy's spelling."""
        of = roles_of or database
        return Urls(app=self._url(database, f"{of}_app"), owner=self._url(database, f"{of}_owner"))

    def make_database(self, name: str) -> Urls:
        """Make a database with its two roles, unless it is there already."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            if not _is_made(connection, name):
                for kind in ("owner", "app"):
                    self._make_role(connection, f"{name}_{kind}", kind)
                _make_empty(connection, name)
                self._furnish(name)
                _run(connection, "COMMENT ON DATABASE {} IS {}", sql.Identifier(name), sql.Literal(_MADE))
        return self.urls(name)

    def copy_database(self, name: str, *, of: str) -> Urls:
        """Make a database like another one, with the same roles; nobody may be connected to the other one."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            words = (sql.Identifier(name), sql.Identifier(of), sql.Identifier(f"{of}_owner"))
            _run(connection, "CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy", *words)
            _open_to_roles(connection, name, of)
        return self.urls(name, roles_of=of)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(name))

    def _make_role(self, connection: psycopg.Connection, role: str, kind: str) -> None:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        name, password = sql.Identifier(role), sql.Literal(self._password(role))
        _run(
            connection,
            "ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}",
            name,
            password,
        )
        for setting, value in _TIMEOUTS[kind].items():
            _run(connection, "ALTER ROLE {} SET {} = {}", name, sql.Identifier(setting), sql.Literal(value))
        # Whoever makes databases without being superuser must be a member of the owning role.
        _run(connection, "GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE", name)

    def _furnish(self, name: str) -> None:
        owner, app = sql.Identifier(f"{name}_owner"), sql.Identifier(f"{name}_app")
        with psycopg.connect(_in_database(self.url, name), autocommit=True) as connection:
            for extension in EXTENSIONS:
                _run(connection, "CREATE EXTENSION IF NOT EXISTS {}", sql.Identifier(extension))
            _run(connection, "ALTER SCHEMA public OWNER TO {}", owner)
            _run(connection, "GRANT USAGE ON SCHEMA public TO {}", app)
            may = "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT"
            _run(connection, f"{may} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{}}", owner, app)
            _run(connection, f"{may} USAGE, SELECT ON SEQUENCES TO {{}}", owner, app)

    def _url(self, database: str, role: str) -> str:
        parts = urlsplit(self.url)
        place = f"{role}:{self._password(role)}@{parts.hostname}:{parts.port or 5432}"
        return urlunsplit(("postgresql+psycopg", place, f"/{database}", parts.query, ""))

    def _password(self, role: str) -> str:
        return hmac.new(self.secret.encode(), role.encode(), hashlib.sha256).hexdigest()[:40]


def _is_made(connection: psycopg.Connection, name: str) -> bool:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    row = connection.execute(asked, [name]).fetchone()
    return row is not None and row[0] == _MADE


def _make_empty(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        _run(connection, "CREATE DATABASE {} OWNER {}", sql.Identifier(name), sql.Identifier(f"{name}_owner"))
    _open_to_roles(connection, name, name)


def _open_to_roles(connection: psycopg.Connection, name: str, roles_of: str) -> None:
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", sql.Identifier(name))
    _run(
        connection,
        "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}",
        sql.Identifier(name),
        sql.Identifier(f"{roles_of}_app"),
    )


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(connection: psycopg.Connection, statement: LiteralString, *words: sql.Composable) -> None:
    query: Query = sql.SQL(statement).format(*words)
    connection.execute(query)
