"""Opening a line to a mail server: connect, greet, encrypt, sign in, by smtplib. Talking is ours (`line.py`)."""

import smtplib
import ssl
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from services.kit.errors import Passing

COMMAND_PATIENCE = 30


class Unreachable(Passing):
    """The mail server can't be reached, or will not talk to us; nothing of the mail at hand was handed over."""


class Envelope(NamedTuple):
    """One mail for one recipient, ready to be sent; what can't be delivered comes back to `return_path`."""

    recipient_id: int
    return_path: str
    address: str
    body: bytes

    @property
    def opening(self) -> bytes:
        """Return the three commands that come before the text."""
        words = f"MAIL FROM:<{self.return_path}>\r\nRCPT TO:<{self.address}>\r\nDATA\r\n"
        return words.encode()

    def text(self, then: bytes = b"") -> bytes:
        """Return the text as it goes over the line, with the dot that ends it and what is said after it."""
        body = self.body
        if body.startswith(b".") or b"\n." in body:
            body = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
        return b"".join((body, b".\r\n", then))


def opened(url: str) -> smtplib.SMTP:
    """Return a connection that is ready for mails, or raise `Unreachable`."""
    try:
        return _opened(urlsplit(url))
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unreachable(f"the mail server can't be reached: {trouble}") from trouble


def _opened(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "localhost", url.port or 0
    if url.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=COMMAND_PATIENCE, context=_trusted())
    else:
        smtp = smtplib.SMTP(host, port, timeout=COMMAND_PATIENCE)
    try:
        _greet(smtp, url)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greet(smtp: smtplib.SMTP, url: SplitResult) -> None:
    if url.scheme == "smtp+starttls":
        smtp.starttls(context=_trusted())
    smtp.ehlo_or_helo_if_needed()
    if url.username:
        smtp.login(unquote(url.username), unquote(url.password or ""))


def _trusted() -> ssl.SSLContext:
    """Return how a server has to prove who it is; `SSL_CERT_FILE` names an authority of one's own."""
    return ssl.create_default_context()
