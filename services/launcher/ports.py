"""Where everything of one city listens: all ports follow from one base."""

import random
import socket
from dataclasses import dataclass

HOST = "127.0.0.1"
SERVICES = ("directory", "events", "profiles", "notifier")
"""The four services by their short names, in the order of their ports."""


@dataclass(frozen=True)
class Ports:
    """The ports of one city."""

    base: int = 8000

    @property
    def website(self) -> int:
        """Return the port of the front door."""
        return self.base

    def web(self, service: str) -> int:
        """Return the port of a service's HTTP door."""
        return self.base + 1 + SERVICES.index(service)

    def worker_metrics(self, service: str) -> int:
        """Return the port on which a service's worker tells how it is."""
        return self.base + 101 + SERVICES.index(service)

    def beat_metrics(self, service: str) -> int:
        """Return the port on which a service's clock tells how it is."""
        return self.worker_metrics(service) + 50

    @property
    def inbox_page(self) -> int:
        """Return the port of the page that shows caught mail."""
        return self.base + 25

    @property
    def smtp(self) -> int:
        """Return the port on which mail is caught."""
        return self.base + 26

    @property
    def postgres(self) -> int:
        """Return the port of PostgreSQL."""
        return self.base + 32

    @property
    def redis(self) -> int:
        """Return the port of Valkey."""
        return self.base + 79


def free_ports() -> Ports:
    """Return ports somewhere high up, of which none is taken; for tests that bring their own servers."""
    while True:
        ports = Ports(random.randrange(10_000, 32_000, 200))
        ground = (ports.postgres, ports.redis, ports.smtp, ports.inbox_page)
        if all(map(is_free, (*ground, *range(ports.base, ports.base + 5)))):
            return ports


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        # What hung up a moment ago does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
