"""Whether mails from here will be believed: what the DNS says, the mail server's TLS, and leaving with one click.

Everything outside is asked through `Outside`, so that a check can be tried on what a test says.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MOST_LOOK_UPS = 10


class Outside(Protocol):
    """What is asked of the world: names in the DNS, the mail server, and the site."""

    def txt(self, name: str) -> list[str]:
        """Return the texts at a name."""

    def mx(self, name: str) -> list[str]:
        """Return the mail servers of a name, the first choice first."""

    def addresses(self, name: str) -> list[str]:
        """Return the IP addresses of a name."""

    def names(self, address: str) -> list[str]:
        """Return the names of an IP address."""

    def tls(self, host: str, port: int, scheme: str) -> str | None:
        """Return what stands in the way of a trusted TLS connection to the mail server, or nothing."""

    def post(self, url: str) -> int:
        """Send a one-click request without following anything; return the status, 0 when nobody answers."""


@dataclass(frozen=True)
class Setting:
    """What mails are sent with."""

    sender: str
    bounce_domain: str
    smtp_url: str
    site_url: str
    dkim_key: str = ""
    dkim_domain: str = ""
    dkim_selector: str = ""

    @property
    def domain(self) -> str:
        """Return the domain that mails come from."""
        return self.sender.rpartition("@")[2]

    @property
    def host(self) -> str:
        """Return the mail server."""
        return urlsplit(self.smtp_url).hostname or "localhost"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is right, what was seen, and what is to be done."""

    name: str
    is_right: bool
    seen: str
    to_do: str = ""


def check(setting: Setting, outside: Outside) -> list[Finding]:
    """Return what is right and what is to be done, one finding each."""
    return [
        _spf(setting, outside),
        _dkim(setting, outside),
        _dmarc(setting, outside),
        _pointer(setting, outside),
        _bounces(setting, outside),
        _tls(setting, outside),
        _one_click(setting, outside),
    ]


def _spf(setting: Setting, outside: Outside) -> Finding:
    domain = setting.bounce_domain or setting.domain
    records = [each for each in outside.txt(domain) if each.lower().startswith("v=spf1")]
    if len(records) != 1:
        found = "there are several records" if records else "there is no record"
        return Finding("SPF", False, f"{domain}: {found}", f'Put exactly one TXT record at {domain}: "v=spf1 mx -all"')
    if records[0].split()[-1].lower() in {"+all", "all", "?all"}:
        return Finding("SPF", False, records[0], "It lets everybody send; end it with -all or ~all.")
    addresses = outside.addresses(setting.host)
    missing = [each for each in addresses if not _allows(records[0], domain, each, outside)]
    if missing:
        wanted = " ".join(f"ip{ip_address(each).version}:{each}" for each in missing)
        return Finding("SPF", False, records[0], f"It leaves out the mail server {setting.host}; add {wanted}")
    return Finding("SPF", True, records[0])


def _allows(record: str, domain: str, address: str, outside: Outside, depth: int = 0) -> bool:
    """Tell whether an SPF record lets an address send; more look-ups than RFC 7208 allows count as no."""
    if depth > _MOST_LOOK_UPS:
        return False
    for term in record.lower().split()[1:]:
        kind, _, value = term.lstrip("+").replace("redirect=", "redirect:").partition(":")
        name = value.partition("/")[0] or domain
        if _covers(kind, value, address) or address in _named(kind, name, outside):
            return True
        if kind in {"include", "redirect"}:
            inner = next((each for each in outside.txt(name) if each.lower().startswith("v=spf1")), "")
            if inner and _allows(inner, name, address, outside, depth + 1):
                return True
    return False


def _covers(kind: str, network: str, address: str) -> bool:
    with suppress(ValueError):
        return kind in {"ip4", "ip6"} and ip_address(address) in ip_network(network, strict=False)
    return False


def _named(kind: str, name: str, outside: Outside) -> list[str]:
    """Return the addresses that an `a` or `mx` of an SPF record stands for."""
    hosts = {"a": lambda: [name], "mx": lambda: outside.mx(name)}.get(kind, list)()
    return [address for host in hosts for address in outside.addresses(host)]


