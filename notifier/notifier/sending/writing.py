"""Writing mails: each notification once for each language, then a splice for each person."""

import hmac
import re
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifier.models import Notification
from notifier.queries.people import Addressee
from notifier.rules import Topic, scope_of
from notifier.rules.bounces import ReturnPaths
from notifier.sending.contents import CONTENTS, Content, Telling
from notifier.sending.contents.cards import card
from notifier.sending.contents.personal import personal_words
from notifier.sending.mould import Mould, Pieces, cast, filled, header_words, mail_date, mailbox, slot
from notifier.sending.smtp import Envelope
from notifier.sending.words import Speaker
from services.city import City
from services.kit.leaving import Scope, narrowed

_NOWHERE = ReturnPaths("", "")
_INDENT = re.compile("[ \t]+")
_MOST_MOULDS = 64
_MOST_PIECES = 512


@dataclass(frozen=True)
class Reader:
    """What sort of reader a mail is for: who can leave with a link, and who hears the words of those who organise."""

    can_leave: bool = True
    quotes: bool = True


_ANYBODY = Reader()


@dataclass(frozen=True)
class Shown:
    """A mail to be looked at, not to be sent."""

    subject: str
    text: str
    html: str


class Writer:
    """Writes a city's mails."""

    def __init__(self, city: City, *, site_url: str, message_key: str, return_paths: ReturnPaths = _NOWHERE) -> None:
        self._city = city
        self._site = site_url.rstrip("/")
        self._key = message_key.encode()
        self._return_paths = return_paths
        self._leaving = return_paths.leaving
        self._reads_mail = bool(return_paths.domain)
        self._domain = city.sender.rpartition("@")[2]
        self._pages = Environment(
            loader=PackageLoader("notifier"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._moulds: dict[tuple[int, int, str, Reader], Mould] = {}
        self._pieces: dict[tuple[int, int, str], Pieces] = {}
        self._speakers: dict[str, Speaker] = {}

    def envelope(self, row: Notification, to: Addressee) -> Envelope:
        """Return the mail of one person, the same bytes each time it is asked for."""
        say = self._speaker(row.content.get("language") or to.member.language)
        reader = Reader(can_leave=bool(to.member.leave_token), quotes="by_hand" not in to.reasons)
        # A letter's words are its person's, so nobody else needs its mould.
        cast_for = self._cast if row.topic == Topic.LETTER else self._cast_once
        mould = cast_for(row, say, reader)
        body = mould.pour(self._words(row, to, say))
        return Envelope((row.id, to.member.id), self.return_path(row.id, to.member.id), to.email, body)

    def return_path(self, notification_id: int, recipient_id: int) -> str:
        """Return the address that reports about a mail come to."""
        paths = self._return_paths
        return paths.address(notification_id, recipient_id) if paths.domain else self._city.sender

    def shown(self, row: Notification, language: str) -> Shown:
        """Return a mail as its readers would see it, with the words of nobody in particular."""
        say = self._speaker(language)
        content, text, html = self._written(row, say)
        nobody = {"greeting": say("Hello,")}
        return Shown(content.subject, filled(text, nobody), filled(html, nobody))

    def message_id(self, notification_id: int, recipient_id: int) -> str:
        """Return a mail's id: the same on every try, and telling nothing about the person."""
        mark = hmac.digest(self._key, b"%d:%d" % (notification_id, recipient_id), "sha256")[:15]
        return f"<{notification_id}.{mark.hex()}@{self._domain}>"

    def _speaker(self, language: str) -> Speaker:
        if language not in self._speakers:
            self._speakers[language] = Speaker(language, default=self._city.default_language)
        return self._speakers[language]

    def _cast_once(self, row: Notification, say: Speaker, reader: Reader) -> Mould:
        """Return the mould of a mail to many, cast once for each version, language, and sort of reader."""
        key = row.id, row.object_version, say.language, reader
        if key not in self._moulds:
            if len(self._moulds) >= _MOST_MOULDS:
                self._moulds.clear()
            self._moulds[key] = self._cast(row, say, reader)
        return self._moulds[key]

    def _cast(self, row: Notification, say: Speaker, reader: Reader) -> Mould:
        content, text, html = self._written(row, say, reader)
        return cast(
            headers=[*self._headers(row, content, say), *content.headers],
            text=text,
            html=html,
            boundary=f"=_{row.id}_{row.object_version}",
            attachment=content.calendar,
        )

    def _written(self, row: Notification, say: Speaker, reader: Reader = _ANYBODY) -> tuple[Content, str, str]:
        told = Telling(row, say, self._city, self._site, leaves_by_mail=self._reads_mail, **vars(reader))
        content = CONTENTS[Topic(row.topic)](told)
        words = {"mail": content, "say": say, "city": self._city, "site": self._site + say.prefix}
        text, html = (self._pages.get_template(f"mail.{kind}").render(words) for kind in ("txt", "html"))
        # Indents say nothing in HTML, and a signature (DKIM) would have to look through them for every person.
        return content, text, _INDENT.sub(" ", html)

    def _headers(self, row: Notification, content: Content, say: Speaker) -> list[tuple[str, str]]:
        """Return what every mail carries."""
        return [
            ("From", mailbox(self._city.sender_name, self._city.sender)),
            ("To", f"<{slot('address')}>"),
            ("Subject", header_words(content.subject)),
            ("Date", mail_date(row.created_at)),
            ("Message-ID", slot("message_id")),
            ("Reply-To", f"<{self._city.contact.email}>"),
            ("Content-Language", say.language),
        ]

    def _words(self, row: Notification, to: Addressee, say: Speaker) -> dict[str, str | Pieces]:
        member = to.member
        # The mail may be passed on: its link ends what it is, and opens nothing.
        scope = scope_of(Topic(row.topic), to.reasons, row.dedupe_key)
        leave = narrowed(member.leave_token or "", scope)
        return {
            **personal_words(row, to, say, self._city),
            "pieces": Pieces.joined([self._piece(each, say) for each in to.things]),
            "address": to.email,
            "message_id": self.message_id(row.id, member.id),
            "manage_url": f"{self._site}{say.prefix}/nachrichten/verwalten/{member.manage_token}",
            "leave_url": f"{self._site}{say.prefix}/u/{leave}",
            "leave_mail": self._leaving.address(row.id, member.id, Scope(scope).categories),
        }

    def _piece(self, thing: Notification, say: Speaker) -> Pieces:
        """Return the piece of a digest that tells of one thing, cast once for each version and language."""
        key = thing.id, thing.object_version, say.language
        if key not in self._pieces:
            if len(self._pieces) >= _MOST_PIECES:
                self._pieces.clear()
            words = {"card": card(Telling(thing, say, self._city, self._site)), "say": say, "city": self._city}
            self._pieces[key] = Pieces.cast(
                text=self._pages.get_template("card.txt").render(words),
                html=self._pages.get_template("card.html").render(words),
            )
        return self._pieces[key]
