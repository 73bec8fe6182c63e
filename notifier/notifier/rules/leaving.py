"""What one click on a mail's link for leaving ends: what this mail is, not everything."""

from collections.abc import Sequence

from notifier.rules.ledger import Topic
from services.kit.leaving import DIGESTS, EVERYTHING, NEWSLETTER, REMINDERS

_PLAIN = {
    Topic.NEWSLETTER: NEWSLETTER,
    Topic.REMINDER: REMINDERS,
    Topic.CHANGE: REMINDERS,
    Topic.CANCELLATION: REMINDERS,
}
_NEWS = {Topic.OFFER: "offer", Topic.EVENT: "event", Topic.PROJECT: "project", Topic.ORGANISATION: "organisation"}


def scope_of(topic: Topic, reasons: Sequence[str], dedupe_key: str) -> str:
    """Return what a mail's link ends; a digest's key says how often it comes (`digest:daily:…`)."""
    if topic in _NEWS:
        topics = ",".join(sorted(reasons))
        return f"{_NEWS[topic]}:{topics}" if topics else _NEWS[topic]
    cadence = dedupe_key.split(":")[1] if topic == Topic.DIGEST and ":" in dedupe_key else ""
    return cadence if cadence in DIGESTS else _PLAIN.get(topic, EVERYTHING)
