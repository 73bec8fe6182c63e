"""Kinds of notifications, lanes, and the states that things go through."""

from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

Mail: TypeAlias = tuple[int, int]
"""One mail, by the ids of its notification and its recipient."""


class Lane(IntEnum):
    """Which queue a mail waits in: letters and reminders never wait behind what goes to many."""

    LETTERS = 0
    ALERTS = 1
    REMINDERS = 2
    DIGESTS = 3
    NEWSLETTERS = 4


_BULK = (Lane.ALERTS, Lane.DIGESTS, Lane.NEWSLETTERS)
"""What goes to many, the most urgent first."""


def lanes_served(lane: Lane) -> tuple[Lane, ...]:
    """Return the lanes a sender serves, the most urgent first: bulk mails let more urgent ones pass at each batch."""
    return _BULK[: _BULK.index(lane) + 1] if lane in _BULK else (lane,)


def goes_to_many(lane: Lane) -> bool:
    """Tell whether a lane's senders share their places with those of other lanes."""
    return lane in _BULK


class Topic(IntEnum):
    """What a notification is."""

    NEWSLETTER = 1
    REMINDER = 2
    OFFER = 3
    EVENT = 4
    PROJECT = 5
    ORGANISATION = 6
    DIGEST = 7
    LETTER = 8
    CHANGE = 9
    CANCELLATION = 10


NEWS = (Topic.OFFER, Topic.EVENT, Topic.PROJECT, Topic.ORGANISATION)
"""What is told at once to some, and gathered into digests for others."""

SENT_AGAIN = (Topic.LETTER, Topic.REMINDER, Topic.CHANGE, Topic.CANCELLATION)
"""Of these a second copy is better than none: what is unknown goes out once more, with the same Message-ID."""


class NotificationState(IntEnum):
    """How far a notification has come."""

    EXPANDING = 0
    EXPANDED = 1
    CANCELLED = 2
    PAUSED = 3


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


TOLD = (State.COMMITTED, State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.COMPLAINED, State.UNKNOWN)
"""In these states a mail may have arrived, so what it tells is not told again."""


def is_over(expires_at: datetime, now: datetime) -> bool:
    """Tell whether it is too late to send something."""
    return expires_at <= now
