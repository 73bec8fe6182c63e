"""Signing mails (DKIM, RFC 6376): the same mail each time in the same way, so that a second try is the same bytes.

Headers and body may have their spaces changed on the way (*relaxed*). From is signed once more than it is there, so
that nobody can add another.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from notifier.sending.smtp import Envelope

_SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references", b"mime-version",
    b"content-type", b"content-transfer-encoding", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post",
    b"feedback-id", b"auto-submitted",
)  # fmt: skip
_SPACES = re.compile(rb"[ \t]+")
_SPACE_AT_END = re.compile(rb"[ \t]+(?=\r\n)")
_FOLD = b"\r\n "
_LINE = 72


class KeyUnfit(ValueError):
    """A signing key is neither RSA with 2,048 bits or more nor Ed25519."""


class Signature:
    """Signs a domain's mails with one key."""

    def __init__(self, key: str, *, domain: str, selector: str) -> None:
        self._algorithm, self._sign = _signing(key.encode())
        self._words = b"v=1; a=%s; c=relaxed/relaxed; d=%s; s=%s;\r\n h=" % (
            self._algorithm,
            domain.encode(),
            selector.encode(),
        )

    def signed(self, envelope: Envelope) -> Envelope:
        """Return a mail with its signature on top."""
        return envelope._replace(body=self.header(envelope.body) + envelope.body)

    def header(self, mail: bytes) -> bytes:
        """Return the header that signs a mail."""
        head, _, body = mail.partition(b"\r\n\r\n")
        present = _headers(head)
        names = [name for name in _SIGNED if name in present]
        digest = b64encode(sha256(_relaxed_body(body)).digest())
        words = b"%s%s;\r\n bh=%s;\r\n b=" % (self._words, b":\r\n ".join([b"from", *_lines(names)]), digest)
        # The second From is signed as one that is not there.
        signed = b"".join(b"%s:%s\r\n" % (name, present[name]) for name in names)
        text = signed + b"dkim-signature:" + words.replace(_FOLD, b" ")
        mark = b64encode(self._sign(text))
        folded = b"\r\n ".join(mark[at : at + _LINE] for at in range(0, len(mark), _LINE))
        return b"DKIM-Signature: %s%s\r\n" % (words, folded)


def _signing(pem: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    key = load_pem_private_key(pem, password=None)
    if isinstance(key, Ed25519PrivateKey):
        # RFC 8463: what is signed is the hash.
        return b"ed25519-sha256", lambda text: key.sign(sha256(text).digest())
    if isinstance(key, RSAPrivateKey) and key.key_size >= 2048:
        padding, hashing = PKCS1v15(), hashes.SHA256()
        return b"rsa-sha256", lambda text: key.sign(text, padding, hashing)
    raise KeyUnfit("a signing key must be RSA with at least 2048 bits, or Ed25519")


def _headers(head: bytes) -> dict[bytes, bytes]:
    """Return each header as it is signed, by its name in small letters."""
    found: dict[bytes, bytes] = {}
    if b"\t" in head:
        head = head.replace(b"\t", b" ")
    head = head.replace(_FOLD, b" ")
    for line in (_SPACES.sub(b" ", head) if b"  " in head else head).split(b"\r\n"):
        name, _, words = line.partition(b":")
        found[name.rstrip().lower()] = words.strip()
    return found


def _relaxed_body(body: bytes) -> bytes:
    if b"  " in body or b"\t" in body:
        body = _SPACES.sub(b" ", body)
    if b" \r\n" in body:
        body = _SPACE_AT_END.sub(b"", body)
    if body.endswith(b"\r\n") and not body.endswith(b"\r\n\r\n") and len(body) > 2:
        return body
    kept = body.rstrip(b"\r\n")
    return kept + b"\r\n" if kept else b""


def _lines(names: list[bytes]) -> list[bytes]:
    """Return the names of headers, a few on each line."""
    return [b":".join(names[at : at + 4]) for at in range(0, len(names), 4)]
