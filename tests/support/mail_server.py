"""A mail server that does what a test tells it: accepts, refuses, hangs up at the worst moment, or talks nonsense."""

import contextlib
import random
import socketserver
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from notifier.rules import Mail, Reply
from notifier.sending.pool import Pool
from notifier.sending.smtp import Envelope

OK = "250 2.0.0 Ok"
_ANSWERS = {"HELO": OK, "RSET": OK, "NOOP": OK, "AUTH": "235 2.7.0 Welcome"}


class HangUp(Exception):
    """The server ends the connection here."""


@dataclass(frozen=True)
class Whim:
    """How the server treats one address; each moment has a reply, or none, which means hanging up."""

    to_rcpt: str | None = OK
    to_data: str | None = "354 Go on"
    to_dot: str | None = OK
    hangs_up_before_dot: bool = False
    hangs_up_after_reply: bool = False
    takes_it: bool | None = None
    after: float = 0

    @property
    def accepts(self) -> bool:
        """Tell whether the mail is kept, which it may be although the reply never comes."""
        return self.takes_it if self.takes_it is not None else str(self.to_dot).startswith("2")


@dataclass
class Temper:
    """How the server treats everybody."""

    greeting: str | None = "220 mail.test ready"
    to_mail: str | None = OK
    features: tuple[str, ...] = ("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES")
    mails_a_connection: int = 10**9
    hang_up_chance: float = 0
    seconds_a_mail: float = 0
    busy_chance: float = 0
    garbage_chance: float = 0
    seconds_a_byte: float = 0
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False


@dataclass
class MailServer:
    """What came in, and how it was treated."""

    port: int = 0
    temper: Temper = field(default_factory=Temper)
    whims: dict[str, Whim] = field(default_factory=dict)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    begun: dict[str, float] = field(default_factory=dict)
    connections: int = 0
    commands: list[bytes] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.taken]

    @property
    def doubled(self) -> dict[str, int]:
        """Return who got more than one mail, and how many."""
        return {address: count for address, count in Counter(self.addresses).items() if count > 1}

    def mails(self, to: str) -> list[Message]:
        return [message_from_bytes(text, policy=default) for address, text in self.taken if address == to]

    def whim(self, address: str) -> Whim:
        return self.whims.get(address, Whim())


@contextmanager
def a_mail_server(**words: Any) -> Iterator[MailServer]:
    """Run a mail server; gives what it knows."""
    server = MailServer(temper=Temper(**words))

    class Door(_Talk):
        known = server

    listener = _Listener(("127.0.0.1", 0), Door)
    server.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    request_queue_size = 64


class _Talk(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    known: MailServer
    address = ""
    mails = 0

    def handle(self) -> None:
        self.known.connections += 1
        with contextlib.suppress(HangUp, OSError):
            if self.known.temper.tls_at_once:
                self.encrypt()
            self.say(self.known.temper.greeting)
            while line := self.rfile.readline():
                self.known.commands.append(line.rstrip())
                self.answer(line.strip())

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        # If it is encrypted by now, it is not the one that the listener closes.
        self.request.close()

    def answer(self, line: bytes) -> None:
        self.maybe_hang_up()
        verb = line.split(b" ")[0].split(b":")[0].upper().decode()
        deed = {"EHLO": self.ehlo, "STARTTLS": self.starttls, "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data}
        if verb in deed:
            deed[verb](line)
        elif verb == "QUIT":
            self.say("221 Bye")
            raise HangUp
        else:
            self.say(_ANSWERS.get(verb, "500 5.5.2 What?"))

    def ehlo(self, _: bytes) -> None:
        lines = ["mail.test", *self.known.temper.features]
        for line in lines[:-1]:
            self.say(f"250-{line}")
        self.say(f"250 {lines[-1]}")

    def starttls(self, _: bytes) -> None:
        self.say("220 Go on")
        self.encrypt()

    def encrypt(self) -> None:
        if self.known.temper.tls is None:
            raise HangUp
        self.request = self.known.temper.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def mail(self, _: bytes) -> None:
        self.address = ""
        full = self.mails >= self.known.temper.mails_a_connection
        self.say("421 4.7.0 Enough for one connection" if full else self.known.temper.to_mail)

    def rcpt(self, line: bytes) -> None:
        address = line.partition(b"<")[2].partition(b">")[0].decode()
        reply = self.known.whim(address).to_rcpt
        if reply and reply.startswith("2"):
            self.address = address
        self.say(reply)

    def data(self, _: bytes) -> None:
        if not self.address:
            self.say("503 5.5.1 No valid recipients")
            return
        whim = self.known.whim(self.address)
        self.say(whim.to_data)
        if str(whim.to_data).startswith("354"):
            self.take(whim)
        self.address = ""

    def take(self, whim: Whim) -> None:
        self.known.begun[self.address] = time.monotonic()
        if whim.hangs_up_before_dot:
            self.rfile.readline()
            raise HangUp
        text = b"".join(self.lines_of_text())
        time.sleep(whim.after + self.known.temper.seconds_a_mail)
        self.maybe_hang_up()
        if self.happens(self.known.temper.busy_chance):
            self.say("421 4.3.2 Busy")
        if whim.accepts:
            self.known.taken.append((self.address, text.replace(b"\r\n..", b"\r\n.")))
            self.mails += 1
        self.maybe_hang_up()
        self.say("\x00\x01 what?" if self.happens(self.known.temper.garbage_chance) else whim.to_dot)
        if whim.hangs_up_after_reply:
            raise HangUp

    def lines_of_text(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise HangUp
            yield line

    def maybe_hang_up(self) -> None:
        if self.happens(self.known.temper.hang_up_chance):
            raise HangUp

    def happens(self, chance: float) -> bool:
        return self.known.chance.random() < chance

    def say(self, reply: str | None) -> None:
        if reply is None:
            raise HangUp
        line = reply.encode("utf-8", "surrogateescape") + b"\r\n"
        pause = self.known.temper.seconds_a_byte
        for part in [line[at : at + 1] for at in range(len(line))] if pause else [line]:
            self.wfile.write(part)
            time.sleep(pause)
        if reply.startswith("421"):
            raise HangUp


def sent(
    pool: Pool, envelopes: Sequence[Envelope], about_to: Callable[[Mail], None] = lambda _: None
) -> Iterator[tuple[Mail, Reply]]:
    """Send mails over a pool, and wait until each is answered."""
    yield from pool.send(envelopes, about_to=about_to)
    while pool.in_hand():
        yield from pool.send([], about_to=about_to)
