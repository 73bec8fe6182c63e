"""What comes back: whose mail it was about, and what follows from how it was put.

The address that reports come to holds the mail's ids, sealed. So a report needs no trust: without the seal it is about
nobody, and who forges one can at most speak of a mail she got herself.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from hashlib import sha256

from notifier.rules.leaving_by_mail import LeaveAddresses

THRESHOLD = 5
"""Points at which an address is written to no more: a point a day at the most, so at least five bad days."""

FORGIVEN_AFTER = timedelta(days=3)
"""How long ago an accepted mail must be, with nothing coming back, to take a point away."""

NO_SUCH_ADDRESS, OFTEN, COMPLAINT = "no_such_address", "often", "complaint"
_SEALED = re.compile(r"\bb\+([0-9a-f]{1,16})-([0-9a-f]{1,16})-([0-9a-f]{20})@([a-z0-9.-]{1,253})", re.IGNORECASE)
_ENVELOPE = re.compile(r"(?:b\+|b\+2B)?([0-9a-f]{1,16})-([0-9a-f]{1,16})-([0-9a-f]{20})", re.IGNORECASE)
_SEAL_BYTES = 10
_MOST = 2**63
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_OF_THE_SENDER = {7, 8}
_TOO_LARGE = {(2, 3), (3, 4)}

Mail = tuple[int, int]
"""A notification's id and a recipient's."""


class BounceKind(IntEnum):
    """What came back."""

    UNREADABLE = 0
    FAILED = 1
    DELAYED = 2
    DELIVERED = 3
    COMPLAINT = 4
    AUTOMATIC_REPLY = 5
    LEAVING = 6


class Verdict(IntEnum):
    """What follows: nothing, the address is gone, it failed once more, or it is our fault."""

    NOTHING = 0
    SUPPRESS = 1
    SCORE = 2
    OURS = 3


@dataclass(frozen=True)
class Report:
    """A report as far as it can be read; `mail` only if its return path was sealed by us.

    Of who wants to leave, `words` are the marks of the topics her mail was about.
    """

    kind: BounceKind
    mail: Mail | None = None
    status: str = ""
    words: str = ""


@dataclass(frozen=True)
class ReturnPaths:
    """Makes and reads the addresses that reports come to."""

    key: str
    domain: str

    @property
    def leaving(self) -> LeaveAddresses:
        """Return who makes and reads the addresses that people leave by."""
        return LeaveAddresses(self.key, self.domain)

    def address(self, notification_id: int, recipient_id: int) -> str:
        """Return where reports about one mail shall come to; the same at every try."""
        return f"b+{notification_id:x}-{recipient_id:x}-{self._seal(notification_id, recipient_id)}@{self.domain}"

    def mail(self, words: str) -> Mail | None:
        """Return which mail some words name by an address of ours; nothing if there is none, or it was forged."""
        ours = (found for found in _SEALED.finditer(words) if found[4].lower() == self.domain.lower())
        return next(filter(None, map(self._opened, ours)), None)

    def enveloped(self, words: str) -> Mail | None:
        """Return which mail an envelope id names (RFC 3461); nothing if it is none of ours."""
        found = _ENVELOPE.fullmatch(words.strip("<> "))
        return self._opened(found) if found else None

    def _opened(self, found: re.Match[str]) -> Mail | None:
        notification_id, recipient_id = int(found[1], 16), int(found[2], 16)
        is_ours = hmac.compare_digest(found[3].lower(), self._seal(notification_id, recipient_id))
        return (notification_id, recipient_id) if is_ours and max(notification_id, recipient_id) < _MOST else None

    def _seal(self, notification_id: int, recipient_id: int) -> str:
        words = b"bounce %d %d" % (notification_id, recipient_id)
        return hmac.digest(self.key.encode(), words, sha256)[:_SEAL_BYTES].hex()


def envelope_id(return_path: str) -> str:
    """Return what names a mail to a server as its return path does to everybody; nothing if that names none."""
    mark, _, rest = return_path.partition("+")
    return rest.partition("@")[0] if mark == "b" else ""


def verdict(status: str) -> Verdict:
    """Return what follows from an enhanced status code (RFC 3463); without one, a failure counts once."""
    found = _STATUS.fullmatch(status)
    if not found:
        return Verdict.SCORE
    of, subject, detail = (int(part) for part in found.groups())
    if of == 2:
        return Verdict.NOTHING
    # Who we are, how we speak, what we say: no fault of the person at the address.
    if subject in (5, 6, 7) or (subject, detail) in _TOO_LARGE or (subject == 1 and detail in _OF_THE_SENDER):
        return Verdict.OURS
    return Verdict.SUPPRESS if of == 5 and subject == 1 else Verdict.SCORE


def status_in(words: str) -> str:
    """Return the first enhanced status code in a server's words, or nothing."""
    found = re.search(rf"(?<![\d.]){_STATUS.pattern}(?![\d.])", words)
    return found[0] if found else ""
