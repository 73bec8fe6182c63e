"""How the columns of a table are read: German names outside, our names inside, and each cell by its own rule.

A column that a table does not have says nothing: what is known of a thing already stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from directory_service import rules
from directory_service.queries.imports import Known, Reference
from directory_service.rules import Gift, Kind, ProjectStatus, spelling
from services.kit.cells import FORMULA, TOO_LONG, Cells, sentence
from services.kit.shapes import post_code

Read: TypeAlias = Callable[[Cells, str, Known], Any]

# The last brackets hold the id, as names have brackets too: `Klimateam (Amt) (HAL-O-043): Förderung`.
_LONGEST_ROLE = 200
_PARTNER = re.compile(r"(?P<name>.*)\((?P<id>[^()]+)\)\s*(?::\s*(?P<role>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """Where a field stands in the table, how it is read, and what it is where there is no such column.

    A needed column is read even so, and complains.
    """

    name: str
    read: Read
    otherwise: Any = None
    needed: bool = False

    @property
    def blank(self) -> Any:
        """Return what stands there when nothing is said."""
        return [] if self.otherwise == () else self.otherwise


def line(longest: int, *, required: bool = False) -> Callable[[Cells, str, Known], str | None]:
    """Return how one line of text is read; breaks in it become spaces."""

    def read(cells: Cells, column: str, _: Known) -> str | None:
        return " ".join((cells.text(column, longest=longest, required=required) or "").split()) or None

    return read


def choice(words: Mapping[str, str], *, required: bool = False) -> Read:
    """Return how a word of a few is read; the key itself is understood as well."""
    known = {**words, **{key: key for key in words.values()}}
    return lambda cells, column, _: cells.choice(column, known, required=required)


def title(cells: Cells, column: str, known: Known) -> str | None:
    """Read what a thing is called; a name that looks like a formula needs an editor's word."""
    found = line(200, required=True)(cells, column, known)
    if found and found.startswith("=") and cells.chosen != "new":
        cells.ask(column, FORMULA, word=found[:60])
    return found


def _number_elsewhere(cells: Cells, column: str, known: Known) -> str | None:
    found = line(100)(cells, column, known)
    if not found:
        cells.note(column, "Without externe_id we do not know this row again next time.")
    return found


def _text(cells: Cells, column: str, _: Known) -> str | None:
    return cells.text(column)


def _lines(most: int) -> Read:
    return lambda cells, column, _: cells.lines(column, longest=60, most=most)


def _languages(cells: Cells, column: str, _: Known) -> list[str]:
    found = [word.lower() for word in cells.many(column)]
    for word in found:
        if not re.fullmatch(r"[a-z]{2,3}", word):
            cells.complain(column, "“%(word)s” is no code of a language. Please write de | en.", word=word)
    return list(dict.fromkeys(found))


def _categories(most: int, *, refuses_unknown: bool = False) -> Read:
    def read(cells: Cells, column: str, known: Known) -> list[str]:
        # A feed knows no topics of ours; its offers take those of their organisation.
        if not cells.text(column, required=not cells.is_fed):
            return []
        found = cells.several(column, known.categories, refuses_unknown=refuses_unknown)
        if len(found) > most:
            cells.complain(column, "%(most)s categories at most, please.", most=most)
        return found

    return read


def _district(cells: Cells, column: str, known: Known) -> str | None:
    return cells.choice(column, known.districts)


def _number(least: float, most: float) -> Read:
    def read(cells: Cells, column: str, _: Known) -> float | None:
        number = cells.number_in(column, least, most)
        return None if number is None else float(number)

    return read


def _whole(least: int, most: int) -> Read:
    return lambda cells, column, _: cells.whole(column, least, most)


def _day(cells: Cells, column: str, _: Known) -> Any:
    day = cells.day(column)
    if day and not rules.EARLIEST <= day <= rules.LATEST:
        cells.complain(column, "%(day)s is too far away.", day=day.isoformat())
    return day


def _time(cells: Cells, column: str, _: Known) -> Any:
    return cells.time_of_day(column)


def _flag(cells: Cells, column: str, _: Known) -> bool | None:
    return cells.flag(column)


