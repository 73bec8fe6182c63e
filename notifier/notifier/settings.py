"""What the notifier needs to know to start."""

from dataclasses import dataclass
from pathlib import Path

from notifier.rules.bounces import ReturnPaths
from services.kit.settings import ServiceSettings, secret


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The notifier's settings, read from `NOTIFIER_…` and `MOSAIK_…`.

    `smtp_url` is `smtp://host:port`, `smtp+starttls://user:password@host:587` or `smtps://user:password@host:465`.
    `slots` is how many processes may send alerts, digests and newsletters at the same time, over all machines; letters
    have two of their own, reminders one. `concurrency` must be larger than all these, so that facts and letters always
    find a free process. Each of them opens up to `connections` to the mail server.

    Letters, reminders, changes and cancellations of which nobody knows whether they were accepted go out once more
    after `unknown_minutes`. `mails_a_minute` is how many mails a lane may send to one receiving domain, 0 as many as it
    takes; a domain that complains gets half, and 5 % more for each minute without a complaint.

    `dkim_key` is an RSA or Ed25519 key (PEM) that mails are signed with, for `dkim_domain` (the sender's, if empty) and
    `dkim_selector`; without one, signing is left to the mail server.

    Reports of mails that did not arrive come to `bounce_domain`; without one, to the sender's own mailbox, where nobody
    reads them by machine. They are fetched from `bounce_imap_url` (`imaps://user:password@host:993/INBOX`), or told by
    the mail provider, who proves it with `bounce_secret`.
    """

    concurrency: int = 6
    smtp_url: str = secret()
    message_key: str = secret()
    slots: int = 2
    wave: int = 250
    connections: int = 10
    unknown_minutes: int = 15
    mails_a_minute: int = 0
    dkim_key: str = secret(default="")
    dkim_domain: str = ""
    dkim_selector: str = "mosaik"
    bounce_domain: str = ""
    bounce_secret: str = secret(default="")
    bounce_imap_url: str = secret(default="")

    @property
    def return_paths(self) -> ReturnPaths:
        """Return who makes and reads the addresses that reports come to."""
        return ReturnPaths(self.message_key, self.bounce_domain)

    @property
    def journals(self) -> Path:
        """Return where senders write down each reply before the ledger knows of it."""
        return self.state / "journals"
