"""Opening a line to a mail server: connect, greet, encrypt, sign in, by smtplib. Talking is ours (`line.py`)."""

import re
import smtplib
import ssl
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from notifier.rules import Mail
from notifier.rules.bounces import envelope_id
from services.kit.errors import Passing

COMMAND_PATIENCE = 30
_NOT_XTEXT = re.compile("[^!-*,-<>-~]")


class Unreachable(Passing):
    """The mail server can't be reached, or will not talk to us; nothing of the mail at hand was handed over."""


class Envelope(NamedTuple):
    """One mail for one recipient, ready to be sent; what can't be delivered comes back to `return_path`."""

    mail: Mail
    return_path: str
    address: str
    body: bytes

    @property
    def recipient_id(self) -> int:
        """Return who is to get it."""
        return self.mail[1]

    def opening(self, *, reports: bool = False) -> bytes:
        """Return the three commands that come before the text, asking for reports where the server makes them."""
        sender, recipient = self._asking() if reports else ("", "")
        words = f"MAIL FROM:<{self.return_path}>{sender}\r\nRCPT TO:<{self.address}>{recipient}\r\nDATA\r\n"
        return words.encode()

    def _asking(self) -> tuple[str, str]:
        """Return how reports are asked for (RFC 3461): of what did not arrive or is late, with the headers alone."""
        named = envelope_id(self.return_path)
        sender = f" RET=HDRS ENVID={named}" if named else " RET=HDRS"
        return sender, f" NOTIFY=FAILURE,DELAY ORCPT=rfc822;{_NOT_XTEXT.sub(_xtext, self.address)}"

    def text(self, then: bytes = b"") -> bytes:
        """Return the text as it goes over the line, with the dot that ends it and what is said after it."""
        body = self.body
        if body.startswith(b".") or b"\n." in body:
            body = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
        return b"".join((body, b".\r\n", then))


def _xtext(sign: re.Match[str]) -> str:
    return "".join(f"+{byte:02X}" for byte in sign[0].encode())


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