def _surely(cells: Cells, column: str, _: Known) -> bool:
    return bool(cells.flag(column))


def _after_yes(cells: Cells, column: str, known: Known) -> str | None:
    return rules.words_after_yes(line(500)(cells, column, known) or "")


def _note(cells: Cells, column: str, known: Known) -> str | None:
    found = _after_yes(cells, column, known)
    begins_with = (found or "").partition(",")[0].strip().casefold()
    return None if begins_with in {"", "ja", "nein"} else found


def _phone(cells: Cells, column: str, known: Known) -> str | None:
    found = line(60)(cells, column, known)
    # A dash means that there is none.
    return found if found and any(sign.isalnum() for sign in found) else None


def _post_code(cells: Cells, column: str, known: Known) -> str | None:
    found = line(10)(cells, column, known)
    return post_code(found) if found else None


def _email(cells: Cells, column: str, known: Known) -> str | None:
    found = line(254)(cells, column, known)
    if found and not rules.is_email(found):
        cells.complain(column, "“%(word)s” is no e-mail address.", word=found)
    return found


def _gift(cells: Cells, column: str, known: Known) -> str:
    return choice(spelling.GIFTS)(cells, column, known) or Gift.TIME


def _website(cells: Cells, column: str, known: Known) -> str | None:
    found = line(500)(cells, column, known)
    if found and "://" not in found and rules.is_web_address(f"https://{found}"):
        return f"https://{found}"
    if found and not rules.is_web_address(found):
        cells.complain(column, "“%(word)s” is no web address. Please write https://beispiel.example.org", word=found)
    return found


def _organisation(cells: Cells, column: str, known: Known) -> Any:
    """Read whose a thing is: by id, or, where there is none, by name."""
    word = cells.text(column)
    if word:
        found = _referred(cells, column, word, known, "organisation")
    else:
        column, word = "organisation", cells.text("organisation", required=True)
        found = _named(cells, column, word, known) if word else None
    if found and not found.is_public:
        cells.complain(column, "“%(word)s” is not public yet, or not any more.", word=found.name)
    return found.id if found else None


_SEVERAL = sentence(
    "We do not know “%(word)s”, or several are called that. You can enter it, and have the table looked at once more."
)
_SEVERAL_NEAR = sentence("We do not know “%(word)s”, or several are called that. Perhaps “%(near)s” is meant.")


def _named(cells: Cells, column: str, word: str, known: Known) -> Reference | None:
    said = cells.meaning(column, word)
    found = known.by_id(said) if said else known.named(word)
    if found is None:
        near = known.guess(word, "organisation_names")
        # Nobody can mend a feed, so its rows wait for an editor instead.
        refuse = cells.ask if cells.is_fed else cells.complain
        refuse(column, _SEVERAL_NEAR if near else _SEVERAL, near, word, word=word, near=near)
    return found


def _project(cells: Cells, column: str, known: Known) -> Any:
    word = cells.text(column)
    found = _referred(cells, column, word, known, "project") if word else None
    return found.id if found else None


def _partners(cells: Cells, column: str, known: Known) -> list[tuple[Any, str | None]]:
    found: dict[Any, str | None] = {}
    for word in cells.many(column):
        parts = _PARTNER.fullmatch(word)
        role = (parts["role"] or "").strip() if parts else ""
        if parts is None:
            cells.complain(column, "“%(word)s” cannot be read. Please write: name (id): role", word=word)
        elif len(role) > _LONGEST_ROLE:
            cells.complain(column, TOO_LONG, most=_LONGEST_ROLE)
        elif reference := _referred(cells, column, parts["id"].strip(), known, "organisation"):
            found[reference.id] = role or None
    return list(found.items())


def _referred(cells: Cells, column: str, word: str, known: Known, kind: str) -> Reference | None:
    there = known.organisations if kind == "organisation" else known.projects
    if word not in there:
        near = known.guess(word, f"{kind}_ids")
        cells.wonder(cells.complain, column, word, near)
    return there.get(word)


