"""Decisions about mails that need no database: kinds, states, what a reply means, and how long to wait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from itertools import product

ANY = 0
"""Stands for *any* category, kind, district or language in an interest."""


class Kind(IntEnum):
    """What an interest may be about."""

    SHORT_OFFER = 1
    LONG_OFFER = 2
    EVENT = 3
    PROJECT = 4
    ORGANISATION = 5


class Cadence(IntEnum):
    """How often a person wants to hear of something."""

    AT_ONCE = 0
    DAILY = 1
    WEEKLY = 2


class Need(IntEnum):
    """What an interest may ask of a place, as bits."""

    WITH_CHILDREN = 1
    WHEELCHAIR = 2
    REMOTE = 4


class Lane(IntEnum):
    """Which queue a mail waits in: letters never wait behind alerts."""

    LETTERS = 0
    ALERTS = 1


class Topic(IntEnum):
    """What a notification is."""

    OFFER = 3
    LETTER = 8


class NotificationState(IntEnum):
    """How far a notification has come."""

    EXPANDING = 0
    EXPANDED = 1
    CANCELLED = 2


class BatchState(IntEnum):
    """Whether a batch waits, is being sent, or is done with."""

    WAITING = 0
    LEASED = 1
    DONE = 2


class State(IntEnum):
    """What happened to one mail for one person. Who has no row yet is pending in a batch that is not done."""

    PENDING = 0
    LEASED = 1
    COMMITTED = 2
    ACCEPTED = 3
    DELIVERED = 4
    BOUNCED = 5
    COMPLAINED = 6
    REJECTED = 7
    UNKNOWN = 8
    SUPPRESSED = 9
    CANCELLED = 10
    EXPIRED = 11


_COMMITMENTS = {"short_term": (Kind.SHORT_OFFER,), "long_term": (Kind.LONG_OFFER,)}
_OFFERS = (Kind.SHORT_OFFER, Kind.LONG_OFFER)
_OTHERS = {"event": Kind.EVENT, "project": Kind.PROJECT, "organisation": Kind.ORGANISATION}
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
"""How long a mail waits that was put off for the first, second … time."""
_LONGEST_REST = timedelta(minutes=5)


def kinds_of(what: Sequence[str], commitment: str | None) -> list[int]:
    """Return the kinds an interest is about; a commitment narrows offers only."""
    if not what and not commitment:
        return [ANY]
    offers = _COMMITMENTS.get(commitment or "", _OFFERS)
    wanted = what or ("offer", *_OTHERS)
    return [*(offers if "offer" in wanted else ()), *(_OTHERS[each] for each in wanted if each in _OTHERS)]


def rows_of(
    kinds: Sequence[int], categories: Sequence[int], districts: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield every combination of an interest's words; an empty list stands for *any*."""
    return product(kinds, categories or [ANY], districts or [ANY])


def mask_of(*, with_children: bool, wheelchair: bool, remote: bool) -> int:
    """Return what is asked for, or there, as bits."""
    return with_children * Need.WITH_CHILDREN | wheelchair * Need.WHEELCHAIR | remote * Need.REMOTE


def rest_after(failures: int) -> timedelta:
    """Return how long a lane rests after its mail server failed so many times in a row."""
    return min(timedelta(seconds=2**failures), _LONGEST_REST)


def address_hash(email: str) -> str:
    """Return what is kept of an address that must not be written to again, once the person is forgotten."""
    return sha256(email.strip().lower().encode()).hexdigest()


@dataclass(frozen=True)
class Reply:
    """What became of one mail: the state it leads to, and the server's words."""

    state: State
    code: int = 0
    enhanced: str = ""
    words: str = ""

    @property
    def says_no_such_address(self) -> bool:
        """Tell whether the server knows no such mailbox (RFC 3463: 5.1.x), a reason never to write there again."""
        return self.state == State.REJECTED and self.enhanced.startswith("5.1.")


def meaning(code: int, words: str) -> Reply:
    """Return what a final reply to a recipient or to the dot means: accepted, put off, or rejected."""
    state = State.ACCEPTED if code < 400 else State.PENDING if code < 500 else State.REJECTED
    return Reply(state, code, _enhanced(words), words[:500])


def is_over(expires_at: datetime, now: datetime) -> bool:
    """Tell whether it is too late to send something."""
    return expires_at <= now


def _enhanced(words: str) -> str:
    first = words.partition(" ")[0]
    parts = first.split(".")
    return first if len(parts) == 3 and all(part.isdigit() for part in parts) else ""
