"""What mails say: one content model for text and HTML, in the recipient's language, in plain words."""

from collections.abc import Callable, Mapping

from notifier.rules import Topic
from notifier.sending.contents import alerts, digests, letters, newsletters, reminders
from notifier.sending.contents.model import Card, Content, Link, Telling

CONTENTS: Mapping[Topic, Callable[[Telling], Content]] = {
    Topic.OFFER: alerts.alert,
    Topic.EVENT: alerts.alert,
    Topic.PROJECT: alerts.alert,
    Topic.ORGANISATION: alerts.alert,
    Topic.REMINDER: reminders.reminder,
    Topic.CHANGE: reminders.change,
    Topic.CANCELLATION: reminders.cancellation,
    Topic.DIGEST: digests.digest,
    Topic.LETTER: letters.letter,
    Topic.NEWSLETTER: newsletters.newsletter,
}
"""What is written for each topic."""

__all__ = ["CONTENTS", "Card", "Content", "Link", "Telling"]
