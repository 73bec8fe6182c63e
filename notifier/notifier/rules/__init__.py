"""Decisions about mails that need no database."""

from notifier.rules.interests import ANY, Cadence, Kind, Need, kinds_of, mask_of, rows_of
from notifier.rules.leaving import scope_of
from notifier.rules.ledger import BatchState, Lane, NotificationState, State, Topic, goes_to_many, is_over, lanes_served
from notifier.rules.replies import PAUSES, Reply, address_hash, meaning, rest_after

__all__ = [
    "ANY",
    "PAUSES",
    "BatchState",
    "Cadence",
    "Kind",
    "Lane",
    "Need",
    "NotificationState",
    "Reply",
    "State",
    "Topic",
    "address_hash",
    "goes_to_many",
    "is_over",
    "kinds_of",
    "lanes_served",
    "mask_of",
    "meaning",
    "rest_after",
    "rows_of",
    "scope_of",
]
