"""The tables."""

from notifier.models.base import Base
from notifier.models.bounces import AddressScore, BounceEvent, PolicyRefusal
from notifier.models.ledger import Batch, Delivery, DomainRest, LaneRest, Notification, Suppression
from notifier.models.newsletters import Newsletter, NewsletterItem
from notifier.models.people import Interest, Narrowing, Recipient, Term
from notifier.models.telling import Attendance, DigestWindow, Event, Novelty, Portion, Reminder, ThingGone, Told

__all__ = [
    "AddressScore",
    "Attendance",
    "Base",
    "Batch",
    "BounceEvent",
    "Delivery",
    "DigestWindow",
    "DomainRest",
    "Event",
    "Interest",
    "LaneRest",
    "Narrowing",
    "Newsletter",
    "NewsletterItem",
    "Notification",
    "Novelty",
    "PolicyRefusal",
    "Portion",
    "Recipient",
    "Reminder",
    "Suppression",
    "Term",
    "ThingGone",
    "Told",
]