_RECORD = {
    "external_id": Column("externe_id", _number_elsewhere, needed=True),
    "summary": Column("kurzbeschreibung", line(500)),
    "description": Column("beschreibung", _text),
    "easy_read": Column("leichte_sprache", _text),
    "categories": Column("kategorien", _categories(3), needed=True),
    "keywords": Column("schlagworte", _lines(30), ()),
    "confirmed_on": Column("zuletzt_bestaetigt", _day),
    "street": Column("strasse", line(120)),
    "post_code": Column("plz", _post_code),
    "town": Column("ort", line(100)),
    "district": Column("stadtteil", _district),
    "lat": Column("lat", _number(-90, 90)),
    "lon": Column("lon", _number(-180, 180)),
}
_SPAN = {"starts_on": Column("beginn", _day), "ends_on": Column("ende", _day)}
_HOURS = {"start_time": Column("beginn", _time), "end_time": Column("ende", _time)}

ORGANISATION = {
    **_RECORD,
    "name": Column("name", title, needed=True),
    "kind": Column("typ", choice(spelling.KINDS, required=True), Kind.OTHER),
    "categories": Column("kategorien", _categories(8), needed=True),
    "website": Column("website", _website),
    "email": Column("email", _email),
    "phone": Column("telefon", _phone),
    "contact_person": Column("ansprechperson", line(200)),
    "opening_hours": Column("oeffnungszeiten", line(500)),
    "accessibility": Column("barrierefreiheit", line(1000)),
    "languages": Column("sprachen", _languages, ()),
    "founded": Column("gegruendet", _whole(1000, 2200)),
    "trusted": Column("vertrauenswuerdig", _surely, otherwise=False),
    "source": Column("quelle", line(200)),
    "licence": Column("lizenz", line(100)),
}
PROJECT = {
    **_RECORD,
    **_SPAN,
    "organisation_id": Column("organisation_id", _organisation, needed=True),
    "title": Column("titel", title, needed=True),
    "status": Column("status", choice(spelling.STATUS, required=True), ProjectStatus.ONGOING),
    "goals": Column("ziele", _text),
    "results": Column("ergebnisse", _text),
    "target_groups": Column("zielgruppen", line(500)),
    "funding": Column("foerderung", line(500)),
    "joinable": Column("mitmachen_moeglich", _flag),
    "website": Column("website", _website),
    "contact_person": Column("ansprechperson", line(200)),
    "partners": Column("weitere_organisationen", _partners, ()),
}
OFFER = {
    **_RECORD,
    **_SPAN,
    **_HOURS,
    "categories": Column("kategorien", _categories(3, refuses_unknown=True), needed=True),
    "organisation_id": Column("organisation_id", _organisation, needed=True),
    "project_id": Column("projekt_id", _project),
    "title": Column("titel", title, needed=True),
    "commitment": Column("dauer", choice(spelling.COMMITMENTS, required=True), needed=True),
    "gives": Column("gesucht", _gift, Gift.TIME),
    "effort": Column("zeitaufwand", line(200)),
    "hours": Column("stunden", _number(0, 1000)),
    "places": Column("plaetze", _whole(1, 100_000)),
    "previous_knowledge": Column("kenntnisse", line(500)),
    "target_groups": Column("zielgruppen", line(500)),
    "minimum_age": Column("mindestalter", _whole(0, 120)),
    "certificate_of_conduct": Column("fuehrungszeugnis", _flag),
    "certificate_note": Column("fuehrungszeugnis", _note),
    "training": Column("einarbeitung", _after_yes),
    "insurance": Column("versicherung", _after_yes),
    "expense_allowance": Column("aufwandsentschaedigung", line(500)),
    "languages": Column("sprachen", _languages, ()),
    "with_children": Column("mit_kindern", _flag),
    "alone_or_group": Column("allein_oder_gruppe", _lines(10), ()),
    "wheelchair": Column("rollstuhl", choice(spelling.WHEELCHAIR)),
    "accessibility": Column("barrierefreiheit", line(1000)),
    "public_transport": Column("oepnv", line(500)),
    "remote": Column("ortsunabhaengig", _surely, otherwise=False),
    "contact_email": Column("kontakt_email", _email),
    "contact_person": Column("ansprechperson", line(200)),
    "valid_until": Column("gueltig_bis", _day),
}
