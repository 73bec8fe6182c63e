"""The address that somebody leaves by, when a mail program writes a mail instead of opening a link (RFC 2369).

It can't hold the token of the link: what stands before the @ has 64 characters at most (RFC 5321), and servers may
change their case. So it names the mail, marks the topics it was about, and is sealed; the token is made from that.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

_SEALED = re.compile(
    r"\bu\+([0-9a-f]{1,16})-([0-9a-f]{1,16})-((?:[a-z2-7]{3}){0,8})-([a-z2-7]{16})@([a-z0-9.-]{1,253})", re.IGNORECASE
)
_SEAL_BYTES, _MARK = 10, 3
_MOST = 2**63


@dataclass(frozen=True)
class Leaving:
    """Which mail somebody leaves by, and the marks of the topics it was about."""

    notification_id: int
    recipient_id: int
    marks: str = ""


@dataclass(frozen=True)
class LeaveAddresses:
    """Makes and reads the addresses that people leave by."""

    key: str
    domain: str

    def address(self, notification_id: int, recipient_id: int, topics: Iterable[str] = ()) -> str:
        """Return where to write to leave what one mail is; the same at every try."""
        return self._written(Leaving(notification_id, recipient_id, "".join(map(mark, sorted(topics)))))

    def leaving(self, words: str) -> Leaving | None:
        """Return what some words ask to leave by an address of ours; nothing if there is none, or it was forged."""
        for found in _SEALED.finditer(words):
            asked = Leaving(int(found[1], 16), int(found[2], 16), found[3].lower())
            is_ours = hmac.compare_digest(found[0].lower(), self._written(asked).lower())
            if is_ours and max(asked.notification_id, asked.recipient_id) < _MOST:
                return asked
        return None

    def _written(self, asked: Leaving) -> str:
        named = f"{asked.notification_id:x}-{asked.recipient_id:x}-{asked.marks}"
        seal = hmac.digest(self.key.encode(), f"leave {named}".encode(), sha256)[:_SEAL_BYTES]
        return f"u+{named}-{_letters(seal)}@{self.domain}"


@cache
def mark(topic: str) -> str:
    """Return three letters that stand for a topic."""
    return _letters(sha256(topic.encode()).digest()[:5])[:_MARK]


def marked(marks: str, topics: Iterable[str]) -> tuple[str, ...]:
    """Return which of these topics are marked."""
    known: Mapping[str, str] = {mark(topic): topic for topic in topics}
    found = (known.get(marks[at : at + _MARK]) for at in range(0, len(marks), _MARK))
    return tuple(sorted(filter(None, found)))


def _letters(words: bytes) -> str:
    return b32encode(words).decode().rstrip("=").lower()
