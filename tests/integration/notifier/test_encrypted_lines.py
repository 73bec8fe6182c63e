"""Encrypted lines: mails go out over them as over plain ones, and nobody without a certificate of trust gets any."""

import datetime as dt
import ipaddress
import ssl
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifier.rules import State
from notifier.sending.pool import Pool
from notifier.sending.smtp import Envelope, Unreachable
from services.kit import clock
from tests.support.mail_server import MailServer, Whim, a_mail_server, sent

MAILS = 40
BODY = b"Subject: x\r\n\r\n" + b"Hallo\r\n.\r\n" * 4000


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for this machine, from an authority that we trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    today = clock.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both").write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    return context


def send(server: MailServer, scheme: str, *, lines: int = 3) -> dict[int, State]:
    pool = Pool(f"{scheme}://ada:ge%40heim@127.0.0.1:{server.port}", lines)
    envelopes = [Envelope((1, n), "post@example.org", f"p{n}@example.org", BODY) for n in range(MAILS)]
    fates = {number: reply.state for (_, number), reply in sent(pool, envelopes)}
    pool.close()
    return fates


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize("pipelining", [("PIPELINING",), ()])
def test_mails_go_out_encrypted_and_signed_in(tls: ssl.SSLContext, scheme: str, pipelining: tuple[str, ...]) -> None:
    features = (*pipelining, "AUTH PLAIN", "STARTTLS")
    with a_mail_server(tls=tls, tls_at_once=scheme == "smtps", features=features) as server:
        assert set(send(server, scheme).values()) == {State.ACCEPTED}

        assert sorted(server.addresses) == sorted(f"p{n}@example.org" for n in range(MAILS))
        assert {text for _, text in server.taken} == {BODY}
        words = b64encode(b"\0ada\0ge@heim")
        assert b"AUTH PLAIN " + words in server.commands
        assert server.connections == 3


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_mail_whose_reply_is_lost_is_unknown_over_encrypted_lines_too(tls: ssl.SSLContext, scheme: str) -> None:
    features = ("PIPELINING", "AUTH PLAIN", "STARTTLS")
    with a_mail_server(tls=tls, tls_at_once=scheme == "smtps", features=features) as server:
        server.whims["p20@example.org"] = Whim(to_dot=None, takes_it=True)

        fates = send(server, scheme)

        assert fates == {n: State.UNKNOWN if n == 20 else State.ACCEPTED for n in range(MAILS)}
        assert server.doubled == {}


def test_a_certificate_nobody_vouches_for_is_refused(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with a_mail_server(tls=tls, tls_at_once=True) as server, pytest.raises(Unreachable):
        send(server, "smtps")
