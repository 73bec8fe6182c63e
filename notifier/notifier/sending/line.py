"""One kept-open line that knows exactly where it stopped: a mail is in doubt only between its dot and the reply.

Where the server can take it, a mail's text and the next mail's opening go out in one breath (RFC 2920), so that a mail
costs one round trip. smtplib neither does that nor says whether a lost connection was lost before or after the dot.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from notifier.rules import Mail, Reply, State, meaning
from notifier.sending.smtp import COMMAND_PATIENCE, Envelope

FINAL_PATIENCE = 600
"""RFC 5321 section 4.5.3.2.6: ten minutes for the reply to the dot; impatience here makes duplicates (RFC 1047)."""
_BYE = 421
"""The server's last word on a connection."""
_CHUNK = 65_536
# A ledger can't keep some of them.
_HIDDEN = re.compile("[\x00-\x1f\x7f]")
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

Answer: TypeAlias = tuple[int, bytes]
Fate: TypeAlias = tuple[Envelope, Reply]
Next: TypeAlias = Callable[[], Envelope | None]


class Broken(Exception):
    """The line is of no use any more; `found` is what became of mails before that."""

    found: Sequence[Fate] = ()


class Refused(Broken):
    """The server takes nothing from us."""


class Line:
    """One connection; `say_next` gives it a mail, `go_on` reads what the server says and answers.

    `next_mail` hands out the mails, `about_to` is called before the first byte of a mail's text.
    """

    def __init__(self, smtp: smtplib.SMTP, next_mail: Next, about_to: Callable[[Mail], None]) -> None:
        assert smtp.sock is not None
        self.sock: socket.socket = smtp.sock
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp = smtp
        self._pipelines = smtp.has_extn("pipelining")
        self._reports = smtp.has_extn("dsn")
        self._encrypted = isinstance(self.sock, ssl.SSLSocket)
        self._next_mail = next_mail
        self._about_to = about_to
        self.mails = 0
        self.sending: Envelope | None = None
        self.asked: Envelope | None = None
        self.had_more_to_say = False
        self._is_last = False
        self._answers: list[Answer] = []
        self._unasked: list[bytes] = []
        self._passing_over = 0
        self._unread = b""
        self._unsaid = memoryview(b"")
        self._after_dot = 0
        self.begun_at = 0.0
        self.seconds = 0.0
        self._patience_ends = 0.0

    @property
    def is_busy(self) -> bool:
        """Tell whether anything is awaited from the server."""
        return self.sending is not None or self.asked is not None or self._passing_over > 0

    @property
    def has_more_to_say(self) -> bool:
        """Tell whether the connection could not take everything yet."""
        return len(self._unsaid) > 0

    @property
    def is_in_doubt(self) -> bool:
        """Tell whether the dot of the mail that is being sent may have been handed over."""
        # What an encrypted connection has taken of a text can't be told.
        return self.sending is not None and (self._encrypted or len(self._unsaid) <= self._after_dot)

    def is_out_of_patience(self, now: float) -> bool:
        """Tell whether the server has let us wait for too long."""
        return self.is_busy and now > self._patience_ends

    def close(self) -> None:
        """Hang up."""
        self._smtp.close()

    def forget_asked(self) -> None:
        """Begin no further mail; if one was asked for already, the line ends with the reply it waits for."""
        self._is_last = self._is_last or self.asked is not None
        self.asked = None

    def say_next(self) -> list[Fate]:
        """Ask for the next mail, if there is one."""
        self._say(self._opening())
        return []

    def go_on(self) -> list[Fate]:
        """Say what the connection could not take before, and hear; returns the mails whose fate is known now."""
        self.had_more_to_say = self.has_more_to_say
        if self.had_more_to_say:
            self._say_on()
        return self._hear()

    def _say_on(self) -> None:
        try:
            while self._unsaid:
                self._unsaid = self._unsaid[self.sock.send(self._unsaid) :]
        except _NOT_NOW:
            return
        except OSError as trouble:
            raise Broken(str(trouble)) from trouble

    def _hear(self) -> list[Fate]:
        found: list[Fate] = []
        while chunk := self._read():
            self._unread += chunk
            try:
                for line in self._lines():
                    self._take(line, found)
            except Broken as trouble:
                trouble.found = found
                raise
            if not self._encrypted:
                break
        return found

    def _read(self) -> bytes:
        try:
            chunk = self.sock.recv(_CHUNK)
        except _NOT_NOW:
            return b""
        except OSError as trouble:
            raise Broken(str(trouble)) from trouble
        if not chunk:
            raise Broken("the mail server hung up")
        return chunk

    def _lines(self) -> list[bytes]:
        """Return each whole reply that was read; of one with several lines, the last."""
        *lines, self._unread = self._unread.split(b"\n")
        return [line for line in lines if line[3:4] != b"-"]

    def _take(self, line: bytes, found: list[Fate]) -> None:
        code = _code(line)
        if self.sending is not None:
            self._take_final(code, _words(line), found)
        elif self._passing_over:
            self._passing_over -= 1
        elif self.asked is not None:
            self._answers.append((code, line))
            if self._unasked or len(self._answers) == 3 or code == _BYE:
                self._take_answers(code, self.asked, found)
        if code == _BYE:
            raise Broken(f"the mail server ends the connection: {_words(line)}")
        if not self.is_busy:
            self.say_next()

    def _take_final(self, code: int, words: str, found: list[Fate]) -> None:
        assert self.sending is not None
        if 300 <= code < 400:
            raise Broken(f"the mail server asks for more after the end: {code} {words}")
        found.append((self.sending, meaning(code, words)))
        self.sending = None
        self.mails += 1
        now = time.monotonic()
        self.seconds = now - self.begun_at
        self._patience_ends = now + COMMAND_PATIENCE
        if self._is_last:
            raise Broken("enough")

    def _take_answers(self, code: int, envelope: Envelope, found: list[Fate]) -> None:
        """Go by the answers to MAIL, RCPT and DATA once all are there; after a 421 none follow."""
        answers = self._answers
        if code == _BYE:
            answers += [answers[-1]] * (3 - len(answers))
        if len(answers) < 3:
            if self._unasked:
                self._say(self._unasked.pop(0))
            return
        if answers[0][0] >= 400:
            raise (Broken if answers[0][0] == _BYE and self.mails else Refused)(
                f"{answers[0][0]} {_words(answers[0][1])}"
            )
        self.asked = None
        if answers[1][0] < 400 and answers[2][0] == 354:
            self._say_text(envelope)
            return
        refusal, said = answers[1] if answers[1][0] >= 400 else answers[2]
        found.append((envelope, meaning(refusal, _words(said))))
        self.mails += 1
        if code != _BYE:
            self._passing_over = 1
            self._say(b".\r\n" if answers[2][0] == 354 else b"RSET\r\n")

    def _say_text(self, envelope: Envelope) -> None:
        self._about_to(envelope.mail)
        self.sending = envelope
        coming = self._opening() if self._pipelines else b""
        self._after_dot = len(coming)
        self.begun_at = time.monotonic()
        self._say(envelope.text(coming), patience=FINAL_PATIENCE)

    def _opening(self) -> bytes:
        self.asked = self._next_mail()
        if self.asked is None:
            return b""
        self._answers = []
        opening = self.asked.opening(reports=self._reports)
        if self._pipelines:
            return opening
        first, *self._unasked = opening.splitlines(keepends=True)
        return first

    def _say(self, words: bytes, *, patience: int = COMMAND_PATIENCE) -> None:
        if words:
            self._patience_ends = time.monotonic() + patience
            self._unsaid = memoryview(words)
            self._say_on()


def _code(line: bytes) -> int:
    code = int(line[:3]) if line[:3].isdigit() else 0
    if not 200 <= code < 600:
        raise Broken(f"the mail server talks nonsense: {line[:80]!r}")
    return code


def _words(line: bytes) -> str:
    return _HIDDEN.sub(" ", line[4:].decode("utf-8", "replace")).strip()


def unknown(words: str) -> Reply:
    """Return what is written down for a mail that may have been accepted or not."""
    return Reply(State.UNKNOWN, words=words)
