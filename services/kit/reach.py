"""Which machines on the internet we may speak to when somebody gives us an address: public ones, and no others.

A name is looked up once, all that it stands for is judged, and the connection goes to what was judged. So a name that
stands for something else a moment later, or partly for a machine of our own, gains nothing.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import dns.exception
import dns.resolver
import httpcore

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")
# What wraps an IPv4 address in ways that nobody needs: 6to4, Teredo, NAT64 of one's own, and the oldest kind.
_WRAPPED = tuple(map(IPv6Network, ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96")))
# They look public to Python; inside of some clouds they tell a machine's secrets.
_METADATA = (IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32"))


class NotReached(Exception):
    """No connection was made; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet, also when an IPv6 address carries one of IPv4."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.is_site_local or any(address in network for network in _WRAPPED):
            return False
    elif any(address in network for network in _METADATA):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def looked_up(host: str, patience: float) -> list[str]:
    """Return the addresses that a name stands for, of both kinds."""
    try:
        return list(dns.resolver.resolve_name(host, lifetime=patience).addresses())
    except dns.exception.Timeout:
        raise NotReached("too_slow") from None
    except dns.exception.DNSException:
        raise NotReached("unknown_host") from None


@dataclass(frozen=True)
class Reach:
    """How names are looked up, which addresses may be spoken to, and whose certificates are believed."""

    look_up: Callable[[str, float], list[str]] = looked_up
    may_reach: Callable[[Address], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def addresses(self, host: str, patience: float) -> list[str]:
        """Return where a host is; refused with `NotReached` when it is somewhere else, or partly so."""
        try:
            found = [ip_address(host)]
        except ValueError:
            found = [ip_address(each) for each in self.look_up(host, patience)]
        if not found:
            raise NotReached("unknown_host")
        if not all(map(self.may_reach, found)):
            raise NotReached("private_address")
        return [str(each) for each in found]


class Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were judged, and to nothing else; whatever it does ends in time."""

    def __init__(self, reach: Reach, until: float) -> None:
        self._reach, self._until = reach, until
        self._backend = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        addresses = self._reach.addresses(host, time_left(self._until))
        for address, is_last in _with_last(addresses):
            try:
                # The others get their turn while there is time.
                patience = time_left(self._until) / (1 if is_last else 2)
                return _Timed(self._backend.connect_tcp(address, port, timeout=patience), self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if is_last:
                    raise
        raise NotReached("unreachable")


class _Timed(httpcore.NetworkStream):
    """A connection of which each step may only take what is left of the time for all."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (ours is shorter)
        """Read what comes in time."""
        return self._stream.read(max_bytes, time_left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write what can be written in time."""
        self._stream.write(buffer, time_left(self._until))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Go on in secret, with whom the name says, whatever the address is."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, time_left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell about the connection."""
        return self._stream.get_extra_info(info)


def time_left(until: float) -> float:
    """Return how many seconds are left; refused with `NotReached` when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise NotReached("too_slow")
    return left


def _with_last(addresses: list[str]) -> Iterable[tuple[str, bool]]:
    return ((each, number == len(addresses)) for number, each in enumerate(addresses, start=1))
