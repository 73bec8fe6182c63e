"""A row of a table of events (German columns, as in the example city's `termine.csv`) read into an entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from events_service.rules.entry import AgesTheWrongWayRound, Entry
from events_service.rules.event_cells import (
    either,
    is_day,
    languages,
    line,
    moment_in,
    next_midnight,
    paragraphs,
    web_address,
)
from events_service.rules.recurrence import NoSuchRule
from events_service.rules.schedule import EndsBeforeItStarts, NoDateLeft, TooLong
from events_service.rules.words import ACCESS, KINDS, MODES, MOST_CATEGORIES, REGISTRATIONS, STATUSES, WHEELCHAIR
from services.city import City
from services.kit.cells import FORMULA, MISSING, Cells, sentence
from services.kit.shapes import post_code
from services.kit.tables import id_of
from services.kit.vocabulary import Vocabulary, fold

_MOST_GUESSES = 100

_LINES = {
    "treffpunkt": ("venue", 200),
    "strasse": ("street", 200),
    "plz": ("post_code", 10),
    "ort": ("town", 100),
    "statushinweis": ("status_note", 500),
    "kosten": ("cost", 200),
    "barrierefreiheit": ("accessibility", 500),
    "oepnv": ("public_transport", 500),
    "mitbringen": ("what_to_bring", 500),
    "zielgruppen": ("target_groups", 500),
    "kontakt": ("contact", 200),
    "ansprechperson": ("contact_person", 200),
}
_NOT_PUBLIC = sentence("We do not know “%(word)s”, or it is not public.")
_NEARLY_PUBLIC = sentence("We do not know “%(word)s”, or it is not public. Perhaps “%(near)s” is meant.")
_SENTENCES: dict[type[Exception], tuple[str, str]] = {
    NoSuchRule: (
        "wiederholung",
        sentence("We do not understand this rule. It looks like this: FREQ=WEEKLY;BYDAY=WE;COUNT=10."),
    ),
    EndsBeforeItStarts: ("ende", sentence("The end lies before the beginning.")),
    TooLong: ("ende", sentence("A single date takes 400 days at most.")),
    AgesTheWrongWayRound: ("alter_bis", sentence("The highest age is below the lowest.")),
    NoDateLeft: ("ausnahmen", sentence("With these exceptions no date is left.")),
}


Named: TypeAlias = tuple[UUID, str, str]
"""An organisation's id, name in addresses and name."""
Successors: TypeAlias = Mapping[UUID, UUID]
_NOTHING: Successors = {}


@dataclass(frozen=True)
class Known:
    """The words that a table may use: the city's, and those that name public organisations.

    Ids and names of what `became` another mean that one: whoever keeps a table may not have heard of it.
    """

    city: City
    organisations: Mapping[str, UUID]
    names: tuple[str, ...]
    categories: Vocabulary
    districts: Vocabulary
    became: Successors
    _nearest: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, city: City, organisations: Iterable[Named], *, former: Iterable[Named] = (), became: Successors = _NOTHING
    ) -> "Known":
        """Gather the words of a city, and of organisations given with their id, name in addresses and name.

        The `former` are organisations that have become others, whether or not it was told that they are gone.
        """
        known = {each: (slug, name) for each, slug, name in organisations}
        last = {old: new for old, new in became.items() if new in known}
        public = [(each, slug, name) for each, (slug, name) in known.items() if each not in last]
        gone = [(last[each], slug, name) for each, slug, name in former if each in last]
        named = {word: each for each, slug, name in (*gone, *public) for word in (fold(name), slug, str(each))}
        named |= {str(old): new for old, new in last.items()}
        names = tuple(name for _, _, name in public)
        return cls(city, named, names, Vocabulary(city.category_words), Vocabulary(city.district_words), became)

    def nearest(self, word: str) -> str | None:
        """Return the organisation's name that a word is most like; not for a thousand different words."""
        if word not in self._nearest and len(self._nearest) < _MOST_GUESSES:
            self._nearest[word] = Vocabulary({name: name for name in self.names}).nearest(word)
        return self._nearest.get(word)


KNOWN_COLUMNS = [
    *("externe_id", "organisation", "organisation_id", "projekt_id", "titel", "beschreibung", "kategorien", "beginn"),
    *("ende", "ganztaegig", "wiederholung", "ausnahmen", "art", "treffpunkt", "strasse", "plz", "ort", "stadtteil"),
    *("lat", "lon", "online_link", "status", "statushinweis", "urspruenglicher_beginn", "anmeldung"),
    *("anmeldeschluss", "plaetze", "warteliste", "kosten", "mit_kindern", "rollstuhl", "barrierefreiheit"),
    *("sprachen", "kontakt", "ansprechperson", "schlagworte", "veranstaltungsart", "angebot_id", "leichte_sprache"),
    *("weitere_termine", "anmeldebeginn", "anmeldelink", "ausgebucht", "webseite", "oepnv", "zugang", "mitbringen"),
    *("alter_von", "alter_bis", "zielgruppen"),
]
"""Every column that a table of events may have."""


