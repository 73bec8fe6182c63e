"""The world as a check of deliverability asks it: the DNS, the mail server, the site."""

import smtplib
import ssl
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import dns.resolver
import dns.reversename
import httpx
from dns.exception import DNSException

_PATIENCE = 10


class World:
    """Asks for real."""

    def __init__(self) -> None:
        self._resolver = dns.resolver.Resolver()
        self._resolver.lifetime = _PATIENCE

    def txt(self, name: str) -> list[str]:
        """Return the texts at a name."""
        return [b"".join(each.strings).decode("utf-8", "replace") for each in self._asked(name, "TXT")]

    def mx(self, name: str) -> list[str]:
        """Return the mail servers of a name, the first choice first."""
        found = sorted(self._asked(name, "MX"), key=lambda each: each.preference)
        return [str(each.exchange).rstrip(".") for each in found if str(each.exchange) != "."]

    def addresses(self, name: str) -> list[str]:
        """Return the IP addresses of a name."""
        with suppress(ValueError):
            return [str(ip_address(name))]
        return [str(each.address) for kind in ("A", "AAAA") for each in self._asked(name, kind)]

    def names(self, address: str) -> list[str]:
        """Return the names of an IP address."""
        pointer = str(dns.reversename.from_address(address))
        return [str(each.target).rstrip(".") for each in self._asked(pointer, "PTR")]

    def tls(self, host: str, port: int, scheme: str) -> str | None:
        """Return what stands in the way of a trusted TLS connection to the mail server, or nothing."""
        trusted = ssl.create_default_context()
        try:
            if scheme == "smtps":
                smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=trusted).quit()
                return None
            with smtplib.SMTP(host, port, timeout=_PATIENCE) as smtp:
                smtp.starttls(context=trusted)
        except (OSError, smtplib.SMTPException) as trouble:
            return str(trouble)
        return None

    def post(self, url: str) -> int:
        """Send a one-click request without following anything; return the status, 0 when nobody answers."""
        try:
            words = {"List-Unsubscribe": "One-Click"}
            return httpx.post(url, data=words, timeout=_PATIENCE, follow_redirects=False).status_code
        except httpx.HTTPError:
            return 0

    def _asked(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind))
        except DNSException:
            return []
