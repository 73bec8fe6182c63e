"""The notifier's daily figures: how many mails went out, and what that means."""

from notifier.rules import State
from services.kit.daily.figures import Figure, Sort

# A mail goes out before what it tells of is over.
_MAILS = f"""
    SELECT d.recipient_id AS id FROM notifications n JOIN deliveries d ON d.notification_id = n.id
    WHERE n.expires_at >= :begins AND n.created_at < :ends AND d.updated_at >= :begins AND d.updated_at < :ends
      AND d.state IN ({State.ACCEPTED:d}, {State.DELIVERED:d}, {State.BOUNCED:d}, {State.COMPLAINED:d})
"""
_NEWSLETTERS = "SELECT id FROM newsletters WHERE started_at >= :begins AND started_at < :ends"
FIGURES = (
    Figure(
        key="mails",
        sort=Sort.FLOW,
        name={"de": "Verschickte Mails", "en": "Mails sent"},
        meaning={
            "de": "Mails, die ein Mail-Server an diesem Tag angenommen hat, und solche, die an diesem Tag zurückkamen.",
            "en": "Mails that a mail server took on this day, and those that came back on it.",
        },
        counted=_MAILS,
        whole=True,
    ),
    Figure(
        key="newsletters",
        sort=Sort.FLOW,
        name={"de": "Rundbriefe", "en": "Newsletters"},
        meaning={
            "de": "Rundbriefe, die an diesem Tag begonnen haben hinauszugehen.",
            "en": "Newsletters that began to go out on this day.",
        },
        counted=_NEWSLETTERS,
        whole=True,
        is_public=True,
    ),
)
"""All that the notifier counts."""
BEGINNING = "SELECT min(created_at) FROM notifications"
"""Selects the moment before which there was nothing to count."""
