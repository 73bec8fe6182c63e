"""Dates as rows of a table and as entries of a feed, in the words of those who read them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from babel.dates import format_date, format_time

from events_service.rules.words import KINDS, MODES, REGISTRATIONS, STATUSES, WHEELCHAIR
from services.city import City
from services.kit.atom import Entry
from services.kit.sealed_links import page_address
from services.kit.translations import catalogue

_FOLDER = Path(__file__).parents[1] / "translations"
_LOCALES = {"de": "de_DE", "en": "en_GB"}
Words = Mapping[str, Any]
COLUMNS: Mapping[str, str] = {
    "starts_at": "beginn",
    "ends_at": "ende",
    "all_day": "ganztaegig",
    "status": "status",
    "status_note": "statushinweis",
    "original_start": "urspruenglicher_beginn",
    "title": "titel",
    "title_note": "titelzusatz",
    "summary": "kurzbeschreibung",
    "kind": "veranstaltungsart",
    "categories": "kategorien",
    "organisation": "organisation",
    "mode": "art",
    "venue": "treffpunkt",
    "street": "strasse",
    "post_code": "plz",
    "town": "ort",
    "district": "stadtteil",
    "lat": "lat",
    "lon": "lon",
    "cost": "kosten",
    "registration": "anmeldung",
    "booked_up": "ausgebucht",
    "with_children": "mit_kindern",
    "wheelchair": "rollstuhl",
    "languages": "sprachen",
    "age_from": "alter_von",
    "age_to": "alter_bis",
    "website": "webseite",
    "link": "adresse",
    "event_id": "veranstaltung_id",
    "date_id": "termin_id",
}
"""What a row says of a date, as the API calls it and as our German tables do."""
_GERMAN: Mapping[str, Mapping[str, str]] = {
    name: {key: word for word, key in words.items()}
    for name, words in {
        "status": STATUSES,
        "kind": KINDS,
        "mode": MODES,
        "registration": REGISTRATIONS,
        "wheelchair": WHEELCHAIR,
    }.items()
}
_YES = {"de": ("nein", "ja"), "en": ("no", "yes")}


@dataclass(frozen=True)
class Reader:
    """Who reads dates: in which language, of which city, and where its pages are."""

    city: City
    site_url: str
    language: str

    @property
    def home(self) -> str:
        """Return where the calendar's pages are in this language."""
        return page_address(self.site_url, "/termine", language=self.language)

    def link(self, date: Words) -> str:
        """Return the address of the page about a date."""
        return f"{self.home}/{date['slug']}"

    def say(self, sentence: str, **words: str) -> str:
        """Return a sentence in this reader's language."""
        return catalogue(_FOLDER, self.language).gettext(sentence) % words


def as_table(dates: Sequence[Words], reader: Reader) -> tuple[list[str], Iterator[list[str]]]:
    """Return the heading and a row for each date; in German with the words of our tables, else with the API's."""
    heading = COLUMNS.values() if reader.language == "de" else COLUMNS
    return list(heading), ([_cell(name, date, reader) for name in COLUMNS] for date in dates)


def as_entry(date: Words, reader: Reader) -> Entry:
    """Return an event as an entry of a feed, with one of its dates."""
    return Entry(
        id=UUID(date["event_id"]),
        title=_title(date, reader),
        link=reader.link(date),
        summary=" – ".join(filter(None, [_when(date, reader), date["venue"], date["summary"]])),
        updated_at=datetime.fromisoformat(date["changed_at"]),
        published_at=datetime.fromisoformat(date["published_at"]),
        author=date["organisation"]["name"],
        categories=tuple(date["categories"]),
    )


def _title(date: Words, reader: Reader) -> str:
    title = " – ".join(filter(None, [date["title"], date["title_note"]]))
    if date["status"] == "cancelled":
        return reader.say("Cancelled: %(title)s", title=title)
    return reader.say("Postponed: %(title)s", title=title) if date["status"] == "postponed" else title


def _when(date: Words, reader: Reader) -> str:
    locale, moment = _LOCALES[reader.language], _local(date["starts_at"], reader)
    day = format_date(moment, "full", locale)
    return day if date["all_day"] else f"{day}, {format_time(moment, 'short', locale=locale)}"


def _cell(name: str, date: Words, reader: Reader) -> str:
    if name == "link":
        return reader.link(date)
    value = date[name]
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return _YES[reader.language][value]
    written = _WRITTEN.get(name)
    return written(value, date, reader) if written else _word(name, value, reader)


def _word(name: str, value: Any, reader: Reader) -> str:
    word = str(value)
    return _GERMAN.get(name, {}).get(word, word) if reader.language == "de" else word


def _moment(text: str, date: Words, reader: Reader) -> str:
    return f"{_local(text, reader):{'%Y-%m-%d' if date['all_day'] else '%Y-%m-%d %H:%M'}}"


def _end(text: str, date: Words, reader: Reader) -> str:
    """Return when a date ends; one of whole days on its last day, not at the midnight after it."""
    if not date["all_day"]:
        return _moment(text, date, reader)
    return f"{_local(text, reader) - timedelta(microseconds=1):%Y-%m-%d}"


def _categories(keys: Sequence[str], _: Words, reader: Reader) -> str:
    known = [(key, reader.city.category(key)) for key in keys]
    return " | ".join(found.name.in_language(reader.language) if found else key for key, found in known)


def _district(key: str, _: Words, reader: Reader) -> str:
    known = reader.city.district(key)
    return known.name if known else key


def _organisation(words: Words, _: Words, __: Reader) -> str:
    return str(words["name"])


def _many(words: Sequence[str], _: Words, __: Reader) -> str:
    return " | ".join(words)


_WRITTEN: Mapping[str, Callable[[Any, Words, Reader], str]] = {
    "starts_at": _moment,
    "original_start": _moment,
    "ends_at": _end,
    "categories": _categories,
    "district": _district,
    "organisation": _organisation,
    "languages": _many,
}


def _local(text: str, reader: Reader) -> datetime:
    return datetime.fromisoformat(text).astimezone(reader.city.time_zone)
