"""A mail cast once and poured for each person: MIME bytes with slots, so that a person costs one join.

Making a mail with the email package takes milliseconds; splicing prepared bytes takes microseconds. What keeps that
safe: each slot is encoded for where it stands (header, text or HTML), stands on lines of its own in the
quoted-printable body (RFC 2045, so nothing on the way has to re-encode it), and never carries a line break.
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from html import escape

_SLOT = re.compile("\x02([a-z_]+)\x03")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_SOFT_BREAK = b"=\r\n"


class SlotBroken(ValueError):
    """A word for a slot contains a line break or a control character."""


def slot(name: str) -> str:
    """Return the mark that stands for a person's own words in a prepared text."""
    return f"\x02{name}\x03"


def filled(prepared: str, words: Mapping[str, str]) -> str:
    """Return a prepared text with words in its slots, to be looked at; what has no word stays an empty link."""
    return _SLOT.sub(lambda found: words.get(found[1], "#"), prepared)


@dataclass(frozen=True)
class Slot:
    """A gap in a mould: whose words go there, and how they are encoded."""

    name: str
    kind: str


@dataclass(frozen=True)
class Mould:
    """A mail without its person."""

    parts: tuple[bytes | Slot, ...]

    def pour(self, words: Mapping[str, str]) -> bytes:
        """Return the mail for one person; refused with `SlotBroken` when a word could break out of its slot."""
        return b"".join(part if isinstance(part, bytes) else _encoded(part, words[part.name]) for part in self.parts)


def cast(*, headers: list[tuple[str, str]], text: str, html: str, boundary: str) -> Mould:
    """Make a mould of a mail with a text and an HTML part; slots may stand in all three."""
    mark = boundary.encode()
    parts: list[bytes | Slot] = []
    for name, value in headers:
        parts += [name.encode() + b": ", *_header(value), b"\r\n"]
    parts.append(b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="%s"\r\n\r\n' % mark)
    for kind, body in (("plain", text), ("html", html)):
        parts.append(b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\n" % (mark, kind.encode()))
        parts.append(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        parts += [*_body(body, kind), b"\r\n"]
    parts.append(b"--%s--\r\n" % mark)
    return Mould(tuple(_joined(parts)))


def header_words(words: str) -> str:
    """Return words as they stand in a header: as they are, or as encoded words (RFC 2047)."""
    plain = " ".join(words.split())
    return plain if plain.isascii() else Header(plain, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def mail_date(moment: datetime) -> str:
    """Return a moment as mails write it (RFC 5322)."""
    return format_datetime(moment)


def _header(value: str) -> list[bytes | Slot]:
    pieces = _SLOT.split(value)
    return [
        Slot(piece, "header") if number % 2 else header_words(piece).encode() if not piece.isascii() else piece.encode()
        for number, piece in enumerate(pieces)
    ]


def _body(words: str, kind: str) -> list[bytes | Slot]:
    pieces = _SLOT.split(words.replace("\r\n", "\n").replace("\n", "\r\n"))
    parts: list[bytes | Slot] = []
    for number, piece in enumerate(pieces):
        parts += [_SOFT_BREAK, Slot(piece, kind), _SOFT_BREAK] if number % 2 else [_quoted(piece)]
    return parts


def _encoded(part: Slot, words: str) -> bytes:
    if _CONTROL.search(words):
        raise SlotBroken(part.name)
    if part.kind == "header":
        return header_words(words).encode()
    return _quoted(escape(words) if part.kind == "html" else words)


def _quoted(words: str) -> bytes:
    return b2a_qp(words.encode(), istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _joined(parts: list[bytes | Slot]) -> list[bytes | Slot]:
    """Return the parts with neighbouring bytes put together."""
    joined: list[bytes | Slot] = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return joined
