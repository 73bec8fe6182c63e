"""One content model for text and HTML, and what a content is written from."""

from dataclasses import dataclass, field
from typing import Any

from notifier.models import Notification
from notifier.sending.mould import Attachment
from notifier.sending.prose import Prose
from notifier.sending.words import Speaker
from services.city import City


@dataclass(frozen=True)
class Telling:
    """What a content is written from: a notification, in one language, for one city's site.

    Who only has a seat may have no link to leave with (`can_leave`); her mail then shows none. Nobody can leave by mail
    (`leaves_by_mail`) where no mailbox is read. Who was entered by others reads no words of theirs (`quotes`). Where
    only a part of it is told, such as one date of a series, `words` are those of that part.
    """

    row: Notification
    say: Speaker
    city: City
    site: str
    can_leave: bool = True
    leaves_by_mail: bool = False
    quotes: bool = True
    words: dict[str, Any] | None = None

    @property
    def about(self) -> dict[str, Any]:
        """Return the words of what is told."""
        return self.row.content if self.words is None else self.words

    @property
    def domain(self) -> str:
        """Return the domain that mails come from."""
        return self.city.sender.rpartition("@")[2]

    def page(self, path: str) -> str:
        """Return the address of a page in the language of the mail."""
        return f"{self.site}{self.say.prefix}{path}"


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing shown in a mail. Its label is its topic, or what kind of thing it is."""

    category: str
    label: str
    label_is_kind: bool = False
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...] = ()
    link: Link


@dataclass(frozen=True, kw_only=True)
class Content:
    """A mail before it has a shape. `pieces` is the slot for what is each person's own, cast one by one."""

    subject: str
    preheader: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...] = ()
    prose: Prose | None = None
    code: str | None = None
    button: Link | None = None
    choices: tuple[Link, ...] = ()
    cards: tuple[Card, ...] = ()
    pieces: str = ""
    closing: Link | None = None
    notes: tuple[str, ...] = ()
    why: str = ""
    links: tuple[Link, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())
    calendar: Attachment | None = None