def _dkim(setting: Setting, outside: Outside) -> Finding:
    if not setting.dkim_key:
        seen = "mails are not signed here"
        return Finding(
            "DKIM", True, seen, "Make sure that your mail server signs them, List-Unsubscribe headers included."
        )
    name = f"{setting.dkim_selector}._domainkey.{setting.dkim_domain or setting.domain}"
    kind, public = public_half(setting.dkim_key)
    wanted = f'Put this TXT record at {name}: "v=DKIM1; k={kind}; p={public}"'
    record = next((each for each in outside.txt(name) if "p=" in each), None)
    if record is None:
        return Finding("DKIM", False, f"{name}: there is no record", wanted)
    tags = dict(part.strip().partition("=")[::2] for part in record.split(";"))
    shown = re.sub(r"\s", "", tags.get("p", ""))
    if shown != public:
        return Finding("DKIM", False, f"{name}: the record belongs to another key", wanted)
    return Finding("DKIM", True, f"{name} fits the key")


def public_half(key: str) -> tuple[str, str]:
    """Return the kind of a private key and its public half, as they stand in the DNS."""
    private = serialization.load_pem_private_key(key.encode(), password=None)
    public = private.public_key()
    if isinstance(private, Ed25519PrivateKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return "ed25519", b64encode(raw).decode()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return "rsa", b64encode(der).decode()


def _dmarc(setting: Setting, outside: Outside) -> Finding:
    wanted = f'"v=DMARC1; p=quarantine; rua=mailto:dmarc@{setting.domain}"'
    for domain in _upwards(setting.domain):
        record = next((each for each in outside.txt(f"_dmarc.{domain}") if each.upper().startswith("V=DMARC1")), None)
        if record is not None:
            has_reports = "rua=" in record.lower()
            more = "" if has_reports else f"Add rua=mailto:…, so that you learn who sends in your name: {wanted}"
            return Finding("DMARC", True, record, more)
    return Finding("DMARC", False, "there is no record", f"Put a TXT record at _dmarc.{setting.domain}: {wanted}")


def _upwards(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for at in range(max(1, len(labels) - 1)):
        yield ".".join(labels[at:])


def _pointer(setting: Setting, outside: Outside) -> Finding:
    addresses = outside.addresses(setting.host)
    if not addresses:
        return Finding("PTR", False, f"{setting.host} has no address", "Is the mail server's name right?")
    for address in addresses:
        names = outside.names(address)
        if not any(address in outside.addresses(name) for name in names):
            seen = f"{address} is called {', '.join(names) or 'nothing'}"
            return Finding("PTR", False, seen, f"Have its provider name it {setting.host}, both ways.")
    return Finding("PTR", True, f"{', '.join(addresses)} and {setting.host} name each other")


def _bounces(setting: Setting, outside: Outside) -> Finding:
    if not setting.bounce_domain:
        seen = f"reports come to {setting.sender}, where no machine reads them"
        return Finding("Bounces", False, seen, "Set NOTIFIER_BOUNCE_DOMAIN, and how its mailbox is read.")
    servers = outside.mx(setting.bounce_domain)
    if not servers:
        to_do = f"Put an MX record at {setting.bounce_domain}, so that reports can come back."
        return Finding("Bounces", False, f"{setting.bounce_domain} has no mail server", to_do)
    return Finding("Bounces", True, f"reports for {setting.bounce_domain} come to {servers[0]}")


def _tls(setting: Setting, outside: Outside) -> Finding:
    parts = urlsplit(setting.smtp_url)
    trouble = outside.tls(setting.host, parts.port or 25, parts.scheme)
    if trouble:
        return Finding(
            "TLS", False, f"{setting.host}: {trouble}", "Have the mail server offer STARTTLS with a good name."
        )
    if parts.scheme == "smtp":
        return Finding(
            "TLS", False, f"{setting.host} offers it and we don't ask", "Write smtp+starttls:// in NOTIFIER_SMTP_URL."
        )
    return Finding("TLS", True, f"{setting.host} proves who it is")


def _one_click(setting: Setting, outside: Outside) -> Finding:
    # A link that nobody sealed: a site that is set up well knows none, and says so at this very address.
    url = f"{setting.site_url.rstrip('/')}/u/check"
    status = outside.post(url)
    if not url.startswith("https://"):
        return Finding("One click", False, setting.site_url, "Mailbox providers ask for https: set MOSAIK_SITE_URL.")
    if 300 <= status < 400:
        return Finding("One click", False, f"{url} leads elsewhere ({status})", "Let nothing redirect a POST to /u/….")
    if status != 404:
        seen = f"{url} answers {status}" if status else f"{url} does not answer"
        return Finding("One click", False, seen, "Let POST requests from anywhere, without cookies, come to /u/….")
    return Finding("One click", True, f"{url} takes requests from anywhere")
