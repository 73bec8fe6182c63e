"""What a mail server's reply means, and how long to wait after it."""

from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from notifier.rules.ledger import State
from services.kit.addresses import without_addresses

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
"""How long a mail waits that was put off for the first, second … time."""
_LONGEST_REST = timedelta(minutes=5)


def rest_after(failures: int) -> timedelta:
    """Return how long a lane rests after its mail server failed so many times in a row."""
    return min(timedelta(seconds=2**failures), _LONGEST_REST)


def address_hash(email: str) -> str:
    """Return what is kept of an address that must not be written to again, once the person is forgotten."""
    return sha256(email.strip().lower().encode()).hexdigest()


class Reply(NamedTuple):
    """What became of one mail: the state it leads to, and the server's words."""

    state: State
    code: int = 0
    enhanced: str = ""
    words: str = ""

    @property
    def blames_us(self) -> bool:
        """Tell whether the server refuses what we are, not whom we write to (RFC 3463: 5.7.x)."""
        return self.state == State.REJECTED and self.enhanced.startswith("5.7.")

    @property
    def asks_for_patience(self) -> bool:
        """Tell whether the server finds that we are too fast, or not to be trusted yet (421, 4.7.x)."""
        return self.state == State.PENDING and (self.code == 421 or self.enhanced.startswith("4.7."))


def domain_of(email: str) -> str:
    """Return the domain that receives an address's mails."""
    return email.rpartition("@")[2].lower()


def meaning(code: int, words: str) -> Reply:
    """Return what a final reply to a recipient or to the dot means: accepted, put off, or rejected.

    Servers like to repeat the address that was written to: it is masked, as these words outlast whom they are about.
    """
    state = State.ACCEPTED if code < 400 else State.PENDING if code < 500 else State.REJECTED
    return Reply(state, code, _enhanced(words), without_addresses(words)[:500].replace("\0", ""))


def _enhanced(words: str) -> str:
    first = words.partition(" ")[0]
    parts = first.split(".")
    return first if len(parts) == 3 and all(part.isdigit() for part in parts) else ""
