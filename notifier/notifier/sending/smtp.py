"""A kept-open SMTP line that tells exactly where it stopped: a mail is in doubt only between its dot and the reply.

Opening, greeting, STARTTLS and AUTH are smtplib's. Sending is ours, because smtplib neither pipelines (RFC 2920) nor
says whether a lost connection was lost before or after the dot.
"""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from notifier.rules import Reply, State, meaning
from services.kit.errors import Passing

COMMAND_PATIENCE = 30
FINAL_PATIENCE = 600
"""RFC 5321 section 4.5.3.2.6: ten minutes for the reply to the dot; impatience here makes duplicates (RFC 1047)."""


class Unreachable(Passing):
    """The mail server can't be reached, or will not talk to us; nothing of the mail at hand was handed over."""


class LostInDoubt(Exception):
    """The line broke after the dot and before the reply: nobody knows whether the mail was accepted."""


@dataclass(frozen=True)
class Envelope:
    """One mail for one recipient, ready to be sent."""

    recipient_id: int
    sender: str
    address: str
    body: bytes

    @property
    def opening(self) -> list[bytes]:
        """Return the commands that come before the text."""
        return [b"MAIL FROM:<%s>\r\n" % self.sender.encode(), b"RCPT TO:<%s>\r\n" % self.address.encode(), b"DATA\r\n"]


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
        kind = smtplib.SMTP_SSL if self._url.scheme == "smtps" else smtplib.SMTP
        smtp = kind(host, port, timeout=COMMAND_PATIENCE)
        if self._url.scheme == "smtp+starttls":
            smtp.starttls()
        smtp.ehlo_or_helo_if_needed()
        if self._url.username:
            smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
        self._pipelines = smtp.has_extn("pipelining")
        return smtp

    def _talk(
        self, smtp: smtplib.SMTP, envelopes: Sequence[Envelope], about_to: Callable[[int], None]
    ) -> Iterator[tuple[int, Reply]]:
        """Say one mail's text and the next one's opening in one breath, where the server can take it."""
        answers = self._ask(smtp, envelopes[0].opening) if envelopes else []
        for position, envelope in enumerate(envelopes):
            coming = envelopes[position + 1].opening if position + 1 < len(envelopes) else []
            if answers[0][0] >= 400:
                raise Unreachable(f"the mail server takes nothing from us: {answers[0]}")
            if answers[1][0] < 400 and answers[2][0] == 354:
                about_to(envelope.recipient_id)
                final, answers = self._say_text(smtp, envelope, coming)
            else:
                final = answers[1] if answers[1][0] >= 400 else answers[2]
                self._ask(smtp, [b".\r\n" if answers[2][0] == 354 else b"RSET\r\n"])
                answers = self._ask(smtp, coming)
            yield envelope.recipient_id, meaning(*final)

    def _say_text(
        self, smtp: smtplib.SMTP, envelope: Envelope, coming: list[bytes]
    ) -> tuple[tuple[int, str], list[tuple[int, str]]]:
        text = (b"\r\n" + envelope.body).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
        smtp.send(text + b"".join(coming) if self._pipelines else text)
        final = self._final_reply(smtp)
        if self._pipelines:
            return final, [self._reply(smtp) for _ in coming]
        return final, self._ask(smtp, coming)

    def _final_reply(self, smtp: smtplib.SMTP) -> tuple[int, str]:
        smtp.sock.settimeout(FINAL_PATIENCE)  # type: ignore[union-attr]
        try:
            final = self._reply(smtp)
        except (OSError, smtplib.SMTPException, Unreachable) as trouble:
            raise LostInDoubt(str(trouble)) from trouble
        smtp.sock.settimeout(COMMAND_PATIENCE)  # type: ignore[union-attr]
        return final

    def _ask(self, smtp: smtplib.SMTP, commands: list[bytes]) -> list[tuple[int, str]]:
        if self._pipelines:
            if commands:
                smtp.send(b"".join(commands))
            return [self._reply(smtp) for _ in commands]
        answers = []
        for command in commands:
            smtp.send(command)
            answers.append(self._reply(smtp))
        return answers

    def _reply(self, smtp: smtplib.SMTP) -> tuple[int, str]:
        code, words = smtp.getreply()
        if not 200 <= code < 600:
            raise Unreachable(f"the mail server talks nonsense: {words[:80]!r}")
        return code, words.decode("utf-8", "replace")


def unknown(words: str) -> Reply:
    """Return what is written down for a mail that may have been accepted or not."""
    return Reply(State.UNKNOWN, words=words)
