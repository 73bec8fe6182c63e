"""Decisions about mails that need no database."""

from notifier.rules.changes import ABOUT_DATES, NOT_NOW, Day, changes, days_of, join_link, last_moment, on_day, where
from notifier.rules.digests import DIGESTS, MOST_SHOWN, closes, last_close, step
from notifier.rules.forecasts import FORECAST_DAYS, mails_of
from notifier.rules.interests import ANY, NEEDS, Cadence, Kind, Need, kinds_of, mask_of, rows_of, with_narrowing
from notifier.rules.leaving import scope_of
from notifier.rules.ledger import (
    NEWS,
    SENT_AGAIN,
    TOLD,
    BatchState,
    Lane,
    Mail,
    NotificationState,
    State,
    Topic,
    goes_to_many,
    is_over,
    lanes_served,
)
from notifier.rules.reminders import Lead, moments
from notifier.rules.replies import PAUSES, Reply, address_hash, domain_of, meaning, rest_after
from notifier.rules.speed import slowed, speed_now

__all__ = [
    "ABOUT_DATES",
    "ANY",
    "DIGESTS",
    "FORECAST_DAYS",
    "MOST_SHOWN",
    "NEEDS",
    "NEWS",
    "NOT_NOW",
    "PAUSES",
    "SENT_AGAIN",
    "TOLD",
    "BatchState",
    "Cadence",
    "Day",
    "Kind",
    "Lane",
    "Lead",
    "Mail",
    "Need",
    "NotificationState",
    "Reply",
    "State",
    "Topic",
    "address_hash",
    "changes",
    "closes",
    "days_of",
    "domain_of",
    "goes_to_many",
    "is_over",
    "join_link",
    "kinds_of",
    "lanes_served",
    "last_close",
    "last_moment",
    "mails_of",
    "mask_of",
    "meaning",
    "moments",
    "on_day",
    "rest_after",
    "rows_of",
    "scope_of",
    "slowed",
    "speed_now",
    "step",
    "where",
    "with_narrowing",
]
