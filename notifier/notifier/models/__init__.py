"""The tables."""

from notifier.models.base import Base
from notifier.models.ledger import Batch, Delivery, LaneRest, Notification, Suppression
from notifier.models.people import Interest, Recipient, Term

__all__ = ["Base", "Batch", "Delivery", "Interest", "LaneRest", "Notification", "Recipient", "Suppression", "Term"]
