"""A kept-open SMTP line that tells exactly where it stopped: a mail is in doubt only between its dot and the reply.

Opening, greeting, STARTTLS and AUTH are smtplib's. Sending is ours, because smtplib neither pipelines (RFC 2920) nor
says whether a lost connection was lost before or after the dot.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from notifier.rules import Reply, State, meaning
from services.kit.errors import Passing

COMMAND_PATIENCE = 30
FINAL_PATIENCE = 600
"""RFC 5321 section 4.5.3.2.6: ten minutes for the reply to the dot; impatience here makes duplicates (RFC 1047)."""
_BYE = 421
"""The server's last word on a connection."""


class Unreachable(Passing):
    """The mail server can't be reached, or will not talk to us; nothing of the mail at hand was handed over."""


class LostInDoubt(Exception):
    """The line broke after the dot and before the reply: nobody knows whether the mail was accepted."""


@dataclass(frozen=True)
class Envelope:
    """One mail for one recipient, ready to be sent; what can't be delivered comes back to `return_path`."""

    recipient_id: int
    return_path: str
    address: str
    body: bytes

    @property
    def opening(self) -> list[bytes]:
        """Return the commands that come before the text."""
        return [
            b"MAIL FROM:<%s>\r\n" % self.return_path.encode(),
            b"RCPT TO:<%s>\r\n" % self.address.encode(),
            b"DATA\r\n",
        ]


class Line:
    """One connection to a mail server, opened when first needed."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._smtp: smtplib.SMTP | None = None
        self._pipelines = False

    def send(self, envelopes: Sequence[Envelope], *, about_to: Callable[[int], None]) -> Iterator[tuple[int, Reply]]:
        """Send mails one after the other and yield what became of each.

        `about_to` is called before the first byte of a mail's text. Raises `Unreachable` when the mail at hand surely
        did not go out, `LostInDoubt` when it may have.
        """
        smtp = self._opened()
        try:
            yield from self._talk(smtp, envelopes, about_to)
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            raise Unreachable(f"the line to the mail server broke: {trouble}") from trouble
        except (Unreachable, LostInDoubt):
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._open()
            except (OSError, smtplib.SMTPException) as trouble:
                raise Unreachable(f"the mail server can't be reached: {trouble}") from trouble
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port or 0
        if self._url.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=COMMAND_PATIENCE, context=_trusted())
        else:
            smtp = smtplib.SMTP(host, port, timeout=COMMAND_PATIENCE)
        try:
            self._greet(smtp)
        except BaseException:
            smtp.close()
            raise
        self._pipelines = smtp.has_extn("pipelining")
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+starttls":
            smtp.starttls(context=_trusted())
        smtp.ehlo_or_helo_if_needed()
        if self._url.username:
            smtp.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _talk(
        self, smtp: smtplib.SMTP, envelopes: Sequence[Envelope], about_to: Callable[[int], None]
    ) -> Iterator[tuple[int, Reply]]:
        """Say one mail's text and the next one's opening in one breath, where the server can take it.

        Each answer is handed on before anything else is asked or read: the line may break there.
        """
        answers = self._ask(smtp, envelopes[0].opening) if envelopes else []
        for position, envelope in enumerate(envelopes):
            coming = envelopes[position + 1].opening if position + 1 < len(envelopes) else []
            if answers[0][0] >= 400:
                raise Unreachable(f"the mail server takes nothing from us: {answers[0]}")
            goes = answers[1][0] < 400 and answers[2][0] == 354
            if goes:
                about_to(envelope.recipient_id)
                final = self._say_text(smtp, envelope, coming)
            else:
                final = answers[1] if answers[1][0] >= 400 else answers[2]
            yield envelope.recipient_id, meaning(*final)
            if goes and self._pipelines:
                answers = self._replies(smtp, len(coming))
            else:
                self._ask(smtp, [] if goes else [b".\r\n" if answers[2][0] == 354 else b"RSET\r\n"])
                answers = self._ask(smtp, coming)

    def _say_text(self, smtp: smtplib.SMTP, envelope: Envelope, coming: list[bytes]) -> tuple[int, str]:
        text = (b"\r\n" + envelope.body).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
        said = 0
        words = memoryview(text + b"".join(coming) if self._pipelines else text)
        try:
            while said < len(words):
                said += smtp.sock.send(words[said:])  # type: ignore[union-attr]
        except OSError as trouble:
            if said >= len(text):
                raise LostInDoubt(str(trouble)) from trouble
            raise
        return self._final_reply(smtp)

    def _final_reply(self, smtp: smtplib.SMTP) -> tuple[int, str]:
        smtp.sock.settimeout(FINAL_PATIENCE)  # type: ignore[union-attr]
        try:
            final = self._reply(smtp)
        except (OSError, smtplib.SMTPException, Unreachable) as trouble:
            raise LostInDoubt(str(trouble)) from trouble
        if 300 <= final[0] < 400:
            raise LostInDoubt(f"the mail server asks for more after the end: {final}")
        smtp.sock.settimeout(COMMAND_PATIENCE)  # type: ignore[union-attr]
        return final

    def _ask(self, smtp: smtplib.SMTP, commands: list[bytes]) -> list[tuple[int, str]]:
        if self._pipelines:
            if commands:
                smtp.send(b"".join(commands))
            return self._replies(smtp, len(commands))
        answers: list[tuple[int, str]] = []
        for command in commands:
            if not answers or answers[-1][0] != _BYE:
                smtp.send(command)
            answers = self._replies(smtp, 1, answers)
        return answers

    def _replies(
        self, smtp: smtplib.SMTP, count: int, answers: Sequence[tuple[int, str]] = ()
    ) -> list[tuple[int, str]]:
        """Read replies; after a 421 none follow, so it goes for whatever else was asked."""
        found = list(answers)
        for _ in range(count):
            found.append(found[-1] if found and found[-1][0] == _BYE else self._reply(smtp))
        return found

    def _reply(self, smtp: smtplib.SMTP) -> tuple[int, str]:
        code, words = smtp.getreply()
        if not 200 <= code < 600:
            raise Unreachable(f"the mail server talks nonsense: {words[:80]!r}")
        return code, words.decode("utf-8", "replace")


def _trusted() -> ssl.SSLContext:
    """Return how a server has to prove who it is; `SSL_CERT_FILE` names an authority of one's own."""
    return ssl.create_default_context()


def unknown(words: str) -> Reply:
    """Return what is written down for a mail that may have been accepted or not."""
    return Reply(State.UNKNOWN, words=words)
