"""From where requests to one subject come: one sender alone must not bring all others before the editors."""

from collections.abc import Sequence

MOST_FORWARDED_A_DAY = 20
"""To one subject, from wherever; what comes beyond waits for an editor."""
MOST_OF_ONE_SENDER = 5
"""Of these, from one mail domain: whoever has a domain has as many addresses as she likes."""
MANY, ONE_SENDER = "many", "sender"
"""Why a request waits for an editor where many come in a day: from everywhere, or from one sender."""

# Strangers share these domains, so each address there is a sender of its own. A provider that is missing here only
# means that an editor looks at the sixth request of a day.
_PROVIDERS = frozenset(
    {
        "aol.com", "aol.de", "arcor.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.com", "live.de", "mac.com", "mail.de",
        "mailbox.org", "me.com", "msn.com", "online.de", "outlook.com", "outlook.de", "posteo.de", "posteo.net",
        "proton.me", "protonmail.com", "t-online.de", "tutanota.com", "tutanota.de", "vodafone.de", "web.de",
        "yahoo.com", "yahoo.de",
    }
)  # fmt: skip


def sender(email_key: str) -> str:
    """Return what counts as one sender: the domain without what stands before it, or an address at a provider.

    `ada+1@…` and `ada+2@…` fill one mailbox, so they are one sender.
    """
    local, _, host = email_key.rpartition("@")
    domain = ".".join(host.split(".")[-2:])
    return f"{local.partition('+')[0]}@{domain}" if domain in _PROVIDERS else domain


def too_many(email_key: str, forwarded: Sequence[str | None]) -> list[str]:
    """Return why one more request waits for an editor, given who else's went to the same subject within a day."""
    same = [each for each in forwarded if each and sender(each) == sender(email_key)]
    if len(same) >= MOST_OF_ONE_SENDER:
        return [ONE_SENDER]
    return [MANY] if len(forwarded) >= MOST_FORWARDED_A_DAY else []
