"""Reports as mail servers and providers write them, and a small IMAP server that holds them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def a_delivery_report(
    to: str, *, status: str = "5.1.1", action: str = "failed", words: str = "", envelope_id: str = ""
) -> bytes:
    """Return a report as RFC 3464 wants it, sent to a return path."""
    named = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    diagnostic = words or f"550 {status} no such user"
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered. 5.7.1 is not the reason.

--b
Content-Type: message/delivery-status

{named}Reporting-MTA: dns; mx.example.net
Arrival-Date: Sat, 14 Mar 2026 09:00:00 +0000

Final-Recipient: rfc822; ada@example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

From: post@klima.example
Subject: Neu

--b--
""".replace("\n", "\r\n").encode()


def a_complaint(return_path: str, *, kind: str = "abuse", to: str = "fbl@klima.example") -> bytes:
    """Return a complaint as RFC 5965 wants it; whose mail it is about stands only in what it encloses."""
    return f"""\
From: <feedback@provider.example>
To: {to}
Subject: FW: Neu
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{return_path}>

--b
Content-Type: message/rfc822

Return-Path: <{return_path}>
From: <post@klima.example>
To: <ada@example.net>
Subject: Neu

Hallo
--b--
""".replace("\n", "\r\n").encode()


def a_holiday_note(to: str) -> bytes:
    """Return what a mail program writes while its owner is away."""
    return f"""\
From: Ada <ada@example.net>
To: {to}
Subject: Re: Neu
Auto-Submitted: auto-replied (vacation)

I am away. 550 5.1.1 is only a number here.
""".replace("\n", "\r\n").encode()


def a_mail(to: str, *, delivered_to: str = "", subject: str = "unsubscribe") -> bytes:
    """Return a mail that somebody writes herself, or her mail program for her."""
    delivered = f"Delivered-To: {delivered_to}\n" if delivered_to else ""
    return f"""\
{delivered}From: Ada <ada@example.net>
To: {to}
Subject: {subject}

Please.
""".replace("\n", "\r\n").encode()


def an_old_report(to: str) -> bytes:
    """Return a report of a server that knows no RFC 3464."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@old.example.net
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at old.example.net.
<ada@example.net>: 192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 unknown user
""".replace("\n", "\r\n").encode()


@dataclass
class ImapServer:
    """A mailbox: what lies in it by number, what it does not hand out and says instead, and what was asked."""

    port: int = 0
    messages: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    password: str = "secret"
    fails_after: int = 10**9
    withheld: dict[int, str] = field(default_factory=dict)
    flagged: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"imap://bounce:{self.password}@127.0.0.1:{self.port}/INBOX"

    def put(self, *messages: bytes) -> None:
        for raw in messages:
            self.messages[max(self.messages, default=0) + 1] = raw


@contextmanager
def an_imap_server(*messages: bytes) -> Iterator[ImapServer]:
    """Run a mailbox that speaks as much IMAP as is needed to empty it."""
    server = ImapServer()
    server.put(*messages)

    class Door(_Talk):
        known = server

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = allow_reuse_address = True
        block_on_close = False

    listener = Listener(("127.0.0.1", 0), Door)
    server.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


class _Talk(socketserver.StreamRequestHandler):
    known: ImapServer

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            self.known.asked.append(line)
            if len(self.known.asked) > self.known.fails_after:
                return
            tag, _, command = line.partition(" ")
            if not self.answer(tag, command.split(" ")):
                return

    def answer(self, tag: str, words: list[str]) -> bool:
        verb = words[1].upper() if words[0].upper() == "UID" else words[0].upper()
        told = "OK done"
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN":
            told = "OK in" if words[-1].strip('"') == self.known.password else "NO wrong"
        elif verb == "SELECT":
            self.say(f"* {len(self.known.messages)} EXISTS")
        elif verb == "SEARCH":
            self.say("* SEARCH " + " ".join(map(str, self.found(words))))
        elif verb == "FETCH":
            told = self.fetch(int(words[2]))
        elif verb == "STORE":
            (self.known.flagged if "Flagged" in words[-1] else self.known.deleted).add(int(words[2]))
        elif verb == "EXPUNGE":
            for uid in self.known.deleted:
                self.known.messages.pop(uid, None)
        elif verb == "LOGOUT":
            self.say("* BYE")
        self.say(f"{tag} {told}")
        return verb != "LOGOUT"

    def found(self, words: list[str]) -> list[int]:
        hidden = self.known.flagged if "UNFLAGGED" in words else set()
        return sorted(set(self.known.messages) - hidden)

    def fetch(self, uid: int) -> str:
        if uid in self.known.withheld:
            self.say(f"* 1 FETCH (UID {uid} BODY[]<0> NIL)")
            return self.known.withheld[uid]
        raw = self.known.messages.get(uid)
        if raw is not None:
            head = f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n"
            self.wfile.write(head.encode() + raw + b")\r\n")
        return "OK done"

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
