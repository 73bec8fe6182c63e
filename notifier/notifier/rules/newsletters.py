"""How far a newsletter has come, and what may be done with it then."""

from enum import IntEnum


class NewsletterState(IntEnum):
    """How far a newsletter has come."""

    DRAFT = 0
    SCHEDULED = 1
    SENDING = 2
    PAUSED = 3
    SENT = 4
    CANCELLED = 5


UNSTARTED = frozenset({NewsletterState.DRAFT, NewsletterState.SCHEDULED})
"""When its words may still change."""

UNDER_WAY = frozenset({NewsletterState.SENDING, NewsletterState.PAUSED})
"""When some have got it, and others not yet."""
