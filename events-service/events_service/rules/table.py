"""A row of a table of events (German columns, as in the example city's `termine.csv`) read into an entry.

Complaints are in German, like the tables: whoever sends one in reads them beside her own columns.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from events_service.rules.entry import Entry
from events_service.rules.recurrence import NoSuchRule
from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR, EndsBeforeItStarts, NoDateLeft, TooLong
from services.city import City
from services.kit import shapes
from services.kit.tables import HIDDEN, Cells, id_of

MODES = {"vor_ort": "in_person", "online": "online", "hybrid": "hybrid"}
STATUSES = {
    "geplant": "scheduled",
    "abgesagt": "cancelled",
    "verschoben": "postponed",
    "neuer_termin": "rescheduled",
    "online_verlegt": "moved_online",
}
REGISTRATIONS = {"keine": "none", "plattform": "platform", "email": "email", "telefon": "phone"}
WHEELCHAIR = {"ja": "yes", "teilweise": "partly", "nein": "no"}
MOST_CATEGORIES = 3
_MOST_GUESSES = 100

_LINES = {
    "treffpunkt": ("venue", 200),
    "strasse": ("street", 200),
    "plz": ("post_code", 10),
    "ort": ("town", 100),
    "statushinweis": ("status_note", 500),
    "kosten": ("cost", 200),
    "barrierefreiheit": ("accessibility", 500),
    "kontakt": ("contact", 200),
    "ansprechperson": ("contact_person", 200),
}
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_LANGUAGE = re.compile("[a-z]{2,3}")
_SENTENCES: dict[type[Exception], tuple[str, str]] = {
    NoSuchRule: (
        "wiederholung",
        "Diese Regel verstehen wir nicht. Sie sieht etwa so aus: FREQ=WEEKLY;BYDAY=WE;COUNT=10.",
    ),
    EndsBeforeItStarts: ("ende", "Das Ende liegt vor dem Beginn."),
    TooLong: ("ende", "Ein einzelner Termin dauert höchstens 400 Tage."),
    NoDateLeft: ("ausnahmen", "Mit diesen Ausnahmen bleibt kein Termin übrig."),
}


@dataclass(frozen=True)
class Known:
    """The words that a table may use: the city's, and those that name public organisations."""

    city: City
    organisations: Mapping[str, UUID]
    names: tuple[str, ...]
    categories: Mapping[str, str]
    districts: Mapping[str, str]
    _nearest: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, city: City, organisations: Iterable[tuple[UUID, str, str]]) -> "Known":
        """Gather the words of a city, and of organisations given with their id, name in addresses and name."""
        public = list(organisations)
        named = {word.lower(): each for each, slug, name in public for word in (name, slug, str(each))}
        names = tuple(name for _, _, name in public)
        return cls(city, named, names, city.category_words, city.district_words)

    def nearest(self, word: str) -> str | None:
        """Return the organisation's name that a word is most like; not for a thousand different words."""
        if word not in self._nearest and len(self._nearest) < _MOST_GUESSES:
            self._nearest[word] = next(iter(get_close_matches(word, self.names, n=1, cutoff=0.5)), None)
        return self._nearest.get(word)


def read_entry(cells: Cells, known: Known, *, now: datetime) -> Entry | None:
    """Return the event that a row describes, or nothing, with complaints in the row."""
    words = _words(cells, known)
    if cells.complaints:
        return None
    try:
        entry = Entry.of(words, known.city)
        entry.schedule.dates(now=now)
    except tuple(_SENTENCES) as refusal:
        cells.complain(*_SENTENCES[type(refusal)])
        return None
    return entry


def _words(cells: Cells, known: Known) -> dict[str, Any]:
    return {
        "external_id": _line(cells, "externe_id", 100, required=True),
        "organisation_id": _organisation(cells, known),
        "project_id": _project(cells),
        "title": _line(cells, "titel", 200, required=True),
        "description": _paragraphs(cells, "beschreibung", 20_000),
        "categories": _categories(cells, known),
        "district": cells.choice("stadtteil", known.districts),
        **_place(cells),
        **_state(cells),
        **_moments(cells, known),
        **{name: _line(cells, column, longest) for column, (name, longest) in _LINES.items()},
        "registration": cells.choice("anmeldung", _either(REGISTRATIONS)) or "none",
        "places": cells.whole("plaetze", 1, 100_000),
        "waiting_list": bool(cells.flag("warteliste")),
        "with_children": cells.flag("mit_kindern"),
        "wheelchair": cells.choice("rollstuhl", _either(WHEELCHAIR)),
        "languages": _languages(cells),
        "keywords": _many_lines(cells, "schlagworte", 60, most=30),
    }


def _place(cells: Cells) -> dict[str, Any]:
    lat, lon = cells.number_in("lat", -90, 90), cells.number_in("lon", -180, 180)
    return {
        "mode": cells.choice("art", _either(MODES)) or "in_person",
        "lat": None if lat is None else float(lat),
        "lon": None if lon is None else float(lon),
        "online_link": _web_address(cells, "online_link"),
    }


