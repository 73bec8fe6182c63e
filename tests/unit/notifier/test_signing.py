"""A signed mail is what a receiving server takes for signed: checked by dkimpy, which is not ours."""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.sending.mould import cast, slot
from notifier.sending.signing import KeyUnfit, Signature
from notifier.sending.smtp import Envelope

HEADERS = [
    ("From", "Klima-Mosaik <post@example.org>"),
    ("To", f"<{slot('address')}>"),
    ("Subject", "Neu für dich: Bäume gießen, und zwar an einem Samstag im Stadtpark hinter der alten Gärtnerei"),
    ("Date", "Sat, 01 Aug 2026 10:00:00 +0000"),
    ("Message-ID", "<1.abc@example.org>"),
    ("List-Id", "Kiez <offers.example.org>"),
    ("List-Unsubscribe", f"<{slot('leave_url')}>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
]
LEAVE = "https://example.org/u/" + "x" * 120


KEYS: dict[str, Callable[[], Any]] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "short": lambda: rsa.generate_private_key(65537, 1024),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@cache
def pem(kind: str) -> str:
    made = KEYS[kind]()
    form = serialization.PrivateFormat.PKCS8
    return str(made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()), "ascii")


def record(kind: str) -> bytes:
    """Return what the domain's name server says."""
    public = serialization.load_pem_private_key(pem(kind).encode(), None).public_key()
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    der = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    words = public.public_bytes(*(raw if kind == "ed25519" else der))
    return b"v=DKIM1; k=%s; p=%s" % (kind.encode(), b64encode(words))


def answers(kind: str) -> Callable[..., bytes]:
    def ask(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"s1._domainkey.example.org."
        return record(kind)

    return ask


def a_mail(text: str = "Hallo\n", html: str = "<p>Hallo</p>\n") -> bytes:
    mould = cast(headers=HEADERS, text=text, html=html, boundary="=_1")
    return mould.pour({"address": "ada@example.org", "leave_url": LEAVE})


def signed(mail: bytes, kind: str) -> bytes:
    signature = Signature(pem(kind), domain="example.org", selector="s1")
    return signature.signed(Envelope((1, 1), "post@example.org", "ada@example.org", mail)).body


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
@settings(deadline=None, max_examples=30)
@given(text=st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n \t"), max_size=300))
def test_whatever_a_mail_says_its_signature_holds(kind: str, text: str) -> None:
    mail = signed(a_mail(text, f"<p>{text}</p>"), kind)

    assert dkim.verify(mail, dnsfunc=answers(kind))


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Hallo", b"Hullo"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
        (b"List-Unsubscribe: <https://example.org", b"List-Unsubscribe: <https://example.net"),
        (b"Subject: ", b"Subject: x"),
        (b"From: Klima", b"From: evil@example.net\r\nFrom: Klima"),
    ],
)
def test_a_mail_that_was_changed_is_found_out(kind: str, before: bytes, after: bytes) -> None:
    mail = signed(a_mail(), kind)
    assert before in mail

    assert not dkim.verify(mail.replace(before, after), dnsfunc=answers(kind))


def test_spaces_that_change_on_the_way_do_no_harm() -> None:
    mail = signed(a_mail(), "rsa")

    assert dkim.verify(
        mail.replace(b"Subject: ", b"Subject:   ").replace(b"Hallo\r\n", b"Hallo \r\n"), dnsfunc=answers("rsa")
    )


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_the_same_mail_is_signed_the_same_way_each_time(kind: str) -> None:
    assert signed(a_mail(), kind) == signed(a_mail(), kind)


def test_lines_stay_short() -> None:
    header = signed(a_mail(), "rsa").partition(b"\r\nFrom:")[0]

    assert all(len(line) <= 98 for line in header.split(b"\r\n"))
    assert b"list-unsubscribe-post" in header.replace(b"\r\n ", b"")


@pytest.mark.parametrize("kind", ["short", "ec"])
def test_a_key_that_nobody_would_trust_is_refused(kind: str) -> None:
    with pytest.raises(KeyUnfit):
        Signature(pem(kind), domain="example.org", selector="s1")
