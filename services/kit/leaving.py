"""Links for leaving: what one click ends stands in the link itself, sealed.

Profiles-service seals a token for each person, with which everything can be ended. Whoever holds it can make a
narrower one without asking: a mail about offers carries one that ends offers. Nobody gets the wider one back from it.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

EVERYTHING = ""
NEWSLETTER = "newsletter"
REMINDERS = "reminders"
SEAT = "seat"
"""Reminders of one event, for who has a seat there or saved it; events-service ends them."""
DIGESTS = ("daily", "weekly")
KINDS = ("offer", "event", "project", "organisation")
_ID, _SEAL = 16, 32
_KEY = r"[a-z0-9_-]{1,60}"
_SCOPE = re.compile(rf"newsletter|reminders|seat|daily|weekly|({'|'.join(KINDS)})(:{_KEY}(,{_KEY})*)?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64,400}")


class NotALeavingToken(ValueError):
    """This was not sealed for leaving, or was changed since."""


@dataclass(frozen=True)
class Scope:
    """What a link ends: everything, the newsletter, reminders, a digest, one kind of news, or topics of that kind."""

    words: str = EVERYTHING

    @property
    def kind(self) -> str | None:
        """Return the kind of news it is about, if it is about one."""
        kind = self.words.partition(":")[0]
        return kind if kind in KINDS else None

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the topics it is about."""
        return tuple(filter(None, self.words.partition(":")[2].split(",")))


def narrowed(token: str, scope: str) -> str:
    """Return a token that ends only this; one that was not sealed by us stays as it is."""
    if scope == EVERYTHING or len(token) != 64:
        return token
    sealed = urlsafe_b64decode(token)
    words = scope.encode()
    return urlsafe_b64encode(sealed[:_ID] + _narrow(sealed[_ID:], words) + words).decode().rstrip("=")


def opened(token: str) -> tuple[bytes, bytes, Scope]:
    """Return whom a token is about, its seal and its scope, not yet proven; refused with `NotALeavingToken`."""
    if not _TOKEN.fullmatch(token):
        raise NotALeavingToken
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        scope = sealed[_ID + _SEAL :].decode("ascii")
    except ValueError:
        raise NotALeavingToken from None
    # One spelling only, and only scopes that there are.
    if urlsafe_b64encode(sealed).decode().rstrip("=") != token or not (scope == EVERYTHING or _SCOPE.fullmatch(scope)):
        raise NotALeavingToken
    return sealed[:_ID], sealed[_ID : _ID + _SEAL], Scope(scope)


def is_about_a_seat(token: str) -> bool:
    """Tell whether a token says of itself that it ends the reminders of one seat; who made it is not proven by that."""
    try:
        return opened(token)[2].words == SEAT
    except NotALeavingToken:
        return False


def is_sealed(seal: bytes, scope: Scope, *, whole: bytes) -> bool:
    """Tell whether a seal was made from the person's whole one, for this scope; takes the same time either way."""
    expected = _narrow(whole, scope.words.encode()) if scope.words else whole
    return hmac.compare_digest(seal, expected)


def _narrow(seal: bytes, scope: bytes) -> bytes:
    return hmac.digest(seal, scope, sha256)
