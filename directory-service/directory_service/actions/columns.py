"""How the columns of a table are read: German names outside, our names inside, and each cell by its own rule.

A column that a table does not have says nothing: what is known of a thing already stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

from directory_service import rules
from directory_service.queries.imports import Known, Reference
from directory_service.rules import Commitment, Kind, ProjectStatus, Wheelchair
from services.kit.tables import Cells

Read: TypeAlias = Callable[[Cells, str, Known], Any]

_KINDS = {
    "Verein": Kind.ASSOCIATION,
    "Initiative": Kind.INITIATIVE,
    "Unternehmen": Kind.COMPANY,
    "Öffentliche Einrichtung": Kind.PUBLIC_BODY,
    "Bildungseinrichtung": Kind.EDUCATION,
    "Sonstige": Kind.OTHER,
}
_STATUS = {
    "geplant": ProjectStatus.PLANNED,
    "laufend": ProjectStatus.ONGOING,
    "abgeschlossen": ProjectStatus.COMPLETED,
}
_COMMITMENTS = {
    "kurz": Commitment.SHORT_TERM,
    "lang": Commitment.LONG_TERM,
    "kurzfristig": Commitment.SHORT_TERM,
    "langfristig": Commitment.LONG_TERM,
}
_WHEELCHAIR = {"ja": Wheelchair.YES, "teilweise": Wheelchair.PARTLY, "nein": Wheelchair.NO}
# The last brackets hold the id, as names have brackets too: `Klimateam (Amt) (HAL-O-043): Förderung`.
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


def _text(cells: Cells, column: str, _: Known) -> str | None:
    return cells.text(column)


def _lines(cells: Cells, column: str, _: Known) -> list[str]:
    return [" ".join(word.split())[:60] for word in cells.many(column)][:30]


def _languages(cells: Cells, column: str, _: Known) -> list[str]:
    found = [word.lower() for word in cells.many(column)]
    for word in found:
        if not re.fullmatch(r"[a-z]{2,3}", word):
            cells.complain(column, f"„{word}“ ist kein Sprachkürzel. Bitte so: de | en.")
    return list(dict.fromkeys(found))


def _categories(most: int) -> Read:
    def read(cells: Cells, column: str, known: Known) -> list[str]:
        if not cells.text(column, required=True):
            return []
        found = cells.many(column, known.categories)
        if len(found) > most:
            cells.complain(column, f"Höchstens {most} Kategorien, bitte.")
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
        cells.complain(column, f"{day.isoformat()} liegt zu fern.")
    return day


def _flag(cells: Cells, column: str, _: Known) -> bool | None:
    return cells.flag(column)


def _surely(cells: Cells, column: str, _: Known) -> bool:
    return bool(cells.flag(column))


def _after_yes(cells: Cells, column: str, known: Known) -> str | None:
    return rules.words_after_yes(line(500)(cells, column, known) or "")


def _note(cells: Cells, column: str, known: Known) -> str | None:
    found = _after_yes(cells, column, known)
    return None if found in {None, "ja"} else found


def _post_code(cells: Cells, column: str, known: Known) -> str | None:
    found = line(10)(cells, column, known)
    return rules.post_code(found) if found else None


def _email(cells: Cells, column: str, known: Known) -> str | None:
    found = line(254)(cells, column, known)
    if found and not rules.is_email(found):
        cells.complain(column, f"„{found}“ ist keine E-Mail-Adresse.")
    return found


def _website(cells: Cells, column: str, known: Known) -> str | None:
    found = line(500)(cells, column, known)
    if found and not rules.is_web_address(found):
        cells.complain(column, f"„{found}“ ist keine Webadresse. Bitte so: https://beispiel.example.org")
    return found


def _organisation(cells: Cells, column: str, known: Known) -> Any:
    """Read whose a thing is: by id, or, where there is none, by name."""
    word = cells.text(column)
    if word:
        found = _referred(cells, column, word, known.organisations)
    else:
        column, word = "organisation", cells.text("organisation", required=True)
        found = _referred(cells, column, (word or "").casefold(), known.organisations_by_name) if word else None
    if found and not found.is_public:
        cells.complain(column, f"„{found.name}“ ist noch nicht oder nicht mehr öffentlich.")
    return found.id if found else None


def _project(cells: Cells, column: str, known: Known) -> Any:
    word = cells.text(column)
    found = _referred(cells, column, word, known.projects) if word else None
    return found.id if found else None


def _partners(cells: Cells, column: str, known: Known) -> list[tuple[Any, str | None]]:
    found: dict[Any, str | None] = {}
    for word in cells.many(column):
        parts = _PARTNER.fullmatch(word)
        if parts is None:
            cells.complain(column, f"„{word}“ ist nicht zu lesen. Bitte so: Name (Kennung): Rolle")
        elif reference := _referred(cells, column, parts["id"].strip(), known.organisations):
            found[reference.id] = (parts["role"] or "").strip()[:200] or None
    return list(found.items())


def _referred(cells: Cells, column: str, word: str, known: Mapping[str, Reference]) -> Reference | None:
    if word not in known:
        near = get_close_matches(word, known, n=1, cutoff=0.6)
        meant = f" Gemeint ist vielleicht „{near[0]}“." if near else ""
        cells.complain(column, f"„{word}“ kennen wir nicht.{meant}", near[0] if near else None)
    return known.get(word)


_RECORD = {
    "external_id": Column("externe_id", line(100, required=True), needed=True),
    "summary": Column("kurzbeschreibung", line(500)),
    "description": Column("beschreibung", _text),
    "categories": Column("kategorien", _categories(3), needed=True),
    "keywords": Column("schlagworte", _lines, ()),
    "confirmed_on": Column("zuletzt_bestaetigt", _day),
    "street": Column("strasse", line(120)),
    "post_code": Column("plz", _post_code),
    "town": Column("ort", line(100)),
    "district": Column("stadtteil", _district),
    "lat": Column("lat", _number(-90, 90)),
    "lon": Column("lon", _number(-180, 180)),
}
_SPAN = {"starts_on": Column("beginn", _day), "ends_on": Column("ende", _day)}

ORGANISATION = {
    **_RECORD,
    "name": Column("name", line(200, required=True), needed=True),
    "kind": Column("typ", choice(_KINDS, required=True), Kind.OTHER),
    "categories": Column("kategorien", _categories(8), needed=True),
    "website": Column("website", _website),
    "email": Column("email", _email),
    "phone": Column("telefon", line(60)),
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
    "title": Column("titel", line(200, required=True), needed=True),
    "status": Column("status", choice(_STATUS, required=True), ProjectStatus.ONGOING),
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
    "organisation_id": Column("organisation_id", _organisation, needed=True),
    "project_id": Column("projekt_id", _project),
    "title": Column("titel", line(200, required=True), needed=True),
    "commitment": Column("dauer", choice(_COMMITMENTS, required=True), needed=True),
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
    "alone_or_group": Column("allein_oder_gruppe", _lines, ()),
    "wheelchair": Column("rollstuhl", choice(_WHEELCHAIR)),
    "accessibility": Column("barrierefreiheit", line(1000)),
    "public_transport": Column("oepnv", line(500)),
    "remote": Column("ortsunabhaengig", _surely, otherwise=False),
    "contact_email": Column("kontakt_email", _email),
    "contact_person": Column("ansprechperson", line(200)),
    "valid_until": Column("gueltig_bis", _day),
}