def _state(cells: Cells) -> dict[str, Any]:
    return {"status": cells.choice("status", _either(STATUSES)) or "scheduled"}


def _moments(cells: Cells, known: Known) -> dict[str, Any]:
    start = _moment(cells, "beginn", known, required=True)
    # A day without a time is the whole day; its end is the last day, to its end.
    all_day = bool(cells.flag("ganztaegig")) or _is_day(cells.cells.get("beginn", ""))
    end = _moment(cells, "ende", known)
    return {
        "starts_at": start,
        "ends_at": end and (_next_midnight(end) if all_day else end),
        "all_day": all_day,
        "rule": _line(cells, "wiederholung", 500),
        "further_starts": [],
        "left_out": _left_out(cells, start, known),
        "previous_start": _moment(cells, "urspruenglicher_beginn", known),
        "registration_until": _deadline(cells, known),
    }


def _left_out(cells: Cells, start: datetime | None, known: Known) -> list[datetime]:
    """Return the dates that are left out; a day alone means the date on that day."""
    found = []
    for word in cells.many("ausnahmen"):
        moment = _moment(Cells(cells.number, {"ausnahmen": word}, cells.complaints), "ausnahmen", known)
        if moment and start:
            found.append(datetime.combine(moment.date(), start.timetz()) if _is_day(word) else moment)
    return found


def _deadline(cells: Cells, known: Known) -> datetime | None:
    """Return until when people may register; a day alone counts to its end."""
    moment = _moment(cells, "anmeldeschluss", known)
    is_day = _is_day(cells.cells.get("anmeldeschluss", ""))
    return moment.replace(hour=23, minute=59) if moment and is_day else moment


def _moment(cells: Cells, column: str, known: Known, *, required: bool = False) -> datetime | None:
    moment = cells.moment(column, known.city.time_zone, required=required)
    if moment and not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        cells.complain(column, f"Das Jahr muss zwischen {EARLIEST_YEAR} und {LATEST_YEAR} liegen.")
        return None
    return moment


def _is_day(word: str) -> bool:
    return bool(word.strip()) and ":" not in word


def _next_midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def _organisation(cells: Cells, known: Known) -> UUID | None:
    """Return the organisation that a row names by id, by name in addresses, by an id from elsewhere, or by name."""
    given, name = (cells.cells.get(column, "").strip() for column in ("organisation_id", "organisation"))
    words = [word.lower() for word in (given, given and str(id_of(given)), name) if word]
    found = next((known.organisations[word] for word in words if word in known.organisations), None)
    if not words:
        cells.complain("organisation", "Hier fehlt etwas: Die Spalte muss gefüllt sein.")
    elif found is None:
        near = known.nearest(name or given)
        meant = f" Gemeint ist vielleicht „{near}“." if near else ""
        sentence = f"„{name or given}“ kennen wir nicht, oder sie ist nicht veröffentlicht.{meant}"
        cells.complain("organisation", sentence, near)
    return found


def _project(cells: Cells) -> UUID | None:
    word = _line(cells, "projekt_id", 100)
    try:
        return UUID(word) if word else None
    except ValueError:
        return id_of(str(word))


def _categories(cells: Cells, known: Known) -> list[str]:
    found = cells.many("kategorien", known.categories)
    if not cells.cells.get("kategorien", "").strip():
        cells.complain("kategorien", "Mindestens eine Kategorie wird gebraucht.")
    if len(found) > MOST_CATEGORIES:
        cells.complain("kategorien", f"Höchstens {MOST_CATEGORIES} Kategorien.")
    return found


def _languages(cells: Cells) -> list[str]:
    found = list(dict.fromkeys(word.lower() for word in cells.many("sprachen")))
    for word in found:
        if not _LANGUAGE.fullmatch(word):
            cells.complain("sprachen", f"„{word}“ ist kein Sprachkürzel wie de oder uk.")
    return found


def _web_address(cells: Cells, column: str) -> str | None:
    word = _line(cells, column, 500)
    if word and not _WEB_ADDRESS.fullmatch(word):
        cells.complain(column, "Eine Adresse im Netz beginnt mit https:// oder http://.")
    return word


def _line(cells: Cells, column: str, longest: int, *, required: bool = False) -> str | None:
    word = cells.text(column, longest=longest, required=required)
    try:
        return shapes.line(word) if word else None
    except ValueError:
        cells.complain(column, HIDDEN)
        return None


def _paragraphs(cells: Cells, column: str, longest: int) -> str | None:
    text = cells.text(column, longest=longest)
    try:
        return shapes.words(text) if text else None
    except ValueError:
        cells.complain(column, HIDDEN)
        return None


def _many_lines(cells: Cells, column: str, longest: int, *, most: int) -> list[str]:
    words = cells.many(column)
    if len(words) > most:
        cells.complain(column, f"Höchstens {most}, durch | getrennt.")
    each = [_line(Cells(cells.number, {column: word}, cells.complaints), column, longest) for word in words[:most]]
    return [word for word in each if word]


def _either(known: Mapping[str, str]) -> dict[str, str]:
    """Return known words; the keys that programs use will do as well."""
    return {**known, **{key: key for key in known.values()}}
