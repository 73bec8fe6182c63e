"""What a service keeps of people, declared once.

The deletion concept, the record of processing activities, the page about oneself, the daily task and the receipt of an
erasure are all made from it.

Sentences are in English here, marked with `sentence`; the website says them in its reader's language. In `until`,
`%(days)s` stands for a number of days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from services.kit.cells import sentence

CONSENT = sentence("Consent (Art. 6 (1) (a) GDPR)")
CONTRACT = sentence("To do what she asked for (Art. 6 (1) (b) GDPR)")
DUTY = sentence("A legal duty (Art. 6 (1) (c) GDPR)")
TASK = sentence("A task in the public interest (Art. 6 (1) (e) GDPR with state law)")

HERSELF = sentence("Nobody but herself")
OPERATOR = sentence("Only those who run the site")
EDITORS = sentence("The editorial team")
STEWARDS = sentence("The organisation that it is about, and the editorial team")
EVERYBODY = sentence("Everybody: it is public")
MAIL_SERVER = sentence("The mail servers on the way to her")

SUBSCRIBERS = sentence("People who get messages")
ACCOUNTS = sentence("People who sign in")
VISITORS = sentence("People who take part in something")
WRITERS = sentence("People who write for an organisation or suggest something")
CONTACTS = sentence("Contact persons of organisations")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kind of thing that is kept of people, and in which tables.

    `days` is a number, or the name of a time in `city.toml`. `stays` says what of it is left when a person is erased,
    and why; without it nothing is. `unseen` says why the page about oneself does not show it. `jobs` of the service's
    clock let it go after `days`; `by` says who else does.
    """

    key: str
    title: str
    tables: tuple[str, ...]
    what: str
    whose: str
    why: str
    basis: str
    shown_to: str
    until: str
    days: str | int | None = None
    stays: str = ""
    unseen: str = ""
    jobs: tuple[str, ...] = ()
    by: str = ""


FACTS_KEPT = timedelta(days=60)
"""Longer than a teller keeps its facts, so that nothing told again is acted on again."""
FACTS = Kept(
    key="facts",
    title=sentence("Messages between our services"),
    tables=("outbox", "inbox", "known_versions", "unheard", "idempotency_keys"),
    what=sentence("Numbers of what has changed; addresses and names only until the message has arrived"),
    whose=sentence("Everybody of whom something is kept"),
    why=sentence("So that nothing gets lost between our services and nothing is done twice"),
    basis=TASK,
    shown_to=OPERATOR,
    until=sentence(
        "Emptied as soon as they have arrived, dropped after %(days)s days; of each thing its number and that of its"
        " newest version stays"
    ),
    days=FACTS_KEPT.days,
    unseen=sentence("They repeat what stands elsewhere here, and are emptied within seconds"),
    jobs=("tidy",),
)
"""What every service keeps to speak with the others."""

_LINKS = Kept(
    key="links",
    title=sentence("Old links of people who were erased"),
    tables=("forgotten_links",),
    what=sentence("A checksum of each link, from which nobody can find out whose it was"),
    whose=sentence("People who were erased"),
    why=sentence("So that an old link says that this person is no longer here"),
    basis=TASK,
    shown_to=OPERATOR,
    until=sentence("%(days)s days after the erasure"),
    days="links_days",
    stays=sentence(
        "Checksums of old links stay for a while, so that these say what has happened. They lead to nobody."
    ),
    unseen=sentence("There is none before an erasure"),
)


def links_kept(*, job: str) -> Kept:
    """Return what every service keeps of those who are no longer here, with the job that lets it go."""
    return replace(_LINKS, jobs=(job,))


@dataclass(frozen=True)
class Declared:
    """All that a service keeps of people, with the times that the city has set."""

    kept: tuple[Kept, ...]
    times: Mapping[str, int]

    def days(self, kept: Kept) -> int | None:
        """Return for how many days something is kept, if a number says it."""
        return self.times[kept.days] if isinstance(kept.days, str) else kept.days

    def of(self, key: str) -> Kept:
        """Return what is declared under a key."""
        return next(each for each in self.kept if each.key == key)

    def words(self, kept: Kept) -> dict[str, Any]:
        """Return a declaration as it travels."""
        names = ("key", "title", "what", "whose", "why", "basis", "shown_to", "until", "stays", "unseen", "by")
        words = {name: getattr(kept, name) for name in names}
        return {**words, "days": self.days(kept), "jobs": list(kept.jobs)}
