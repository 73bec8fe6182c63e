"""A mail cast once and poured for each person: MIME bytes with slots, so that a person costs one join.

Making a mail with the email package takes milliseconds; splicing prepared bytes takes microseconds. What keeps that
safe: each slot is encoded for where it stands (header, text or HTML), stands on lines of its own in the
quoted-printable body (RFC 2045, so nothing on the way has to re-encode it), and never carries a line break.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import cached_property, lru_cache
from html import escape

_SLOT = re.compile("\x02([a-z_]+)\x03")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_SOFT_BREAK = b"=\r\n"
# A carriage return alone, which Markdown can name (`&#13;`), ends a line for some servers and not for others.
_BREAK = re.compile("\r\n?|\n")
# Stands as it is in a header, in text and in HTML; most names, addresses and links are of this sort.
_PLAIN = re.compile("[A-Za-z0-9/:@_~+][A-Za-z0-9/:@_~+.,!?()-]*(?: [A-Za-z0-9/:@_~+.,!?()-]+)*")
_PLAIN_LINE = 72
_DOTS = re.compile(rb"^\.+", re.MULTILINE)


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
class Attachment:
    """A file that comes with a mail."""

    name: str
    kind: str
    words: bytes


@dataclass(frozen=True)
class Mould:
    """A mail without its person."""

    parts: tuple[bytes | Slot, ...]

    def pour(self, words: Mapping[str, "str | Pieces"]) -> bytes:
        """Return the mail for one person; refused with `SlotBroken` when a word could break out of its slot."""
        pieces = list(self.parts)
        for name, places in self._places.items():
            word = words[name]
            if isinstance(word, Pieces):
                for place, kind in places:
                    pieces[place] = b"".join(word.html if kind == "html" else word.plain)
            elif _PLAIN.fullmatch(word):
                header, body = _plain(word)
                for place, kind in places:
                    pieces[place] = header if kind == "header" else body
            else:
                for place, kind in places:
                    pieces[place] = _encoded(name, kind, word)
        return b"".join(pieces)  # type: ignore[arg-type]

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for place, part in enumerate(self.parts):
            if isinstance(part, Slot):
                found.setdefault(part.name, []).append((place, part.kind))
        return found


@dataclass(frozen=True)
class Pieces:
    """Prepared bytes for one slot in the body: cast once for all, chosen and put together for each person."""

    plain: tuple[bytes, ...]
    html: tuple[bytes, ...]

    @classmethod
    def cast(cls, *, text: str, html: str) -> "Pieces":
        """Prepare one piece, which ends its last line; it has no slots of its own."""
        return cls((_quoted(text + "\n"),), (_quoted(html + "\n"),))

    @classmethod
    def joined(cls, pieces: Sequence["Pieces"]) -> "Pieces":
        """Return pieces one after the other."""
        return cls(tuple(b for each in pieces for b in each.plain), tuple(b for each in pieces for b in each.html))


def cast(
    *, headers: list[tuple[str, str]], text: str, html: str, boundary: str, attachment: Attachment | None = None
) -> Mould:
    """Make a mould of a mail with a text and an HTML part, and perhaps a file; slots may stand in headers and texts."""
    parts: list[bytes | Slot] = []
    for name, value in headers:
        parts += [name.encode() + b": ", *_header(value), b"\r\n"]
    parts.append(b"MIME-Version: 1.0\r\n")
    written = _alternative(text, html, boundary.encode())
    parts += _mixed(written, attachment, b"%s_m" % boundary.encode()) if attachment else written
    return Mould(tuple(_joined(parts)))


def _alternative(text: str, html: str, mark: bytes) -> list[bytes | Slot]:
    parts: list[bytes | Slot] = [b'Content-Type: multipart/alternative; boundary="%s"\r\n\r\n' % mark]
    for kind, body in (("plain", text), ("html", html)):
        parts.append(b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\n" % (mark, kind.encode()))
        parts.append(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        parts += [*_body(body, kind), b"\r\n"]
    return [*parts, b"--%s--\r\n" % mark]


def _mixed(written: list[bytes | Slot], file: Attachment, mark: bytes) -> list[bytes | Slot]:
    head = b'Content-Type: %s; name="%s"\r\nContent-Disposition: attachment; filename="%s"\r\n' % (
        file.kind.encode(),
        file.name.encode(),
        file.name.encode(),
    )
    words = encodebytes(file.words).replace(b"\n", b"\r\n")
    return [
        b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n' % (mark, mark),
        *written,
        b"--%s\r\n%sContent-Transfer-Encoding: base64\r\n\r\n%s--%s--\r\n" % (mark, head, words, mark),
    ]


def header_words(words: str) -> str:
    """Return words as they stand in a header: as they are, or as encoded words (RFC 2047)."""
    plain = " ".join(words.split())
    return plain if plain.isascii() else Header(plain, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """Return a name and an address as they stand in a header: unquoted, parentheses would be a comment (RFC 5322)."""
    plain = " ".join(name.split())
    return formataddr((plain, address)) if plain.isascii() else f"{header_words(plain)} <{address}>"


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
    pieces = _SLOT.split(_BREAK.sub("\r\n", words))
    parts: list[bytes | Slot] = []
    for number, piece in enumerate(pieces):
        parts += [_SOFT_BREAK, Slot(piece, kind), _SOFT_BREAK] if number % 2 else [_quoted(piece)]
    return parts


def _plain(words: str) -> tuple[bytes, bytes]:
    """Return plain words as they stand in a header, and on lines of their own in a body."""
    plain = words.encode()
    if len(plain) <= _PLAIN_LINE:
        return plain, plain
    return plain, _SOFT_BREAK.join(plain[at : at + _PLAIN_LINE] for at in range(0, len(plain), _PLAIN_LINE))


# Many people's mails are for the same reasons.
@lru_cache(maxsize=1024)
def _encoded(name: str, kind: str, words: str) -> bytes:
    if _CONTROL.search(words):
        raise SlotBroken(name)
    if kind == "header":
        return header_words(words).encode()
    return _quoted(escape(words) if kind == "html" else words)


def _quoted(words: str) -> bytes:
    quoted = b2a_qp(words.encode(), istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    # No line begins with a dot, so that a sender need not look for any.
    return _DOTS.sub(lambda dots: b"=2E" * len(dots[0]) + _SOFT_BREAK, quoted)


def _joined(parts: list[bytes | Slot]) -> list[bytes | Slot]:
    """Return the parts with neighbouring bytes put together."""
    joined: list[bytes | Slot] = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return joined