def read_entry(cells: Cells, known: Known, *, now: datetime) -> Entry | None:
    """Return the event that a row describes, or nothing, with complaints in the row."""
    words = _words(cells, known)
    if cells.complaints or cells.questions:
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
        "external_id": line(cells, "externe_id", 100, required=True),
        "organisation_id": _organisation(cells, known),
        "project_id": _thing(cells, "projekt_id", known),
        "offer_id": _thing(cells, "angebot_id", known),
        "kind": cells.choice("veranstaltungsart", either(KINDS)) or "event",
        "title": _title(cells),
        "description": paragraphs(cells, "beschreibung", 20_000),
        "easy_read": paragraphs(cells, "leichte_sprache", 20_000),
        "website": web_address(cells, "webseite"),
        "categories": _categories(cells, known),
        "district": cells.choice("stadtteil", known.districts),
        **_place(cells),
        **_state(cells),
        **_moments(cells, known),
        **_lines(cells),
        **_registration(cells),
        "places": cells.whole("plaetze", 1, 100_000),
        "waiting_list": bool(cells.flag("warteliste")),
        "booked_up": bool(cells.flag("ausgebucht")),
        "age_from": cells.whole("alter_von", 0, 120),
        "age_to": cells.whole("alter_bis", 0, 120),
        "access": cells.many("zugang", either(ACCESS)),
        "with_children": cells.flag("mit_kindern"),
        "wheelchair": cells.choice("rollstuhl", either(WHEELCHAIR)),
        "languages": languages(cells),
        "keywords": cells.lines("schlagworte", longest=60, most=30),
    }


def _title(cells: Cells) -> str | None:
    """Read what an event is called; a title that looks like a formula needs an editor's word."""
    found = line(cells, "titel", 200, required=True)
    if found and found.startswith("=") and cells.chosen != "new":
        cells.ask("titel", FORMULA, word=found[:60])
    return found


def _lines(cells: Cells) -> dict[str, str | None]:
    found = {name: line(cells, column, longest) for column, (name, longest) in _LINES.items()}
    if "treffpunkt" not in cells.cells:
        # Short tables have one column for where something is.
        found |= {"venue": found["town"], "town": None}
    code = found["post_code"]
    return {**found, "post_code": post_code(code) if code else None}


def _place(cells: Cells) -> dict[str, Any]:
    lat, lon = cells.number_in("lat", -90, 90), cells.number_in("lon", -180, 180)
    # Short tables do not say so, but what has a link and no place is online.
    is_online = cells.raw("online_link") and not any(cells.raw(name) for name in ("treffpunkt", "ort", "strasse"))
    return {
        "mode": cells.choice("art", either(MODES)) or ("online" if is_online else "in_person"),
        "lat": None if lat is None else float(lat),
        "lon": None if lon is None else float(lon),
        "online_link": web_address(cells, "online_link"),
    }


def _registration(cells: Cells) -> dict[str, Any]:
    link = web_address(cells, "anmeldelink")
    chosen = cells.choice("anmeldung", either(REGISTRATIONS))
    return {"registration": chosen or ("link" if link else "none"), "registration_link": link}


def _state(cells: Cells) -> dict[str, Any]:
    return {"status": cells.choice("status", either(STATUSES)) or "scheduled"}


def _moments(cells: Cells, known: Known) -> dict[str, Any]:
    start = moment_in(cells, "beginn", known.city.time_zone, required=True)
    # A day without a time is the whole day; its end is the last day, to its end.
    all_day = bool(cells.flag("ganztaegig")) or is_day(cells.raw("beginn"))
    end = moment_in(cells, "ende", known.city.time_zone)
    return {
        "starts_at": start,
        "ends_at": end and (next_midnight(end) if all_day else end),
        "all_day": all_day,
        "rule": line(cells, "wiederholung", 500),
        "further_starts": _several_moments(cells, "weitere_termine", start, known),
        "left_out": _several_moments(cells, "ausnahmen", start, known),
        "previous_start": moment_in(cells, "urspruenglicher_beginn", known.city.time_zone),
        "registration_from": moment_in(cells, "anmeldebeginn", known.city.time_zone),
        "registration_until": _deadline(cells, known),
    }


def _several_moments(cells: Cells, column: str, start: datetime | None, known: Known) -> list[datetime]:
    """Return the dates that a cell names; a day alone means the hour of the first date."""
    found = []
    for word in cells.many(column):
        cell = Cells(cells.number, {column: word}, cells.complaints)
        moment = moment_in(cell, column, known.city.time_zone)
        if moment and start:
            found.append(datetime.combine(moment.date(), start.timetz()) if is_day(word) else moment)
    return found


def _deadline(cells: Cells, known: Known) -> datetime | None:
    """Return until when people may register; a day alone counts to its end."""
    moment = moment_in(cells, "anmeldeschluss", known.city.time_zone)
    to_its_end = moment and is_day(cells.raw("anmeldeschluss"))
    return moment.replace(hour=23, minute=59) if moment and to_its_end else moment


def _organisation(cells: Cells, known: Known) -> UUID | None:
    """Return the organisation that a row names by id, by name in addresses, by an id from elsewhere, or by name."""
    given, name = (cells.raw(column) for column in ("organisation_id", "organisation"))
    said = cells.meaning("organisation", name or given)
    words = [word for word in (said, given.lower(), given and str(id_of(given)), name.lower(), fold(name)) if word]
    found = next((known.organisations[word] for word in words if word in known.organisations), None)
    if not words:
        cells.complain("organisation", MISSING)
    elif found is None:
        near = known.nearest(name or given)
        unknown = _NEARLY_PUBLIC if near else _NOT_PUBLIC
        cells.complain("organisation", unknown, near, name or given, word=name or given, near=near)
    return found


def _thing(cells: Cells, column: str, known: Known) -> UUID | None:
    """Return the id of something of the directory's, named by its id or by the one that its own table gives it."""
    word = line(cells, column, 100)
    try:
        named = UUID(word) if word else None
    except ValueError:
        named = id_of(str(word))
    return known.became.get(named, named) if named else None


def _categories(cells: Cells, known: Known) -> list[str]:
    found = cells.several("kategorien", known.categories)
    if not cells.raw("kategorien"):
        cells.complain("kategorien", "At least one category is needed.")
    if len(found) > MOST_CATEGORIES:
        cells.complain("kategorien", "%(most)s categories at most, please.", most=MOST_CATEGORIES)
    return found
