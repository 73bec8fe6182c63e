"""What the launcher was asked to do, and where it keeps what."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from services.launcher.ports import HOST, Ports

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The choices of one start."""

    folder: Path = ROOT / ".mosaik"
    ports: Ports = field(default_factory=Ports)
    # Real servers instead of our own: the first as somebody who may make databases and roles.
    database_url: str = field(default_factory=lambda: os.environ.get("MOSAIK_DATABASE_URL", ""), repr=False)
    redis_url: str = field(default_factory=lambda: os.environ.get("MOSAIK_REDIS_URL", ""), repr=False)
    city: Path = field(default_factory=lambda: Path(os.environ.get("MOSAIK_CITY", ROOT / "city.toml")).resolve())

    @classmethod
    def of_the_last_start(cls) -> "Settings":
        """Return the choices under which the city in the usual folder was started last."""
        noted = ROOT / ".mosaik" / "port-base"
        return cls(ports=Ports(int(noted.read_text()))) if noted.exists() else cls()

    def note_down(self) -> None:
        """Keep for later commands what cannot be guessed."""
        (self.folder / "port-base").write_text(str(self.ports.base))

    @property
    def keys(self) -> Path:
        """Return the folder of all secrets."""
        return self.folder / "keys"

    @property
    def logs(self) -> Path:
        """Return the folder of the processes' logs."""
        return self.folder / "logs"

    @property
    def state(self) -> Path:
        """Return the folder of what processes note down while they run."""
        return self.folder / "run"

    @property
    def site_url(self) -> str:
        """Return the address of the site."""
        return f"http://localhost:{self.ports.website}"

    @property
    def inbox_url(self) -> str:
        """Return the address of the page that shows caught mail."""
        return f"http://localhost:{self.ports.inbox_page}"

    def service_url(self, service: str) -> str:
        """Return the address of a service's HTTP door."""
        return f"http://{HOST}:{self.ports.web(service)}"
