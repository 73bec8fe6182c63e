"""Feeds (RFC 4287): the newest entries of a list, for readers and for other sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One thing in a feed."""

    id: UUID
    title: str
    link: str
    summary: str
    updated_at: datetime
    published_at: datetime
    author: str
    categories: tuple[str, ...] = ()


def as_atom(title: str, *, link: str, self_link: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """Return a feed; it was updated when its newest entry was."""
    listed = list(entries)
    feed = Element("feed", xmlns=_ATOM)
    _words(feed, "id", self_link)
    _words(feed, "title", title)
    _words(feed, "updated", max((each.updated_at for each in listed), default=now).isoformat())
    SubElement(feed, "link", rel="self", href=self_link)
    SubElement(feed, "link", rel="alternate", href=link)
    for each in listed:
        _enter(SubElement(feed, "entry"), each)
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _enter(part: Element, entry: Entry) -> None:
    _words(part, "id", f"urn:uuid:{entry.id}")
    _words(part, "title", entry.title)
    _words(part, "updated", entry.updated_at.isoformat())
    _words(part, "published", entry.published_at.isoformat())
    _words(part, "summary", entry.summary)
    SubElement(part, "link", rel="alternate", href=entry.link)
    _words(SubElement(part, "author"), "name", entry.author)
    for category in entry.categories:
        SubElement(part, "category", term=category)


def _words(part: Element, name: str, words: str) -> None:
    SubElement(part, name).text = words
