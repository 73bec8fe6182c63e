"""Servers of other people, on this machine: names that stand for them, and certificates that tell who they are."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.kit.fetching import Fetched, Wish, fetch
from services.kit.reach import Reach, is_public
from tests.support.serving import HOST


def here(*, private: tuple[str, ...] = (), trust: ssl.SSLContext | None = None) -> Reach:
    """Return a reach in which every name stands for this machine, but for those that stand for one in our network."""
    return Reach(
        look_up=lambda host, patience: ["10.0.0.1"] if host in private else [HOST],
        may_reach=lambda address: address == ip_address(HOST) or is_public(address),
        trust=lambda: trust or ssl.create_default_context(),
    )


def fetch_here(wish: Wish) -> Fetched:
    """Fetch from this machine, whatever the name."""
    return fetch(wish, here())


@dataclass(frozen=True)
class Certificate:
    """Who a server says it is, and who believes it."""

    server: ssl.SSLContext
    believer: ssl.SSLContext


def a_certificate(folder: Path, name: str) -> Certificate:
    """Make a certificate for a name, signed by itself."""
    key, file = ec.generate_private_key(ec.SECP256R1()), folder / f"{name}.pem"
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            who, who, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return Certificate(server, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode()))
