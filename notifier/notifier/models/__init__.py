"""The tables."""

from notifier.models.base import Base
from notifier.models.bounces import AddressScore, BounceEvent, PolicyRefusal
from notifier.models.ledger import Batch, Delivery, LaneRest, Notification, Suppression
from notifier.models.newsletters import Newsletter, NewsletterItem
from notifier.models.people import Interest, Recipient, Term

__all__ = [
    "AddressScore",
    "Base",
    "Batch",
    "BounceEvent",
    "Delivery",
    "Interest",
    "LaneRest",
    "Newsletter",
    "NewsletterItem",
    "Notification",
    "PolicyRefusal",
    "Recipient",
    "Suppression",
    "Term",
]
