"""Whom each sort of notification is for."""

from collections.abc import Mapping

from notifier.queries.audiences import alerts, digests, events, letters, newsletters
from notifier.queries.audiences.audience import Audience
from notifier.rules import Topic

AUDIENCES: Mapping[Topic, Audience] = {
    Topic.OFFER: alerts.AUDIENCE,
    Topic.EVENT: alerts.AUDIENCE,
    Topic.PROJECT: alerts.AUDIENCE,
    Topic.ORGANISATION: alerts.AUDIENCE,
    Topic.REMINDER: events.REMINDED,
    Topic.CHANGE: events.TOLD,
    Topic.CANCELLATION: events.TOLD,
    Topic.DIGEST: digests.AUDIENCE,
    Topic.LETTER: letters.AUDIENCE,
    Topic.NEWSLETTER: newsletters.AUDIENCE,
}
"""Whom each topic is for."""

__all__ = ["AUDIENCES", "Audience"]
